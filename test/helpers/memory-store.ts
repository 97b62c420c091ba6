/** Records and ledger in memory, with the contract's types; "durable" as long as the object lives. */
import type { JsonObject } from '../../src/machines/json.ts';
import type { Effect, Ledger, LedgerRow, Records } from '../../src/store/records.ts';

export const memoryStore = (): { readonly records: Records; readonly ledger: Ledger } => {
  const kept = new Map<string, Map<string, JsonObject>>();
  const rows = new Map<string, LedgerRow>();
  const of = (kind: string) => kept.get(kind) ?? kept.set(kind, new Map()).get(kind) ?? new Map<string, JsonObject>();
  const key = ({ ownerId, effect }: { ownerId: string; effect: Effect }) => `${effect} ${ownerId}`;
  return {
    records: {
      save: (kind, id, record) => void of(kind).set(id, structuredClone(record)),
      remove: (kind, id) => void of(kind).delete(id),
      find: (kind, id) => of(kind).get(id),
      all: (kind) => [...of(kind)].map(([id, record]) => ({ id, record })),
    },
    ledger: {
      intend: (entry) => void rows.set(key(entry), { isDone: false, ...rows.get(key(entry)), ...entry }),
      done: (entry, result) => {
        const row = rows.get(key(entry));
        if (row !== undefined) rows.set(key(entry), { ...row, isDone: true, ...(result && { result }) });
      },
      undone: (entry) => void rows.delete(key(entry)),
      find: (entry) => rows.get(key(entry)),
      of: (ownerId) => [...rows.values()].filter((row) => row.ownerId === ownerId),
      all: () => [...rows.values()],
    },
  };
};
