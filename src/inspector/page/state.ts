/** What all pages share: which source, at which moment, and how its stream is. Written by `route.ts`, `moment.ts`, `ask.ts` only. */
import { computed, signal } from '@preact/signals';
import type { Moment } from '../model/questions.ts';
import type { SourceAbout } from '../stream.ts';
import type { FromWorker } from './messages.ts';

export const sources = signal<readonly SourceAbout[]>([]);

/** Id of the source that is looked at; empty: none yet. */
export const sourceId = signal('');

export const source = computed<SourceAbout | undefined>(() => sources.value.find(({ id }) => id === sourceId.value));

/** Grows every second while a live source is looked at: what lasts lasts longer, though nothing happens. */
export const seconds = signal(0);
const secondMs = 1000;
/** To be called once. */
export const followClock = (): void => {
  setInterval(() => {
    if (source.peek()?.kind === 'live' && at.peek() === undefined && !document.hidden) seconds.value += 1;
  }, secondMs);
};

/** Row of the moment that is looked at; undefined: the newest, as it comes. */
export const at = signal<number | undefined>(undefined);

/** The same, with its times; undefined: not known yet, or there is nothing. */
export const moment = signal<Moment | undefined>(undefined);

export type Connection = Extract<FromWorker, { type: 'connection' }>;

/** By source id. */
export const connections = signal<Readonly<Record<string, Connection>>>({});
