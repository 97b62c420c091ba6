/** Rows that fit a test, found once; what comes later is added. The last few tests of each source are remembered. */
import type { Source } from './source.ts';

interface Found {
  readonly test: (row: number) => boolean;
  readonly rows: number[];
  /** All before this row was looked at. */
  end: number;
  /** The oldest row that was there. */
  readonly first: number;
}

const mostKept = 12;
const kept = new WeakMap<Source, Map<string, Found>>();

/** @param key says which test it is; `testOf` is called when it is not remembered. @throws whatever `testOf` throws */
export const foundBy = (source: Source, key: string, testOf: () => (row: number) => boolean): readonly number[] => {
  const { rows } = source;
  let all = kept.get(source);
  if (all === undefined) {
    all = new Map();
    kept.set(source, all);
  }
  const first = rows.first();
  const known = all.get(key);
  const found = known?.first === first ? known : { test: testOf(), rows: [], end: first, first };
  all.delete(key);
  all.set(key, found);
  if (all.size > mostKept) for (const oldest of all.keys()) if (all.delete(oldest)) break;
  const end = rows.end();
  const { test } = found;
  for (let row = found.end; row < end; row += 1) if (test(row)) found.rows.push(row);
  found.end = end;
  return found.rows;
};
