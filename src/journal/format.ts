/**
 * `troupe.journal/1`: one JSON object a line. The first is the header; of the others each has its kind, its number, and
 * its time. Whoever reads ignores keys and kinds that it does not know. Keys are short, for there are many lines.
 */
import type { Json } from '../machines/json.ts';

export const journalFormat = 'troupe.journal/1';

/** What may stand in a record. Fields that are undefined are not written. */
export type Body = { readonly [name: string]: Json };

export interface HeaderRecord {
  readonly k: 'H';
  readonly format: typeof journalFormat;
  /** Who writes: `tap`, `daemon`. */
  readonly source: string;
  readonly build: string;
  readonly node: string;
  /** Wall clock at `t` 0, ms since 1970. */
  readonly epochMs: number;
  /** The monotonic clock at `t` 0, µs. */
  readonly monotonicUs: number;
  /** Names the key of redaction: hashes can be compared within one recording only. */
  readonly keyId: string;
  /** What else the writer says of itself. */
  readonly about?: Body;
}

export interface Numbered {
  /** Sequence number, from 1, without gaps but for records that were lost. */
  readonly q: number;
  /** µs since the header's `monotonicUs`. */
  readonly t: number;
  /** The record that caused this one. */
  readonly c?: number;
}

/** Where in a call: see the fields of {@link ObservationRecord} for which of them each has. */
export type Phase =
  | 'open'
  | 'close'
  | 'request'
  | 'message'
  | 'answer'
  | 'cancel'
  | 'deadline'
  | 'refused'
  | 'injected'
  | 'about';

/** What a tap saw of a call. */
export interface ObservationRecord extends Numbered {
  readonly k: 'O';
  readonly ph: Phase;
  /** The connection, from 1. */
  readonly cx?: number;
  /** The call, from 1, over all connections. */
  readonly id?: number;
  /** The method's name; for one that is not of the contract, its path. */
  readonly m?: string;
  /** request: what the client gives it, ms. */
  readonly dl?: number;
  /** request, message, answer: the decoded message without zero values and secrets; absent where it is not known how to decode. */
  readonly b?: Body;
  /** Bytes of all messages in this direction, with their prefixes. */
  readonly n?: number;
  /** answer: gRPC status. */
  readonly s?: number;
  /** answer: gRPC message; injected: the fault; close, refused: why. */
  readonly e?: string;
  /** answer, cancel, deadline: µs since the request. */
  readonly d?: number;
  /** cancel: who ended the call; deadline: always the client. */
  readonly by?: 'client' | 'runtime' | 'tap';
  /** cancel, close: HTTP/2 error code. */
  readonly h2?: number;
}

/** A rule looked at what happened and found something. */
export interface VerdictRecord extends Numbered {
  readonly k: 'V';
  readonly name: string;
  /** `violation`: the runtime broke the contract. `suspicion`: an interleaving that is known to end badly. */
  readonly verdict: 'violation' | 'suspicion';
  readonly subject: string;
  readonly message: string;
  /** Sequence numbers of the records that show it. */
  readonly w: readonly number[];
}

/** Records that were not written. Nothing may be concluded over a gap. */
export interface GapRecord extends Numbered {
  readonly k: 'G';
  readonly lost: number;
  readonly why: string;
}

export type JournalRecord = ObservationRecord | VerdictRecord | GapRecord;
