/** What there is of a source. */

import { textOr } from '../fields.ts';
import { momentOf, newestRow } from '../moments.ts';
import type { AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';

export const aboutAnswer = (source: Source): AnswerOf<'about'> => {
  const { rows, status, runs } = source;
  const newest = newestRow(source);
  const isEmpty = newest < rows.first();
  const torn = status.torn === 0 ? [] : [`${status.torn} lines cannot be read; they are left out`];
  return {
    rows: rows.end(),
    first: isEmpty ? undefined : momentOf(source, rows.first()),
    last: isEmpty ? undefined : momentOf(source, newest),
    progress: status.progress,
    isLive: status.isLive,
    build: textOr(runs.at(-1)?.header?.build, ''),
    troubles: [...status.troubles, ...torn],
    lost: source.lost(),
    ended: status.ended,
  };
};
