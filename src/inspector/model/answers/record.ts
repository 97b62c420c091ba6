/** One record, as it is in the recording, with what it caused. */
import { journalRowOf } from '../journal-rows.ts';
import type { AnswerOf } from '../questions.ts';
import type { Rows } from '../rows.ts';
import type { Source } from '../source.ts';

/** Effects stand close behind their cause: looked for among so many rows, until so many are found. */
const mostLooked = 200_000;
const mostEffects = 500;

/** What an input is in the actors: it has the input's number and a part, and its cause is before that: who asked. */
const isResultOf = (rows: Rows, row: number, input: number): boolean =>
  rows.q(row) > rows.q(input) &&
  Math.floor(rows.q(row)) === rows.q(input) &&
  rows.run(row) === rows.run(input) &&
  rows.cause(row) < input;

export const recordAnswer = (source: Source, row: number): AnswerOf<'record'> => {
  const { rows } = source;
  if (!Number.isInteger(row) || row < rows.first() || row >= rows.end()) return undefined;
  const effects: number[] = [];
  const until = Math.min(rows.end(), row + mostLooked);
  for (let each = row + 1; each < until && effects.length < mostEffects; each += 1)
    if (rows.cause(each) === row || isResultOf(rows, each, row)) effects.push(each);
  const result = effects.find((each) => isResultOf(rows, each, row));
  const own = journalRowOf(source, row);
  return {
    ...own,
    // what a service answers is caused by who asked it
    cause: own.cause ?? (result === undefined || rows.cause(result) < 0 ? undefined : rows.cause(result)),
    raw: source.text(row),
    effects: effects.map((each) => journalRowOf(source, each)),
  };
};
