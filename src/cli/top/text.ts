/** Words and shapes of `troupe top`: no state is told by its colour alone. */
import type { PodRow, Tone, Waiting } from '../../inspector/model/questions.ts';
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

/** Names that people gave, of pods and containers, by actor. */
export const namesIn = (pods: readonly PodRow[]): ReadonlyMap<string, string> =>
  new Map(
    pods.flatMap(({ actor, name, containers }) => [
      [actor, name] as const,
      ...containers.map((each) => [each.actor, `${name} ▸ ${each.name}`] as const),
    ]),
  );

/** `web-3 ▸ app`; of what has no such name, `pod:1f0c2a7b`. */
export const actorText = (actor: string, names?: ReadonlyMap<string, string>): string => {
  const known = names?.get(actor);
  if (known !== undefined) return known;
  const end = actor.lastIndexOf('/');
  const above = end < 0 ? undefined : names?.get(actor.slice(0, end));
  const own = above === undefined ? actor : actor.slice(end + 1);
  const short = own.replace(/([0-9a-f]{8})[0-9a-f-]{16,}/g, '$1');
  return above === undefined ? short : `${above} ▸ ${short}`;
};
