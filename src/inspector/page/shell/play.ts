/** Letting the past run: at a speed, over times in which nothing happens at once. */
import { signal } from '@preact/signals';
import { ask } from '../ask.ts';
import { at, moment, setAt } from '../moment.ts';
import { sourceId } from '../state.ts';

export const speeds = [0.1, 0.5, 1, 5, 20, 100] as const;
export const speed = signal<number>(1);
export const isPlaying = signal(false);

const tickMs = 100;
/** Waiting longer than this for the next record, one goes to it at once. */
const patienceMs = 700;

/** From the beginning where the end is shown; ends at the end, and when somebody moves. */
export const togglePlay = (): void => {
  if (isPlaying.peek()) {
    isPlaying.value = false;
    return;
  }
  isPlaying.value = true;
  void play();
};

const play = async (): Promise<void> => {
  const source = sourceId.peek();
  const start = moment.peek();
  if (at.peek() === undefined || start?.isNewest) {
    const { first } = await ask('about', { source });
    if (first === undefined) return stop();
    setAt(first.row);
  }
  let here = await ask('moment', { source, at: at.peek() });
  let us = here?.us ?? 0;
  let idleMs = 0;
  while (isPlaying.peek() && here !== undefined && !here.isNewest) {
    await new Promise((rested) => setTimeout(rested, tickMs));
    if (!isPlaying.peek() || at.peek() !== here.row || sourceId.peek() !== source) return stop();
    us += tickMs * 1000 * speed.peek();
    idleMs += tickMs;
    const next: typeof here | undefined =
      idleMs > patienceMs
        ? await ask('step', { source, at: here.row, by: 'record', count: 1 })
        : await ask('moment', { source, us });
    if (at.peek() !== here.row) return stop();
    if (next === undefined || next.row <= here.row) continue;
    here = next;
    us = Math.max(us, here.us);
    if (idleMs > patienceMs) us = here.us;
    idleMs = 0;
    setAt(here.row);
  }
  stop();
};

const stop = (): void => {
  isPlaying.value = false;
};
