/**
 * The moment so many inputs, transitions or records on, or back where `count` is negative; at most to the end. The moment of an
 * input is the last record that it caused: what it has made of everybody.
 */
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
  const from = rowAt(source, at);
  // back from what an input caused is to the input before
  const first = kind === kinds.I && step < 0 ? inputAt(source, from) : from;
  for (let row = first + step; left > 0 && row >= rows.first() && row <= newestRow(source); row += step) {
    if (kind !== 0 && rows.kind(row) !== kind) continue;
    if (fits !== undefined && !fits(row)) continue;
    found = row;
    left -= 1;
  }
  if (found < 0) return undefined;
  return momentOf(source, kind === kinds.I ? lastOf(source, found) : found);
};

/** The input in whose course a row is; the row itself where there is none. */
const inputAt = ({ rows }: Source, row: number): number => {
  for (let before = row; before >= rows.first(); before -= 1) if (rows.kind(before) === kinds.I) return before;
  return row;
};

const lastOf = (source: Source, input: number): number => {
  let row = input;
  while (row < newestRow(source) && source.rows.kind(row + 1) !== kinds.I) row += 1;
  return row;
};
