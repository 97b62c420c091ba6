/** What was told a little while ago, as it is now, where nothing else has happened since. */
import type { ActorDetail } from '../../model/questions.ts';

const more = (us: number | undefined, by: number): number | undefined => (us === undefined ? undefined : us + by);

/** @param by µs */
export const grown = (detail: ActorDetail, by: number): ActorDetail =>
  by === 0
    ? detail
    : {
        ...detail,
        ageUs: more(detail.ageUs, by),
        waits: detail.waits.map((wait) => ({ ...wait, forUs: more(wait.forUs, by) })),
        requests: detail.requests.map((request) => ({
          ...request,
          forUs: request.forUs + by,
          leftUs: request.leftUs === undefined ? undefined : request.leftUs - by,
        })),
      };
