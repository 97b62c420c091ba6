/**
 * A store that can be full, lose its last commit, or hold a record that cannot be read. What a full disk throws is no
 * failure of ours but SQLite's error, as in the daemon: an actor whose record cannot be saved crashes.
 */

import type { JsonObject } from '../machines/json.ts';
import type { MemoryStore } from '../store/memory-store.ts';
import type { LedgerRow, RecordKind, Store } from '../store/records.ts';

export interface FaultyStore extends MemoryStore {
  readonly isFull: () => boolean;
  readonly setFull: (isFull: boolean) => void;
  /** Forgets what was written last; false: nothing was. */
  readonly loseLast: () => boolean;
  /** What it says can no more be understood. */
  readonly tear: (kind: RecordKind, id: string) => void;
  readonly text: () => string;
}

/** What was there before the last write. */
type Commit =
  | { readonly kind: RecordKind; readonly id: string; readonly record: JsonObject | undefined }
  | { readonly kind: 'row'; readonly key: Pick<LedgerRow, 'ownerId' | 'effect'>; readonly row: LedgerRow | undefined };

/** The words of SQLite: who looks for complaints that a full disk explains, finds them by these. */
export const fullDisk = 'database or disk is full';

/** Without a trace of who called: states must not differ by that. */
const diskFull = (): Error => Object.assign(new Error(fullDisk), { stack: `Error: ${fullDisk}` });

export const openFaultyStore = (store: MemoryStore, options: { readonly remembers: boolean }): FaultyStore => {
  let isFull = false;
  let last: Commit | undefined;

  const record = (kind: RecordKind, id: string) => {
    if (isFull) throw diskFull();
    if (options.remembers) last = { kind, id, record: store.saved.get(`${kind} ${id}`) };
  };
  const row = ({ ownerId, effect }: Pick<LedgerRow, 'ownerId' | 'effect'>) => {
    if (isFull) throw diskFull();
    if (!options.remembers) return;
    const key = { ownerId, effect };
    last = { kind: 'row', key, row: store.ledger.find(key) };
  };
  const restore = (commit: Commit) => {
    if (commit.kind !== 'row') {
      if (commit.record === undefined) store.records.remove(commit.kind, commit.id);
      else store.records.save(commit.kind, commit.id, commit.record);
    } else if (commit.row === undefined) store.ledger.undone(commit.key);
    else {
      store.ledger.intend(commit.row);
      if (commit.row.isDone) store.ledger.done(commit.key, commit.row.result);
    }
  };
  const records: Store['records'] = {
    ...store.records,
    save: (kind, id, value) => {
      record(kind, id);
      store.records.save(kind, id, value);
    },
    remove: (kind, id) => {
      record(kind, id);
      store.records.remove(kind, id);
    },
  };
  const ledger: Store['ledger'] = {
    ...store.ledger,
    intend: (intent) => {
      row(intent);
      store.ledger.intend(intent);
    },
    done: (key, result) => {
      row(key);
      store.ledger.done(key, result);
    },
    undone: (key) => {
      row(key);
      store.ledger.undone(key);
    },
  };
  return {
    ...store,
    records,
    ledger,
    isFull: () => isFull,
    setFull: (now) => {
      isFull = now;
    },
    loseLast: () => {
      if (last === undefined) return false;
      restore(last);
      last = undefined;
      return true;
    },
    tear: (kind, id) => store.records.save(kind, id, { torn: true }),
    text: () => `${isFull} ${last === undefined ? '' : JSON.stringify(last)}`,
    keep: () => {
      const kept = { isFull, last };
      const back = store.keep();
      return () => {
        back();
        ({ isFull, last } = kept);
      };
    },
  };
};
