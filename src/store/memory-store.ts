/**
 * The store's contract in memory, for simulations: what a crash of the simulated daemon leaves. Records are JSON when they
 * are read again, as they would be from a disk; until then nothing is copied, for a record is never changed.
 */
import type { Json, JsonObject } from '../machines/json.ts';
import { type Keep, KeptMap, keepAll } from '../machines/keeping.ts';
import type { Effect, LedgerKey, LedgerRow, RecordKind, Store } from './records.ts';

export interface MemoryStore extends Store {
  /** What was saved, by `kind id`, as it was given: for who compares worlds. */
  readonly saved: ReadonlyMap<string, JsonObject>;
  readonly rows: ReadonlyMap<string, LedgerRow>;
  readonly keep: Keep;
}

export const openMemoryStore = (): MemoryStore => {
  const saved = new KeptMap<string, JsonObject>();
  const rows = new KeptMap<string, LedgerRow>();
  const keyOf = ({ ownerId, effect }: LedgerKey) => `${ownerId} ${effect}`;

  return {
    saved,
    rows,
    keep: () => keepAll(saved.keep, rows.keep),
    records: {
      save: (kind, id, record) => void saved.set(`${kind} ${id}`, record),
      remove: (kind, id) => void saved.delete(`${kind} ${id}`),
      find: (kind, id) => reread(saved.get(`${kind} ${id}`)),
      all: (kind: RecordKind) =>
        [...saved]
          .filter(([key]) => key.startsWith(`${kind} `))
          .map(([key, record]) => ({ id: key.slice(kind.length + 1), record: reread(record) })),
    },
    ledger: {
      intend: ({ ownerId, effect, details }) => {
        const key = keyOf({ ownerId, effect });
        rows.set(key, { ownerId, effect, details, isDone: false, result: rows.get(key)?.result });
      },
      done: (of, result) => {
        const row = rows.get(keyOf(of));
        if (row !== undefined) rows.set(keyOf(of), { ...row, isDone: true, result });
      },
      undone: (of) => void rows.delete(keyOf(of)),
      find: (of) => copyOf(rows.get(keyOf(of))),
      of: (ownerId) => sorted([...rows.values()].filter((row) => row.ownerId === ownerId)).map(copy),
      all: () => sorted([...rows.values()]).map(copy),
    },
    counts: () => {
      const effects = new Map<Effect, number>();
      let debts = 0;
      for (const { effect, ownerId } of rows.values()) {
        effects.set(effect, (effects.get(effect) ?? 0) + 1);
        const isOwned = saved.has(`sandbox ${ownerId}`) || saved.has(`container ${ownerId}`);
        if (effect !== 'pull' && !isOwned) debts += 1;
      }
      const counted = [...effects].map(([effect, count]) => ({ effect, count }));
      return { rows: counted.sort((one, other) => compare(one.effect, other.effect)), debts };
    },
    close: () => undefined,
  };
};

const reread = (record: JsonObject | undefined): Json | undefined =>
  record === undefined ? undefined : (JSON.parse(JSON.stringify(record)) as Json);
const copy = (row: LedgerRow): LedgerRow => ({ result: undefined, ...(JSON.parse(JSON.stringify(row)) as LedgerRow) });
const copyOf = (row: LedgerRow | undefined): LedgerRow | undefined => row && copy(row);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
/** As the table's primary key orders them. */
const sorted = (rows: LedgerRow[]): LedgerRow[] =>
  rows.sort((one, other) => compare(one.ownerId, other.ownerId) || compare(one.effect, other.effect));
