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

/** Where an input comes from. */
export type InputSource = 'start' | 'stop' | 'rpc' | 'cancel' | 'later' | 'svc' | 'fact' | 'timer' | 'msg';

/** Something came to the daemon from outside, in the order in which it was processed: running these again is a replay. */
export interface InputRecord extends Numbered {
  readonly k: 'I';
  /**
   * `rpc`; `cancel` (its client gave up); `svc` (a service's result); `fact` (what a watcher saw); `timer`; `later` (what was
   * put off after a crash); `msg` (the daemon's own word); `start`; `stop`.
   */
  readonly s: InputSource;
  /** svc, fact, timer: the actor that it comes from; msg: the one that it goes to; later: the record that is read again. */
  readonly a?: string;
  /** start: what the system is made with; rpc: the command; svc: the result; fact, msg: the message; timer: its type. */
  readonly e?: Json;
  /** svc: how it failed. */
  readonly f?: Json;
  /** rpc, cancel: of the request. */
  readonly id?: string;
  /** rpc: how long its client waits from then on, µs. */
  readonly dl?: number;
  /** Operations of the store that failed: the how manieth of this input's, and how. */
  readonly x?: readonly (readonly [operation: number, failure: Json])[];
  /** Services that answered as soon as they were asked, in its course: who, and what. */
  readonly y?: readonly (readonly [actor: string, result: Json, failure?: Json])[];
  /** Requests that were answered in its course, and the code of the failure; where transitions are recorded. */
  readonly r?: readonly (readonly [id: string, code?: string])[];
  /** How many transitions and answers it caused, and a hash of them. */
  readonly n?: number;
  readonly h?: Json;
}

/** An actor was born. */
export interface BirthRecord extends Numbered {
  readonly k: 'A';
  readonly a: string;
  /** Its parent; absent: none. */
  readonly p?: string;
  /** Its chart; absent: a service. */
  readonly m?: string;
}

/** An actor is over. */
export interface EndRecord extends Numbered {
  readonly k: 'Z';
  readonly a: string;
  readonly how: 'done' | 'error' | 'stopped';
}

/** A message from an actor to another; `c` is what its sender was doing. */
export interface MessageRecord extends Numbered {
  readonly k: 'M';
  /** Who said it; absent: it came from outside. */
  readonly f?: string;
  readonly a: string;
  /** Its type. */
  readonly e: string;
  /** Request id. */
  readonly id?: string;
}

/** An actor went from one state to another; `c` is the message. */
export interface TransitionRecord extends Numbered {
  readonly k: 'T';
  readonly a: string;
  /** Type of the message. */
  readonly e: string;
  /** Dotted; regions are joined by a comma. The first is empty at a birth. */
  readonly v0: string;
  readonly v1: string;
  readonly h?: Json;
}

/** A service was asked for something. */
export interface EffectRecord extends Numbered {
  readonly k: 'E';
  /** The actor that waits. */
  readonly a: string;
  /** Which: the symbolic name of the call, which its answer has too. */
  readonly n: string;
}

/** A service has answered, or nobody waits for it any more; `c` is its {@link EffectRecord}. */
export interface EffectEndRecord extends Numbered {
  readonly k: 'R';
  readonly a: string;
  readonly n: string;
  readonly o: 'ok' | 'err' | 'cancel';
  /** err: the failure's code. */
  readonly e?: string;
  /** µs since it was asked. */
  readonly d?: number;
}

/** A message that nobody wanted. */
export interface DeadLetterRecord extends Numbered {
  readonly k: 'D';
  readonly f?: string;
  readonly a: string;
  readonly e: string;
  /** `stopped`: the actor is over; `unhandled`: its state wants no such message; `unknown`: there is no such actor. */
  readonly why: string;
}

/** All actors as they are: where reading may begin. */
export interface CheckpointRecord extends Numbered {
  readonly k: 'C';
  readonly actors?: readonly CheckpointActor[];
  /** Requests that are not answered: id, type of the message, whom it is for, when it came (µs), until when its client waits (µs). */
  readonly requests?: readonly {
    readonly id: string;
    readonly e: string;
    readonly a?: string;
    readonly t: number;
    readonly dl?: number;
  }[];
}
export interface CheckpointActor {
  readonly a: string;
  readonly m?: string;
  readonly p?: string;
  readonly v: string;
  /** When it came to that state, µs; and by what message. */
  readonly s?: number;
  readonly e?: string;
  /** What it waits for: the calls' names, and since when (µs; absent: not known). */
  readonly w?: readonly (readonly [call: string, sinceUs?: number])[];
}

/** What an actor knows has changed; `c` is the message. Told where inputs are played again, never written by a daemon. */
export interface ContextRecord extends Numbered {
  readonly k: 'S';
  readonly a: string;
  /** Dotted path to new value; null: it is gone, or null. */
  readonly d: { readonly [path: string]: Json };
}

/** What somebody wrote into it. */
export interface NoteRecord extends Numbered {
  readonly k: 'N';
  readonly e: string;
  /** The record that somebody who looked at it wrote this at: its life in this recording, from 1, and its number. */
  readonly at?: { readonly run: number; readonly q: number };
}

export type JournalRecord =
  | ObservationRecord
  | VerdictRecord
  | GapRecord
  | InputRecord
  | BirthRecord
  | EndRecord
  | MessageRecord
  | TransitionRecord
  | EffectRecord
  | EffectEndRecord
  | DeadLetterRecord
  | CheckpointRecord
  | ContextRecord
  | NoteRecord;
