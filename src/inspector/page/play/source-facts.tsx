/** What a source is, in a few words. */
import type { SourceAbout } from '../../stream.ts';
import { shortened, shown } from '../parts/text.tsx';
import { Badge } from '../parts/tone.tsx';

export const kindWords = {
  live: 'daemon',
  recording: 'recording',
  simulated: 'simulated',
  tap: 'tap',
} as const;

/** Counter-example, what-if, recording … */
export const whatItIs = ({ kind, race, of, id }: SourceAbout): string => {
  if (race !== undefined) return of === undefined ? 'counter-example' : 'deviation';
  if (of !== undefined) return 'what-if';
  return id.startsWith('sim-') ? 'simulation' : kindWords[kind];
};

export const titleOf = ({ title }: SourceAbout, most = 80): string => shown(shortened(title, most));

export const RaceBadge = ({ race }: { readonly race: NonNullable<SourceAbout['race']> }) =>
  race.isBroken ? (
    <Badge tone="bad" text={`breaks ${shown(shortened(race.invariant, 60))}`} />
  ) : (
    <Badge tone="good" text="holds" />
  );
