/** What somebody on call would want to know although no request says so. */
import type { Now, WaitsAt } from './at.ts';
import { isTooLong, isWatch } from './open-requests.ts';
import type { Concern, OpenRequest } from './questions.ts';
import type { Source } from './source.ts';

export const concernsAt = (
  source: Source,
  _now: Now,
  waits: WaitsAt,
  _requests: readonly OpenRequest[],
): readonly Concern[] => {
  const concerns: Concern[] = [];
  for (const [actor, its] of waits)
    for (const { service, forUs, row } of its) {
      if (forUs === undefined || isWatch(service) || !isTooLong(source, source.strings.find(service), forUs)) continue;
      concerns.push({
        kind: 'hanging',
        actor: source.strings.textOf(actor),
        text: `${service} has not answered`,
        forUs,
        row,
        tone: 'bad',
      });
    }
  return concerns;
};
