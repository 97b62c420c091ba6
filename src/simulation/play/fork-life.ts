/** One life of the daemon in a what-if: played, written down as a journal has it, and looked at by invariants. */
import type { Charts } from '../../actors/charts.ts';
import { openLifeTape } from '../../actors/tape.ts';
import type { Violation } from '../../invariants/invariant.ts';
import type { HeaderRecord, InputRecord } from '../../journal/format.ts';
import type { ReadRecord } from '../../journal/read.ts';
import type { Json, JsonObject } from '../../machines/json.ts';
import type { Draft, Reply } from '../../machines/messages.ts';
import type { MemoryStore } from '../../store/memory-store.ts';
import { type Calls, openCalls } from './calls.ts';
import type { ForkLook } from './fork-look.ts';
import { openReplica, type Replica } from './replica.ts';

export interface ForkLife {
  readonly replica: Replica;
  readonly calls: Calls;
  readonly header: HeaderRecord;
  /** Wall clock, ms. */
  readonly nowMs: () => number;
  readonly begin: (start: InputRecord) => void;
  /** @returns why it cannot be */
  readonly feed: (record: InputRecord) => string | undefined;
  readonly note: (text: string) => void;
  /** What invariants find is told from now on. */
  readonly watch: () => void;
}

export interface ForkLifeOptions {
  readonly charts?: Charts | undefined;
  readonly header: HeaderRecord;
  /** What the system is made with. */
  readonly start: JsonObject;
  readonly store: MemoryStore;
  readonly look: ForkLook;
  readonly hasMoves: boolean;
  readonly emit: (record: ReadRecord) => void;
  readonly onReply: (reply: Reply) => void;
  readonly onViolation: (violation: Violation) => void;
}

export const openForkLife = (options: ForkLifeOptions): ForkLife => {
  const { header, emit, look } = options;
  const { epochMs } = header;
  let q = 0;
  let t = 0;
  let isWatched = false;
  const number = (): number => {
    q += 1;
    return q;
  };
  const tape = openLifeTape({
    epochMs,
    hide: (value) => value as Json,
    log: silent,
    onInput: (taken, at, moves) => {
      t = at;
      const c = number();
      emit({ k: 'I', q: c, t, ...taken });
      if (options.hasMoves) for (const move of moves) emit({ k: 'T', q: number(), t, c, ...move });
    },
  });
  const calls: Calls = openCalls({
    nameOf: tape.nameOf,
    nowMs: () => replica.timers.now(),
    isOpen: (name) => replica.pending.has(name),
  });
  const replica: Replica = openReplica({
    charts: options.charts,
    epochMs,
    start: options.start,
    store: options.store,
    tape: tape.tape,
    nameOf: tape.nameOf,
    inspect: tape.inspect,
    log: { ...silent, error: (fields, message) => look.complained(message, fields as JsonObject) },
    onReply: (reply) => {
      tape.answered(reply);
      look.replied(reply);
      options.onReply(reply);
    },
    desk: calls.over,
  });
  const judge = (): void => {
    const violation = look.look();
    if (violation === undefined || !isWatched) return;
    const { invariant: name, wrong: message } = violation;
    const w = [q];
    emit({ k: 'V', q: number(), t, name, verdict: 'violation', subject: subjectIn(message, calls), message, w });
    options.onViolation(violation);
  };

  return {
    replica,
    calls,
    header,
    nowMs: () => replica.timers.now(),
    begin: (start) => {
      emit(header);
      look.live();
      replica.begin(start);
    },
    feed: (record) => {
      look.forget();
      replica.timers.reach(epochMs + record.t / 1000);
      if (record.s === 'rpc') look.asked(record.id ?? '', record.e as unknown as Draft);
      if (record.s === 'cancel') look.cancelled(record.id ?? '');
      const refused = replica.feed(record);
      if (refused !== undefined) return refused;
      if (record.s === 'svc') calls.answered(record.a ?? '');
      judge();
      return undefined;
    },
    note: (e) => emit({ k: 'N', q: number(), t, e }),
    watch: () => {
      isWatched = true;
    },
  };
};

/** Whom a sentence is about: an actor that waits for something and whose id is in it. */
const subjectIn = (text: string, { open }: Calls): string => {
  for (const name of open.keys()) {
    const owner = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    const id = /:([^:#]+)#\d+$/.exec(owner)?.[1];
    if (id !== undefined && text.includes(id)) return owner;
  }
  return '';
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
