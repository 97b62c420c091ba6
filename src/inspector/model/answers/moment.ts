/** The moment that a link, or a place on the scrubber, means. */
import { momentOf, rowAt, rowAtNumber, rowAtUs } from '../moments.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';

/** By `q` (of `run`, else of the newest), by `us`, else by its row. */
export const momentAnswer = (source: Source, { at, run, q, us }: AskOf<'moment'>): AnswerOf<'moment'> => {
  if (source.rows.end() === source.rows.first()) return undefined;
  if (q === undefined) return momentOf(source, us === undefined ? rowAt(source, at) : rowAtUs(source, us));
  const row = rowAtNumber(source, run ?? source.runs.at(-1)?.run ?? 1, q);
  return row < 0 ? undefined : momentOf(source, row);
};
