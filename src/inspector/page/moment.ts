/** The moment that all pages show: the newest, or a row of the past. */
import { effect, signal } from '@preact/signals';
import type { Moment } from '../model/questions.ts';
import { ask, news } from './ask.ts';
import { latest } from './latest.ts';
import { type Named, writeSoon } from './route.ts';
import { at, moment, sourceId } from './state.ts';

export { at, moment } from './state.ts';

/** A moment that a link names and that is not read yet. */
export const sought = signal<Named | undefined>(undefined);

/** Shows the past as it was after this row; undefined: the newest, as it comes. */
export const setAt = (row: number | undefined): void => {
  sought.value = undefined;
  at.value = row;
};

export const goLive = (): void => setAt(undefined);

/** To the moment of this name, as soon as it is read. */
export const goTo = (named: Named | undefined): void => {
  if (named === undefined) goLive();
  else sought.value = named;
};

const toMoment = (found: Moment | undefined): void => {
  if (found === undefined) return;
  moment.value = found;
  setAt(found.row);
};

/** To the last record that is not later: µs since the first record. */
export const seek = latest((us: number) => ask('moment', { source: sourceId.peek(), us }), toMoment);

interface Step {
  readonly by: 'input' | 'transition' | 'record';
  /** Negative: back. */
  readonly count: number;
  readonly actor?: string | undefined;
}
const takeStep = latest((step: Step) => ask('step', { source: sourceId.peek(), at: at.peek(), ...step }), toMoment);

/** On or back by inputs, transitions or records; from the newest, back from there. */
export const step = (by: Step['by'], count: number, actor?: string): void => takeStep({ by, count, actor });

/** Keeps `moment` true to `at`, the address true to both, and finds what links name. To be called once. */
export const followMoment = (): void => {
  const resolve = latest(
    (asked: { readonly source: string; readonly at: number | undefined }) => ask('moment', asked),
    (found, asked) => {
      if (asked.source !== sourceId.peek() || asked.at !== at.peek()) return;
      moment.value = found;
      writeSoon();
    },
  );
  effect(() => {
    const source = sourceId.value;
    if (at.value === undefined) void news.value[source];
    if (source !== '') resolve({ source, at: at.value });
  });

  const find = latest(
    async (named: Named) => {
      const source = sourceId.peek();
      const found = await ask('moment', { source, ...named });
      return { found, isAllRead: (await ask('about', { source })).progress >= 1 };
    },
    ({ found, isAllRead }, named) => {
      if (sought.peek() !== named) return;
      // what is near is good enough only where nothing more will come
      if (found !== undefined && ((found.run === named.run && found.q === named.q) || isAllRead)) toMoment(found);
    },
  );
  effect(() => {
    void news.value[sourceId.value];
    if (sought.value !== undefined && sourceId.value !== '') find(sought.value);
  });
};
