/** Rows counted in equal parts of the time of their source. */
import { rowAtUs } from './moments.ts';
import type { Source } from './source.ts';

const mostParts = 4096;

export interface Parts {
  readonly fromUs: number;
  readonly toUs: number;
  /** All rows. */
  readonly all: () => number[];
  /** Some, by their numbers. */
  readonly of: (rows: readonly number[]) => number[];
}

/** @param wanted how many. */
export const partsOf = (source: Source, wanted: number): Parts => {
  const { rows } = source;
  const size = Math.max(0, Math.min(mostParts, Math.floor(wanted) || 0));
  const first = rows.first();
  const end = rows.end();
  const isEmpty = end === first || size === 0;
  const fromUs = isEmpty ? 0 : rows.us(first);
  const toUs = isEmpty ? 0 : Math.max(fromUs, rows.us(end - 1));
  const length = toUs - fromUs;
  const scale = length === 0 ? 0 : size / length;
  const partAt = (row: number) => Math.max(0, Math.min(size - 1, Math.floor((rows.us(row) - fromUs) * scale)));
  const of = (some: Iterable<number>) => {
    const counts = new Array<number>(size).fill(0);
    if (size > 0) for (const row of some) counts[partAt(row)] = (counts[partAt(row)] as number) + 1;
    return counts;
  };
  return {
    fromUs,
    toUs,
    of,
    all: () => {
      if (isEmpty || scale === 0 || !source.isInOrder()) return of(numbersFrom(first, isEmpty ? first : end));
      // Times grow: the last row of each part is found, and none is counted.
      const counts = new Array<number>(size).fill(0);
      let before = first - 1;
      for (let part = 0; part < size; part += 1) {
        let last = part === size - 1 ? end - 1 : Math.max(before, rowAtUs(source, fromUs + (part + 1) / scale));
        while (last > before && partAt(last) > part) last -= 1;
        while (last + 1 < end && partAt(last + 1) <= part) last += 1;
        counts[part] = last - before;
        before = last;
      }
      return counts;
    },
  };
};

function* numbersFrom(from: number, end: number): Generator<number> {
  for (let number = from; number < end; number += 1) yield number;
}
