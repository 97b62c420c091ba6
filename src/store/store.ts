/**
 * The store: one SQLite file in WAL mode, the only SQL of the project.
 *
 * Commits survive a `kill -9` of the daemon. After a power loss the newest commits can be missing (synchronous=NORMAL),
 * which is safe: nothing of what the ledger names, except leases of CNI plugins, survives a power loss either.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FailureError } from '../machines/failure.ts';
import type { Json, JsonObject } from '../machines/json.ts';
import type { Effect, Ledger, LedgerRow, RecordKind, Records, Store, StoreCounts } from './records.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL,
    UNIQUE (kind, id));
  CREATE TABLE IF NOT EXISTS ledger (
    owner TEXT NOT NULL, effect TEXT NOT NULL, details TEXT NOT NULL, isDone INTEGER NOT NULL, result TEXT,
    PRIMARY KEY (owner, effect)) WITHOUT ROWID;
`;
const schemaVersion = 1;

/**
 * Opens the file, made with its folder where absent. Nobody else can open it until it is closed.
 *
 * @throws FailureError StoreUnavailable {file, reason}: another process has it (`isLocked`), it was written by a newer
 * version, or it is not a database.
 */
export const openStore = (file: string): Store => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > schemaVersion) throw new Error(`it was written by a newer troupe (version ${version})`);
    db.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
    return { records: recordsIn(db), ledger: ledgerIn(db), counts: countsIn(db), close: () => db.close() };
  } catch (error) {
    db.close();
    const reason = error instanceof Error ? error.message : String(error);
    const isLocked = reason.includes('locked');
    throw new FailureError(
      'StoreUnavailable',
      { file, isLocked, reason: isLocked ? 'another process has it open: is a troupe running?' : reason },
      { cause: error },
    );
  }
};

const recordsIn = (db: DatabaseSync): Records => {
  const save = db.prepare(
    'INSERT INTO records (kind, id, record) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record',
  );
  const remove = db.prepare('DELETE FROM records WHERE kind = ? AND id = ?');
  const find = db.prepare('SELECT record FROM records WHERE kind = ? AND id = ?');
  const all = db.prepare('SELECT id, record FROM records WHERE kind = ? ORDER BY position');
  return {
    save: (kind, id, record) => void save.run(kind, id, JSON.stringify(record)),
    remove: (kind, id) => void remove.run(kind, id),
    find: (kind, id) => {
      const row = find.get(kind, id);
      return row === undefined ? undefined : parsed(String(row.record));
    },
    all: (kind: RecordKind) => all.all(kind).map((row) => ({ id: String(row.id), record: parsed(String(row.record)) })),
  };
};

const ledgerIn = (db: DatabaseSync): Ledger => {
  const intend = db.prepare(
    `INSERT INTO ledger (owner, effect, details, isDone) VALUES (?, ?, ?, 0)
     ON CONFLICT (owner, effect) DO UPDATE SET details = excluded.details, isDone = 0`,
  );
  const done = db.prepare('UPDATE ledger SET isDone = 1, result = ? WHERE owner = ? AND effect = ?');
  const undone = db.prepare('DELETE FROM ledger WHERE owner = ? AND effect = ?');
  const find = db.prepare('SELECT * FROM ledger WHERE owner = ? AND effect = ?');
  const of = db.prepare('SELECT * FROM ledger WHERE owner = ?');
  const all = db.prepare('SELECT * FROM ledger');
  return {
    intend: ({ ownerId, effect, details }) => void intend.run(ownerId, effect, JSON.stringify(details)),
    done: ({ ownerId, effect }, result) =>
      void done.run(result === undefined ? null : JSON.stringify(result), ownerId, effect),
    undone: ({ ownerId, effect }) => void undone.run(ownerId, effect),
    find: ({ ownerId, effect }) => {
      const row = find.get(ownerId, effect);
      return row === undefined ? undefined : ledgerRow(row);
    },
    of: (ownerId) => of.all(ownerId).map(ledgerRow),
    all: () => all.all().map(ledgerRow),
  };
};

/** A pull has no record: its row is the effect of one under way. */
const countsIn = (db: DatabaseSync): (() => StoreCounts) => {
  const rows = db.prepare('SELECT effect, COUNT(*) AS count FROM ledger GROUP BY effect');
  const debts = db.prepare(
    `SELECT COUNT(*) AS count FROM ledger WHERE effect <> 'pull'
     AND NOT EXISTS (SELECT 1 FROM records WHERE kind IN ('sandbox', 'container') AND id = owner)`,
  );
  return () => ({
    rows: rows.all().map((row) => ({ effect: row.effect as Effect, count: Number(row.count) })),
    debts: Number(debts.get()?.count ?? 0),
  });
};

const ledgerRow = (row: Record<string, unknown>): LedgerRow => ({
  ownerId: String(row.owner),
  effect: row.effect as Effect,
  details: (parsed(String(row.details)) ?? {}) as JsonObject,
  isDone: row.isDone === 1,
  result: row.result === null ? undefined : (parsed(String(row.result)) as JsonObject),
});

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};
