/**
 * What a page is told: lines of `troupe.journal/1`, unfolded, whatever they come of (a daemon, a recording, a simulated run, a
 * tap), with a line now and then about the telling itself. Pure types; who makes it: `src/cli/inspect/`.
 */
import type { CheckpointRecord, HeaderRecord, JournalRecord } from '../journal/format.ts';

export type SourceKind = 'live' | 'recording' | 'simulated' | 'tap';

/** What a page may ask of a source besides its records. */
export interface Abilities {
  /** Births, messages, calls of services: it was played again. False: transitions only, as they were recorded. */
  readonly isUnfolded: boolean;
  /** Contexts are told (`S` records). */
  readonly hasContexts: boolean;
  /** What a state would accept, with its guards, and what-ifs: the server can play it. */
  readonly canPlay: boolean;
}

export interface SourceAbout extends Abilities {
  /** In deep links: short, the same for the same recording. */
  readonly id: string;
  readonly kind: SourceKind;
  /** For people: a file's name, a socket's path. */
  readonly title: string;
  /** What went wrong in reading it so far. */
  readonly troubles: readonly string[];
  /** Made of another: a what-if, a schedule with a deviation taken out. */
  readonly of?: {
    readonly id: string;
    readonly change: string;
    /** Of the other: it is of this run alone, and the same up to before this record. */
    readonly run?: number;
    readonly q?: number;
  };
  /** What was assumed where nothing was known, and what was left out, in words. */
  readonly assumed?: readonly string[];
  /** A counter-example: the invariant that it breaks. */
  readonly race?: RaceAbout;
}

export interface RaceAbout {
  readonly scenario: string;
  readonly invariant: string;
  /** What was wrong, in words. */
  readonly wrong: string;
  /** What the schedule does otherwise than the usual one, most decisive first. */
  readonly deviations: readonly {
    readonly step: number;
    readonly id: string;
    readonly text: string;
    readonly isOn: boolean;
  }[];
  /** How many of runs that go on by chance from each step end so: 0 to 1, one per step. */
  readonly inevitability: readonly number[];
  /** The two inputs that race, by their `q`. */
  readonly racing: readonly number[];
  /** As a test. */
  readonly test: string;
  readonly isBroken: boolean;
}

/** A line that is no record. */
export type Meta =
  /** All that was there when it was asked for has been told; what follows happens now. */
  | { readonly k: 'live' }
  /** So much of the past has been told: 0 to 1. */
  | { readonly k: 'progress'; readonly done: number }
  | { readonly k: 'trouble'; readonly text: string }
  | { readonly k: 'about'; readonly about: SourceAbout }
  /**
   * Who is there now, told after the header and before a long past, so that nobody waits for it: what a {@link CheckpointRecord}
   * has, as of record `q` at `t`. It is no record and has no row; the records that follow, to `live`, come to the same.
   */
  | ({ readonly k: 'present' } & Omit<CheckpointRecord, 'k'>)
  /** The source is over: the daemon ended, the viewer was too slow. */
  | { readonly k: 'ended'; readonly why: string };

export type Line = HeaderRecord | JournalRecord | Meta;
