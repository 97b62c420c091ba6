/** Kinds of records as they stand in the columns, and what stands in each column for each. */
import type { JournalRecord } from '../../journal/format.ts';

/** Codes of their letters. */
export const kinds = {
  A: 65,
  C: 67,
  D: 68,
  E: 69,
  G: 71,
  I: 73,
  M: 77,
  N: 78,
  O: 79,
  R: 82,
  S: 83,
  T: 84,
  V: 86,
  Z: 90,
} as const satisfies Record<JournalRecord['k'], number>;

/** See `from` of `rows.ts`. */
export const fromOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'T':
      return record.v0;
    case 'M':
    case 'D':
      return record.f ?? '';
    case 'A':
      return record.p ?? '';
    case 'E':
    case 'R':
      return record.n;
    case 'I':
      return record.s;
    default:
      return '';
  }
};
/** See `to` of `rows.ts`. */
export const toOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'T':
      return record.v1;
    case 'A':
      return record.m ?? '';
    case 'Z':
      return record.how;
    case 'R':
      return record.o;
    case 'D':
      return record.why;
    case 'V':
      return record.verdict;
    case 'O':
      return record.ph;
    default:
      return '';
  }
};
