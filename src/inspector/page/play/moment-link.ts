/** The way to a record in its own source. */
import type { JournalRow } from '../../model/questions.ts';
import { formatRoute } from '../route.ts';

/** To the page of its actor at that moment; of what has none, to the journal. */
export const hrefOfRow = (source: string, row: JournalRow): string => {
  const { actor, run, q } = row;
  const isPod = /^pod:[^/]+$/.test(actor);
  const known = actor !== '' && /^(pod|ctr):/.test(actor) && actor.includes('#');
  return formatRoute(
    {
      source,
      page: known ? (isPod ? 'pod' : 'actor') : 'journal',
      actor: known ? actor : undefined,
      tab: undefined,
      params: {},
    },
    { run, q },
  );
};
