/**
 * Runs recorded inputs through the charts again: the same core, whose services answer what the journal says, when it says
 * so. After each input, what it caused is compared with what it caused then. One life of a daemon is one system.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Charts } from '../actors/charts.ts';
import { type Core, openCore } from '../actors/core.ts';
import { type Moved, openLifeTape, type Taken } from '../actors/tape.ts';
import type { HeaderRecord, InputRecord, TransitionRecord } from '../journal/format.ts';
import type { ReadRecord } from '../journal/read.ts';
import { errorOf, type Failure } from '../machines/failure.ts';
import type { Json, JsonObject } from '../machines/json.ts';
import type { Draft } from '../machines/messages.ts';
import { openMemoryStore } from '../store/memory-store.ts';
import type { Desk } from './logic.ts';
import { giveDesk, simulatedCharts } from './logic.ts';
import { openReplayTimers } from './replay-timers.ts';

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

interface Later {
  readonly name: string;
  readonly work: () => void;
}
interface Life {
  readonly core: Core;
  readonly pending: Map<string, AnyActorRef>;
  readonly laters: Later[];
  readonly timers: ReturnType<typeof openReplayTimers>;
  readonly store: ReturnType<typeof openMemoryStore>;
}

export interface ReplayOptions {
  readonly charts?: Charts | undefined;
  /** Sees every message and every state, as xstate's inspection tells them. */
  readonly inspect?: ((event: InspectionEvent, nameOf: (ref: AnyActorRef) => string) => void) | undefined;
}

export const openReplay = (options: ReplayOptions = {}): Replay => {
  const charts = options.charts ?? simulatedCharts;
  let header: HeaderRecord | undefined;
  let life: Life | undefined;
  let nowMs = 0;
  let failing = new Map<number, Failure>();
  let lastQ = 0;
  let operation = 0;
  let atOnce: (readonly [string, Json, Json?])[] = [];
  let actual: (Taken & { readonly moves: readonly Moved[] }) | undefined;
  let open: { readonly record: InputRecord; readonly moves: Moved[]; readonly refused: string | undefined } | undefined;
  const counts = { inputs: 0, lives: 0, skipped: 0, gaps: 0 };

  const begin = (e: JsonObject): Life => {
    const store = openMemoryStore();
    const pending = new Map<string, AnyActorRef>();
    const laters: Later[] = [];
    const epochMs = header?.epochMs ?? 0;
    const own = openLifeTape({
      epochMs,
      hide: (value) => value as Json,
      log: silent,
      onInput: (taken, _, moves) => {
        actual = { ...taken, moves };
      },
    });
    const counted =
      <A extends readonly unknown[], R>(work: (...of: A) => R) =>
      (...of: A): R => {
        operation += 1;
        const failure = failing.get(operation);
        if (failure !== undefined) throw errorOf(failure);
        return work(...of);
      };
    const { save, remove, find, all } = store.records;
    const records = { save: counted(save), remove: counted(remove), find: counted(find), all: counted(all) };
    const core = openCore({
      charts,
      store: { ...store, records },
      log: silent,
      now: () => nowMs,
      later: (_, work, name) => void laters.push({ work, name }),
      infraPolicy: e.infraPolicy === 'always' ? 'always' : 'when-needed',
      runtimeHandlers: (e.runtimeHandlers ?? ['']) as readonly string[],
      tape: own.tape,
      inspect: (event) => {
        own.inspect(event);
        options.inspect?.(event, own.nameOf);
      },
      onReply: own.answered,
    });
    const ask = (self: AnyActorRef) => {
      const name = own.nameOf(self);
      const [first] = atOnce;
      if (first?.[0] !== name) {
        pending.set(name, self);
        return;
      }
      atOnce.shift();
      const [, output, failure] = first;
      if (failure === undefined) self.send({ type: 'sim.done', output });
      else self.send({ type: 'sim.failed', error: errorOf(failure as unknown as Failure) });
    };
    const desk: Desk = {
      call: (_, self) => ask(self),
      watch: (_, self) => ask(self),
      load: ask,
      payDebts: ask,
      leave: (self) => void pending.delete(own.nameOf(self)),
    };
    giveDesk(core.supervisor.system, desk);
    const timers = openReplayTimers(core.supervisor.system, own.nameOf);
    return { core, pending, laters, timers, store };
  };

  /** @returns why it cannot be: the charts wait for no such thing. */
  const feed = (record: InputRecord): string | undefined => {
    const { s, a = '', e, id = '' } = record;
    if (s === 'start') {
      counts.lives += 1;
      life = begin((e ?? {}) as JsonObject);
      life.core.start();
      return undefined;
    }
    if (life === undefined) return 'no life has begun';
    const { core, pending, laters, timers, store } = life;
    if (s === 'stop') core.stop();
    else if (s === 'rpc') {
      try {
        core.say(e as unknown as Draft, id, () => undefined);
      } catch {
        // it was refused then too, or the hash says otherwise
      }
    } else if (s === 'cancel') core.cancel(id);
    else if (s === 'later') {
      const at = laters.findIndex(({ name }) => name === a);
      const [found] = at < 0 ? [] : laters.splice(at, 1);
      if (found === undefined) return `nothing was put off for ${a}`;
      found.work();
    } else if (s === 'timer') return timers.fire(a, String(e)) ? undefined : `no timer ${String(e)} is armed at ${a}`;
    else if (s === 'msg') core.supervisor.send(e as never);
    else {
      const ref = pending.get(a);
      if (ref === undefined) return `nobody waits for ${a}`;
      if (s === 'fact') relay(ref, e as unknown as { readonly type: string });
      else {
        pending.delete(a);
        if (record.f !== undefined) ref.send({ type: 'sim.failed', error: errorOf(record.f as unknown as Failure) });
        else {
          if (ref.id === 'loadRecords') refill(store, e);
          ref.send({ type: 'sim.done', output: e });
        }
      }
    }
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
      nowMs = (header?.epochMs ?? 0) + record.t / 1000;
      failing = new Map((record.x ?? []).map(([nth, failure]) => [nth, failure as unknown as Failure]));
      operation = 0;
      atOnce = [...(record.y ?? [])];
      actual = undefined;
      const isNext = record.s === 'start' || record.q === expected;
      const refused = isNext ? feed(record) : `record ${expected} should be here: one is missing or not in order`;
      open = { record, moves: [], refused };
      return divergence;
    },
  };
};

const moveOf = ({ a, e, v0, v1 }: TransitionRecord): Moved => ({ a, e, v0, v1 });

const relay = (source: AnyActorRef, event: { readonly type: string }): void => {
  const { _relay } = source.system as unknown as {
    readonly _relay: (source: AnyActorRef, target: AnyActorRef, event: { readonly type: string }) => void;
  };
  if (source._parent !== undefined) _relay(source, source._parent, event);
};

/** What was stored, as the daemon read it. */
const refill = ({ records }: ReturnType<typeof openMemoryStore>, stored: Json): void => {
  for (const each of (stored ?? []) as readonly { record: JsonObject; containers: readonly JsonObject[] }[]) {
    records.save('sandbox', String(each.record.sandboxId), each.record);
    for (const container of each.containers) records.save('container', String(container.containerId), container);
  }
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
