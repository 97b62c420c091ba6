/**
 * Runs recorded inputs through the charts again: the same core, whose services answer what the journal says, when it says
 * so. After each input, what it caused is compared with what it caused then. One life of a daemon is one system.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Charts } from '../actors/charts.ts';
import { type Moved, openLifeTape, type Taken } from '../actors/tape.ts';
import type { HeaderRecord, InputRecord, TransitionRecord } from '../journal/format.ts';
import type { ReadRecord } from '../journal/read.ts';
import type { Json, JsonObject } from '../machines/json.ts';
import { openReplica, type Replica } from './play/replica.ts';

/** Where a replay is not what was recorded. */
export interface Divergence {
  /** Of the input. */
  readonly q: number;
  readonly reason: string;
  /** The charts took the input, and did something else. */
  readonly isAccepted: boolean;
  readonly input: Pick<InputRecord, 's' | 'a' | 'id'>;
  readonly recorded: { readonly n: number; readonly h: string; readonly moves: readonly Moved[] | undefined };
  readonly actual: { readonly n: number; readonly h: string; readonly moves: readonly Moved[] };
  /** Build that recorded. */
  readonly build: string;
}

export interface Replay {
  /**
   * One record after another. A divergence of an input is known when the next one comes, for its transitions follow it.
   * @returns what is different, if anything is
   */
  readonly take: (record: ReadRecord) => Divergence | undefined;
  /** After the last record. */
  readonly end: () => Divergence | undefined;
  readonly counts: () => {
    readonly inputs: number;
    readonly lives: number;
    readonly skipped: number;
    readonly gaps: number;
  };
}

export interface ReplayOptions {
  readonly charts?: Charts | undefined;
  /** Sees every message and every state, as xstate's inspection tells them. */
  readonly inspect?: ((event: InspectionEvent, nameOf: (ref: AnyActorRef) => string) => void) | undefined;
}

export const openReplay = (options: ReplayOptions = {}): Replay => {
  let header: HeaderRecord | undefined;
  let life: Replica | undefined;
  let lastQ = 0;
  let actual: (Taken & { readonly moves: readonly Moved[] }) | undefined;
  let open: { readonly record: InputRecord; readonly moves: Moved[]; readonly refused: string | undefined } | undefined;
  const counts = { inputs: 0, lives: 0, skipped: 0, gaps: 0 };

  const begin = (record: InputRecord): Replica => {
    const own = openLifeTape({
      epochMs: header?.epochMs ?? 0,
      hide: (value) => value as Json,
      log: silent,
      onInput: (taken, _, moves) => {
        actual = { ...taken, moves };
      },
    });
    const begun = openReplica({
      charts: options.charts,
      epochMs: header?.epochMs ?? 0,
      start: (record.e ?? {}) as JsonObject,
      tape: own.tape,
      onReply: own.answered,
      nameOf: own.nameOf,
      inspect: (event) => {
        own.inspect(event);
        options.inspect?.(event, own.nameOf);
      },
    });
    begun.begin(record);
    return begun;
  };

  /** @returns why it cannot be: the charts wait for no such thing. */
  const feed = (record: InputRecord): string | undefined => {
    if (record.s !== 'start') return life === undefined ? 'no life has begun' : life.feed(record);
    counts.lives += 1;
    life = undefined;
    life = begin(record);
    return undefined;
  };

  const settle = (): Divergence | undefined => {
    if (open === undefined) return undefined;
    const { record, moves, refused } = open;
    open = undefined;
    const done = actual ?? { s: record.s, n: 0, h: '', moves: [] };
    if (refused === undefined && done.h === record.h && done.n === record.n) return undefined;
    const { q, s, a, id, n = 0, h = '' } = record;
    return {
      q,
      isAccepted: refused === undefined,
      reason: refused ?? 'it caused other transitions or answers',
      input: { s, ...(a === undefined ? {} : { a }), ...(id === undefined ? {} : { id }) },
      recorded: { n, h: String(h), moves: moves.length === 0 ? undefined : moves },
      actual: { n: done.n, h: done.h, moves: done.moves },
      build: header?.build ?? '',
    };
  };

  return {
    counts: () => ({ ...counts }),
    end: settle,
    take: (record) => {
      const expected = lastQ + 1;
      if (record.k !== 'H') lastQ = record.q;
      if (record.k === 'T') {
        if (open !== undefined) open.moves.push(moveOf(record));
        return undefined;
      }
      const divergence = settle();
      if (record.k === 'H') header = record;
      // Over a gap nothing can be concluded: the rest of that life is not replayed.
      if (record.k === 'G') {
        counts.gaps += 1;
        life = undefined;
      }
      if (record.k !== 'I') return divergence;
      if (record.s !== 'start' && life === undefined) {
        counts.skipped += 1;
        return divergence;
      }
      counts.inputs += 1;
      actual = undefined;
      const isNext = record.s === 'start' || record.q === expected;
      const refused = isNext ? feed(record) : `record ${expected} should be here: one is missing or not in order`;
      open = { record, moves: [], refused };
      return divergence;
    },
  };
};

const moveOf = ({ a, e, v0, v1 }: TransitionRecord): Moved => ({ a, e, v0, v1 });

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
