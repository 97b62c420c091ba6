/** From what names a moment to its row, and back. */

import { rowOfNumber } from './causes.ts';
import { lastUpTo } from './lives.ts';
import type { Moment } from './questions.ts';
import type { Source } from './source.ts';

export const newestRow = ({ rows }: Source): number => rows.end() - 1;

/** The row that a question is about: that one, if it is there; the newest, if none is named. -1: nothing is there yet. */
export const rowAt = (source: Source, at: number | undefined): number => {
  const newest = newestRow(source);
  if (at === undefined || !Number.isFinite(at)) return newest;
  return Math.min(newest, Math.max(source.rows.first(), Math.floor(at)));
};

export const momentOf = (source: Source, row: number): Moment => {
  const us = source.rows.us(row);
  return {
    row,
    run: source.rows.run(row),
    q: source.rows.q(row),
    us,
    wallUs: source.firstWallUs() + us,
    isNewest: row === newestRow(source),
  };
};

/** Rows of a run: from the first to before the end. */
export const rowsOfRun = (source: Source, run: number): readonly [number, number] | undefined => {
  const index = source.runs.findIndex((each) => each.run === run);
  const own = source.runs[index];
  if (own === undefined) return undefined;
  const end = source.runs[index + 1]?.firstRow ?? source.rows.end();
  return [Math.max(source.rows.first(), own.firstRow), end];
};

/** The last record that is not after this time; the first, if all are. */
export const rowAtUs = (source: Source, us: number): number => {
  const { rows } = source;
  let low = rows.first();
  let high = rows.end();
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.us(middle) <= us) low = middle + 1;
    else high = middle;
  }
  return Math.max(rows.first(), low - 1);
};

/** The record with this number, or the last before it. -1: there is none in this run. */
export const rowAtNumber = (source: Source, run: number, q: number): number => {
  const bounds = rowsOfRun(source, run);
  if (bounds === undefined) return -1;
  const [from, end] = bounds;
  const exact = rowOfNumber(source.rows, q, from, end);
  if (exact >= 0) return exact;
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (source.rows.q(middle) <= q) low = middle + 1;
    else high = middle;
  }
  return low - 1 >= from ? low - 1 : -1;
};

/** Of a list of rows that grows: the last that is not after this one; -1: none. */
export const lastRowUpTo = (list: readonly number[], row: number): number => {
  const place = lastUpTo(list, row);
  return place < 0 ? -1 : (list[place] as number);
};
