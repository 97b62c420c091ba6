/** The moment so many inputs, transitions or records on, or back where `count` is negative; at most to the end. */
import { momentOf, newestRow, rowAt } from '../moments.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import { kinds, type Source } from '../source.ts';
import { isOfActor } from '../within.ts';

/** Undefined: there is none that way. */
export const stepAnswer = (source: Source, { at, by, count, actor }: AskOf<'step'>): AnswerOf<'step'> => {
  const { rows } = source;
  const fits = actor === undefined || actor === '' ? undefined : isOfActor(source, actor);
  const kind = by === 'input' ? kinds.I : by === 'transition' ? kinds.T : 0;
  const step = Math.sign(count);
  if (step === 0 || !Number.isFinite(count)) return undefined;
  let left = Math.abs(Math.trunc(count));
  let found = -1;
  for (let row = rowAt(source, at) + step; left > 0 && row >= rows.first() && row <= newestRow(source); row += step) {
    if (kind !== 0 && rows.kind(row) !== kind) continue;
    if (fits !== undefined && !fits(row)) continue;
    found = row;
    left -= 1;
  }
  return found < 0 ? undefined : momentOf(source, found);
};
