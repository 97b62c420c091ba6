/** What the store offers to the rest: durable records, and the ledger of effects that must be undone. Synchronous. */
import type { Json, JsonObject } from '../machines/json.ts';

/**
 * The ledger: one row for each effect in the world that somebody must undo. A row is durable before its effect begins
 * and goes away after the effect is undone; so after a crash the ledger names everything that may be left.
 */
export interface Ledger {
  /** Commits the intent; a row that exists is kept, with the new details. */
  readonly intend: (entry: LedgerEntry) => void;
  /** The effect is there; keeps what came of it. */
  readonly done: (key: LedgerKey, result?: JsonObject) => void;
  /** The effect is undone; the row goes. Absent: fine. */
  readonly undone: (key: LedgerKey) => void;
  readonly find: (key: LedgerKey) => LedgerRow | undefined;
  readonly of: (ownerId: string) => readonly LedgerRow[];
  readonly all: () => readonly LedgerRow[];
}
export interface LedgerKey {
  /** Sandbox, container or pull id. */
  readonly ownerId: string;
  readonly effect: Effect;
}
/** What can be left in the world. One of each for an owner. */
export type Effect =
  | 'checkpoint'
  | 'pins'
  | 'label'
  | 'files'
  | 'network'
  | 'rootfs'
  | 'imageMounts'
  | 'bundle'
  | 'task'
  | 'pull';
export interface LedgerEntry extends LedgerKey {
  /** Enough to undo the effect. */
  readonly details: JsonObject;
}
export interface LedgerRow extends LedgerEntry {
  readonly isDone: boolean;
  readonly result?: JsonObject | undefined;
}

/** Records by kind and id; a record is what its machine's context declares durable. */
export interface Records {
  readonly save: (kind: RecordKind, id: string, record: JsonObject) => void;
  readonly remove: (kind: RecordKind, id: string) => void;
  /** Undefined: none, or not JSON. */
  readonly find: (kind: RecordKind, id: string) => Json | undefined;
  /** In order of first save. A row that is not JSON comes with `record` undefined. */
  readonly all: (kind: RecordKind) => readonly { readonly id: string; readonly record: Json | undefined }[];
}
export type RecordKind = 'sandbox' | 'container' | 'image';

export interface StoreCounts {
  /** Rows of the ledger by effect; an effect without any is absent. */
  readonly rows: readonly { readonly effect: Effect; readonly count: number }[];
  /** Those of owners that have no record: effects that are yet to be undone, and that nobody asks for any more. */
  readonly debts: number;
}

export interface Store {
  readonly records: Records;
  readonly ledger: Ledger;
  readonly counts: () => StoreCounts;
  readonly close: () => void;
}
