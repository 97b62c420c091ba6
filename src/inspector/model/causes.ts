/** From the number of a record to its row. */
import type { Rows } from './rows.ts';

/** Row of the record with this number, among rows `from` to before `end`, whose numbers grow; -1: there is none. */
export const rowOfNumber = (rows: Rows, q: number, from: number, end: number): number => {
  let low = from;
  let high = end - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const here = rows.q(middle);
    if (here === q) return middle;
    if (here < q) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};

/** The same for the cause of what comes at `row`: mostly it was just before. */
export const findCause = (rows: Rows, q: number, row: number, from: number): number => {
  const oldest = Math.max(from, rows.first());
  let step = 8;
  let low = row;
  while (low > oldest) {
    low = Math.max(oldest, row - step);
    if (rows.q(low) <= q) return rowOfNumber(rows, q, low, row);
    step *= 4;
  }
  return -1;
};
