/** Calls, or requests, that have begun and not ended, as of any row: noted every so often, and told forward from there. */
import type { Rows } from './rows.ts';

export const rowsPerNote = 8192;

export interface OpenSet {
  readonly open: (key: number, row: number) => void;
  /** @returns the row at which it began; -1: it did not. */
  readonly close: (key: number) => number;
  readonly closeAll: (with_: (row: number) => void) => void;
  /** Before the record of this row is looked at. */
  readonly note: (row: number) => void;
  /** Rows, oldest first, of all that are open when this row has happened. */
  readonly at: (row: number) => readonly number[];
  /** Of all that is open now. */
  readonly keys: () => Iterable<number>;
  readonly drop: (before: number) => void;
}

/** @param begins whether something of this set begins at a row. */
export const openOpenSet = (rows: Rows, begins: (row: number) => boolean): OpenSet => {
  const now = new Map<number, number>();
  /** By the number of the block of rows that they are before. */
  const notes = new Map<number, Uint32Array>();
  let last: { readonly row: number; readonly end: number; readonly open: readonly number[] } | undefined;
  return {
    open: (key, row) => {
      now.delete(key);
      now.set(key, row);
    },
    close: (key) => {
      const row = now.get(key);
      now.delete(key);
      return row ?? -1;
    },
    closeAll: (with_) => {
      for (const row of now.values()) with_(row);
      now.clear();
    },
    note: (row) => {
      if (row % rowsPerNote === 0) notes.set(row / rowsPerNote, Uint32Array.from(now.values()));
    },
    at: (row) => {
      if (last?.row === row && last.end === rows.end()) return last.open;
      const isOpen = (from: number) => {
        const end = rows.link(from);
        return end < 0 || end > row;
      };
      const block = Math.floor(row / rowsPerNote);
      const open: number[] = [];
      for (const from of notes.get(block) ?? []) if (from >= rows.first() && isOpen(from)) open.push(from);
      for (let from = Math.max(rows.first(), block * rowsPerNote); from <= row; from += 1)
        if (begins(from) && isOpen(from)) open.push(from);
      last = { row, end: rows.end(), open };
      return open;
    },
    keys: () => now.keys(),
    drop: (before) => {
      last = undefined;
      for (const block of notes.keys()) if ((block + 1) * rowsPerNote <= before) notes.delete(block);
    },
  };
};
