/** Says by two observations, without a field and with it, what became of the field. */
import { isDeepStrictEqual } from 'node:util';
import type { Observed } from './observe.ts';
import type { Verdict } from './verdicts.ts';

/** Undefined: neither request succeeds, or the first does not; then nothing was seen. */
export const verdictOf = (without: Observed, withIt: Observed): Verdict | undefined => {
  if (without.failure !== undefined) return undefined;
  if (withIt.failure !== undefined) return 'rejected';
  if (!isDeepStrictEqual([without.effects, without.answer], [withIt.effects, withIt.answer])) return 'works';
  return isDeepStrictEqual(without.told, withIt.told) ? 'ignored' : 'kept';
};
