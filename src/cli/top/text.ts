/** Words and shapes of `troupe top`: no state is told by its colour alone. */
import type { Tone, Waiting } from '../../inspector/model/questions.ts';
import { durationText } from '../../journal/wording.ts';
import type { Paint } from '../demo/narrator.ts';
import { ageOf } from '../look/amounts.ts';

export type Style = Parameters<Paint>[0];

export const glyphOf: Readonly<Record<Tone, string>> = { rest: '○', busy: '◐', good: '●', bad: '▲', gone: '◌' };
export const styleOf: Readonly<Record<Tone, Style>> = {
  rest: 'dim',
  busy: 'yellow',
  good: 'green',
  bad: 'red',
  gone: 'dim',
};

/** µs in a few letters: exact while it is short, `3m20s` when it is long. */
export const timeText = (us: number | undefined): string =>
  us === undefined ? '' : us < 10_000_000 ? durationText(us) : ageOf(us / 1000);

export const waitsText = (waits: readonly Waiting[]): string =>
  waits.map(({ service, forUs }) => `${service}${forUs === undefined ? '' : ` ${timeText(forUs)}`}`).join(', ');

/** `pod:1f0c…` of an id that is long. */
export const actorText = (actor: string): string => actor.replace(/([0-9a-f]{8})[0-9a-f]{16,}/g, '$1');
