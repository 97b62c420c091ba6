/** One record, as it is in the recording, with what it caused. */
import { journalRowOf } from '../journal-rows.ts';
import type { AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';

/** Effects stand close behind their cause: looked for among so many rows, until so many are found. */
const mostLooked = 200_000;
const mostEffects = 500;

export const recordAnswer = (source: Source, row: number): AnswerOf<'record'> => {
  const { rows } = source;
  if (!Number.isInteger(row) || row < rows.first() || row >= rows.end()) return undefined;
  const effects: number[] = [];
  const until = Math.min(rows.end(), row + mostLooked);
  for (let each = row + 1; each < until && effects.length < mostEffects; each += 1)
    if (rows.cause(each) === row) effects.push(each);
  return {
    ...journalRowOf(source, row),
    raw: source.text(row),
    effects: effects.map((each) => journalRowOf(source, each)),
  };
};
