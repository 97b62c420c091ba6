/** Requests of clients: which are open, who has heard them, and all of a type. */
import { numberOr } from './fields.ts';
import { type OpenSet, openOpenSet } from './open-set.ts';
import type { Rows } from './rows.ts';
import type { Strings } from './strings.ts';
import type { Usual } from './usual.ts';

/** A request, by the row at which it came. */
export interface RequestRows {
  readonly row: number;
  /** Row at which its client gave up; -1: it did not. */
  cancelRow: number;
  /** Name of the last actor that heard it; 0: not known. */
  heardBy: number;
  /** µs that its client waits; NaN: it did not say. */
  readonly deadlineUs: number;
}

/** One that a checkpoint tells of. Times are µs since the first record. */
export interface ToldRequest {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly us: number;
  /** When its client gives up; undefined: it did not say. */
  readonly deadlineUs: number | undefined;
  readonly row: number;
  /** Row at which it was answered, or given up; -1: it was not. */
  endRow: number;
}

export interface RequestTable {
  readonly open: OpenSet;
  readonly at: (row: number) => RequestRows | undefined;
  readonly told: () => readonly ToldRequest[];
  /** Rows of all of this type, oldest first. */
  readonly ofType: (type: string) => readonly number[];
  readonly opened: (row: number, id: number, deadlineUs: number) => void;
  readonly answered: (row: number, id: number) => void;
  readonly cancelled: (row: number, id: number) => void;
  readonly heard: (id: number, by: number) => void;
  /** @param baseUs µs of the source at which the times of the list begin. */
  readonly tell: (row: number, list: readonly unknown[], baseUs: number) => void;
  /** Another run begins here. */
  readonly endAll: (row: number) => void;
  readonly drop: (before: number) => void;
}

const mostTold = 10_000;

export const openRequestTable = (rows: Rows, strings: Strings, usual: Usual): RequestTable => {
  const table = new Map<number, RequestRows>();
  const open = openOpenSet(rows, (row) => table.has(row));
  const byType = new Map<string, number[]>();
  /** Those that are open, by their ids. */
  const rowOfId = new Map<number, number>();
  let told: ToldRequest[] = [];

  const toldEnded = (row: number, id: number) => {
    if (told.length === 0) return;
    const text = strings.textOf(id);
    for (const each of told) if (each.id === text && each.endRow < 0) each.endRow = row;
  };

  return {
    open,
    at: (row) => table.get(row),
    told: () => told,
    ofType: (type) => byType.get(type) ?? [],
    opened: (row, id, deadlineUs) => {
      if (id === 0) return;
      const before = open.close(id);
      if (before >= 0) rows.setLink(before, row);
      open.open(id, row);
      rowOfId.set(id, row);
      table.set(row, { row, cancelRow: -1, heardBy: 0, deadlineUs });
      const type = strings.textOf(rows.type(row));
      const same = byType.get(type);
      if (same === undefined) byType.set(type, [row]);
      else same.push(row);
    },
    answered: (row, id) => {
      if (id === 0) return;
      toldEnded(row, id);
      const asked = open.close(id);
      if (asked < 0) return;
      rows.setLink(asked, row);
      rows.setLink(row, asked);
      rowOfId.delete(id);
      if (!rows.isBad(row)) usual.add(rows.type(asked), rows.us(row) - rows.us(asked));
    },
    cancelled: (row, id) => {
      if (id === 0) return;
      toldEnded(row, id);
      const asked = table.get(rowOfId.get(id) ?? -1);
      if (asked !== undefined) asked.cancelRow = row;
    },
    heard: (id, by) => {
      if (id === 0) return;
      const asked = table.get(rowOfId.get(id) ?? -1);
      if (asked !== undefined) asked.heardBy = by;
    },
    tell: (row, list, baseUs) => {
      const now = list.slice(0, mostTold).flatMap((each): readonly ToldRequest[] => {
        const { id, e, a, t, dl } = (each ?? {}) as Readonly<Record<string, unknown>>;
        if (typeof id !== 'string' || typeof e !== 'string' || typeof t !== 'number') return [];
        const deadlineUs = typeof dl === 'number' ? baseUs + dl : undefined;
        const actor = typeof a === 'string' ? a : '';
        return [{ id, type: e, actor, us: baseUs + numberOr(t, 0), deadlineUs, row, endRow: -1 }];
      });
      for (const each of told) if (each.endRow < 0) each.endRow = row;
      told = [...told.slice(-mostTold), ...now];
    },
    endAll: (row) => {
      open.closeAll((asked) => rows.setLink(asked, row));
      rowOfId.clear();
      for (const each of told) if (each.endRow < 0) each.endRow = row;
    },
    drop: (before) => {
      open.drop(before);
      for (const row of table.keys()) {
        if (row >= before) break;
        table.delete(row);
      }
      for (const [type, all] of byType) {
        const kept = all.filter((row) => row >= before);
        if (kept.length === 0) byType.delete(type);
        else byType.set(type, kept);
      }
      told = told.filter(({ endRow }) => endRow < 0 || endRow >= before);
    },
  };
};
