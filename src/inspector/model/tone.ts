/** How an actor is going, from its chart and its state. */
import type { Tone } from './questions.ts';

/** Outermost states that say more than their names do. */
const tones: Readonly<Record<string, Readonly<Record<string, Tone>>>> = {
  sandbox: {
    ready: 'good',
    lost: 'bad',
    halfStopped: 'bad',
    rollingBack: 'bad',
    notready: 'gone',
    removed: 'gone',
    unknown: 'bad',
  },
  container: {
    exited: 'gone',
    failed: 'bad',
    rollingBack: 'bad',
    removed: 'gone',
    stray: 'bad',
    unknown: 'bad',
    restorable: 'rest',
  },
};
/** Of any chart, by a word of the state. */
const words: Readonly<Record<string, Tone>> = {
  running: 'good',
  serving: 'good',
  open: 'good',
  failed: 'bad',
  crashed: 'bad',
  lost: 'bad',
  stray: 'bad',
  done: 'gone',
  ended: 'gone',
  removed: 'gone',
  created: 'rest',
  loaded: 'rest',
  resting: 'rest',
};

/** @param state dotted; regions are joined by a comma. */
export const toneOf = (machine: string, state: string, { isOver = false, hasCrashed = false } = {}): Tone => {
  if (hasCrashed) return 'bad';
  if (isOver) return 'gone';
  const outermost = outermostOf(state);
  const own = Object.hasOwn(tones, machine) ? tones[machine] : undefined;
  if (own !== undefined && Object.hasOwn(own, outermost)) return own[outermost] as Tone;
  const regions = state.split(',').map((region) => region.split('.').at(-1) ?? '');
  for (const word of regions) if (Object.hasOwn(words, word)) return words[word] as Tone;
  // A state that is called a doing has something in flight.
  return regions.some((word) => /(ing|ing[A-Z].*)$/.test(word)) ? 'busy' : 'rest';
};

export const outermostOf = (state: string): string => /^[^.,]*/.exec(state)?.[0] ?? '';
