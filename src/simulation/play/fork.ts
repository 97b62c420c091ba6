/**
 * What if: a recorded life that goes another way from an input on. What is left of the recording is fed in its order, as far as
 * the charts wait for it; what they ask for and the recording has no answer for is answered as the simulated world would.
 * Everything that is assumed is told.
 */
import type { Charts } from '../../actors/charts.ts';
import type { Violation } from '../../invariants/invariant.ts';
import type { HeaderRecord, InputRecord } from '../../journal/format.ts';
import type { ReadRecord } from '../../journal/read.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { Draft } from '../../machines/messages.ts';
import { openMemoryStore } from '../../store/memory-store.ts';
import type { Asked } from '../clients.ts';
import { openIds } from '../ids.ts';
import { sweepPulls } from '../world/images.ts';
import { type Assumed, nextAssumed } from './assume.ts';
import { type Change, textOfChange } from './change.ts';
import { type ForkLife, openForkLife } from './fork-life.ts';
import { openForkLook } from './fork-look.ts';
import { openFuture } from './future.ts';
import { changed, type Due, timeOf } from './schedule.ts';
import { openShadow } from './shadow.ts';
import { type Standing, Unplayable } from './time-machine.ts';

export interface ForkOptions {
  /** Of the life. */
  readonly header: HeaderRecord;
  readonly inputs: readonly InputRecord[];
  /** The recording has transitions: the what-if is written down with them, so that numbers are the same up to the change. */
  readonly hasMoves: boolean;
  readonly changes: readonly Change[];
  readonly charts?: Charts | undefined;
  /** What goes on where the recording ends: that is not gone on with. */
  readonly atEnd?: AtEnd | undefined;
}

export interface AtEnd {
  /** Names of calls that have no answer. */
  readonly calls: ReadonlySet<string>;
  readonly requests: ReadonlySet<string>;
  /** How long services took in all of the recording, ms. */
  readonly usualMs: (service: string) => number | undefined;
}

export const atEndOf = ({ replica: { pending, core }, usualMs }: Pick<Standing, 'replica' | 'usualMs'>): AtEnd => ({
  usualMs,
  calls: new Set(pending.keys()),
  requests: new Set(core.requests.ids()),
});
const nothingGoesOn: AtEnd = { calls: new Set(), requests: new Set(), usualMs: () => undefined };

export interface ForkResult {
  /** Inputs, as a daemon writes them, with notes and what invariants found. */
  readonly records: readonly ReadRecord[];
  /** What was assumed, in words, and how often. */
  readonly assumed: ReadonlyMap<string, number>;
  /** What of the recording had no place any more, in words, and how often. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  /** The first record that is otherwise. */
  readonly forkQ: number;
}

export interface Fork {
  /** So many inputs more, at most. @returns true: it is over. @throws Unplayable, ChangeInvalid */
  readonly step: (most: number) => boolean;
  readonly result: () => ForkResult;
}

/** After the recording, until what waits has its answer. */
const longestEndMs = 10 * 60_000;
const mostAtEnd = 20_000;

/** @throws ChangeInvalid */
export const openFork = ({
  header,
  inputs,
  hasMoves,
  changes,
  charts,
  atEnd: ends = nothingGoesOn,
}: ForkOptions): Fork => {
  const { due, forkAt, silent } = changed(inputs, changes);
  const [first] = inputs;
  if (first === undefined || first.s !== 'start')
    throw new Unplayable('the beginning of this life is not in the recording');
  const records: ReadRecord[] = [];
  const assumed = new Map<string, number>();
  const leftOut = new Map<string, number>();
  const violations: Violation[] = [];
  const store = openMemoryStore();
  const lastMs = header.epochMs + (inputs.at(-1)?.t ?? 0) / 1000;
  let life: ForkLife;
  let lives = 1;
  let asks: { readonly atMs: number; readonly record: InputRecord }[] = [];
  /** Before the first life there is the header alone. */
  const nowMs = (): number => (records.length === 0 ? header.epochMs : life.nowMs());
  const shadow = openShadow(store, nowMs);
  const look = openForkLook({
    store,
    world: shadow.world,
    nowMs,
    now: () => {
      const { core, timers } = life.replica;
      return { core, timers };
    },
  });
  const ids = openIds(() =>
    life.replica.core.isServing()
      ? [
          ...life.replica.core.views.sandboxes().map(({ sandboxId }) => sandboxId),
          ...life.replica.core.views.containers().map(({ containerId }) => containerId),
        ]
      : [],
  );
  const future = openFuture(inputs);
  const count = (counts: Map<string, number>, text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
  /** What a client of the recording called its things, by the request that says so now. */
  const steps = new Map<string, Draft>();

  const begin = (own: HeaderRecord, t: number): void => {
    life = openForkLife({
      charts,
      header: own,
      start: (first.e ?? {}) as JsonObject,
      store,
      look,
      hasMoves,
      emit: (record) => void records.push(record),
      onReply: (reply) => {
        const step = steps.get(reply.requestId);
        if (step !== undefined) ids.heard(step, reply);
      },
      onViolation: (violation) => void violations.push(violation),
    });
    life.begin({ ...first, t });
  };

  /** Time in the life that goes on now. */
  const tAt = (atMs: number): number => Math.max(0, Math.round((atMs - life.header.epochMs) * 1000));
  const known = (record: InputRecord): void => {
    const call = life.calls.open.get(record.a ?? '');
    if (record.s === 'svc' && record.f === undefined && call?.kind === 'call')
      shadow.saw(call.service, call.input, record.e);
    const { type, exitCode } = (record.e ?? {}) as { readonly type?: string; readonly exitCode?: number };
    if (record.s === 'fact' && type === 'task.exited' && call?.kind === 'watch' && call.taskId !== undefined)
      shadow.sawExit(call.taskId, exitCode);
  };
  const feed = (record: InputRecord): string | undefined => {
    if (life.calls.open.has(record.a ?? '')) known(record);
    return life.feed(record);
  };

  const recorded = (given: InputRecord, fails: (Change & { readonly kind: 'fail' }) | undefined): void => {
    future.came(given);
    const atMs = header.epochMs + given.t / 1000;
    const { x: _, n: _n, h: _h, c: _c, ...rest } = given;
    let record: InputRecord = { ...rest, t: Math.max(tAt(atMs), tAt(life.nowMs())) };
    if (lives > 1) {
      if (record.s === 'svc' || record.s === 'timer' || record.s === 'later') {
        count(leftOut, whatOf(record));
        return;
      }
      if (record.s === 'rpc') record = sayAgain(record, false);
    }
    const found = future.placeFor(record, life.replica.pending);
    if (found !== undefined) {
      count(assumed, `${serviceIn(found)} answers as it did another time`);
      record = { ...record, a: found };
    }
    if (isUncaused(record)) {
      count(leftOut, 'ends of processes that no signal was sent to');
      return;
    }
    if (fails !== undefined) {
      const call = life.calls.open.get(record.a ?? '');
      const usual = call?.kind === 'call' ? shadow.failureOf(call.service) : { code: 'ToolTimedOut', details: {} };
      const { e: _e, ...without } = record;
      const f = fails.code === undefined ? usual : { code: fails.code, details: { isAssumed: true } };
      record = { ...without, f: f as unknown as InputRecord['f'] } as InputRecord;
    }
    if (feed(record) !== undefined) count(leftOut, whatOf(record));
  };

  /** A signal ended it in the recording; here none was sent. */
  const isUncaused = (record: InputRecord): boolean => {
    const { type, exitCode = 0 } = (record.e ?? {}) as { readonly type?: string; readonly exitCode?: number };
    if (record.s !== 'fact' || type !== 'task.exited' || exitCode <= 128) return false;
    const call = life.calls.open.get(record.a ?? '');
    if (call?.kind !== 'watch' || call.taskId === undefined || !future.wasKilled(record.a ?? '')) return false;
    return !life.calls.wasAsked('killTask', call.taskId) && !life.calls.wasAsked('settleTask', call.taskId);
  };

  const sayAgain = (record: InputRecord, isAgain: boolean): InputRecord => {
    const step = record.e as unknown as Draft;
    const id = isAgain ? `${record.id}~${lives}` : (record.id ?? '');
    steps.set(id, step);
    return { ...record, id, e: ids.said(step, { life: lives, isAgain }) as unknown as InputRecord['e'] };
  };

  const crash = (t: number): void => {
    const open: Asked[] = [...look.requests.values()].filter(({ state }) => state === 'open');
    const atMs = Math.max(life.nowMs(), header.epochMs + t / 1000);
    look.died();
    lives += 1;
    future.end();
    sweepPulls(shadow.world);
    const keyId = `${header.keyId}+${lives}`;
    begin({ ...header, epochMs: atMs + restartMs, monotonicUs: 0, keyId }, 0);
    life.note(`what if: the daemon died, and is there again ${restartMs} ms later`);
    life.watch();
    count(assumed, `the daemon is there again after ${restartMs} ms`);
    for (const [nth, { requestId, command }] of open.entries()) {
      count(assumed, 'a client asks again what had no answer');
      const record: InputRecord = { k: 'I', q: 0, t: 0, s: 'rpc', id: requestId, e: command as never };
      asks.push({ atMs: life.nowMs() + askAgainMs + nth, record });
    }
  };

  const assume = ({ text, records: made, isUntold }: Assumed): void => {
    if (isUntold !== true) count(assumed, text);
    for (const record of made()) {
      const refused = life.feed(record);
      if (refused === undefined) continue;
      // It is not asked for again and again.
      life.calls.answered(record.a ?? '');
      count(leftOut, refused);
    }
  };

  let at = 0;
  let isOver = false;
  let after = 0;

  const nextAsk = (limitMs: number): boolean => {
    const [next] = asks;
    if (next === undefined || next.atMs > limitMs || !life.replica.core.isServing()) return false;
    asks = asks.slice(1);
    const record = sayAgain({ ...next.record, t: tAt(Math.max(next.atMs, life.nowMs())) }, true);
    if (life.feed(record) !== undefined) count(leftOut, whatOf(record));
    return true;
  };
  const usualMs = (service: string): number | undefined => ends.usualMs(service) ?? life.calls.usualMs(service);
  const scene = () => ({ life, shadow, future, silent, tAt, forkMs: forkMs(), usualMs });
  const forkMs = (): number => header.epochMs + timeOf(due[Math.max(0, forkAt - 1)] ?? { kind: 'crash', t: 0 }) / 1000;

  const fork = (): void => {
    for (const change of changes) life.note(`what if: ${textOfChange(change)}`);
    life.watch();
  };
  const stepOne = (): void => {
    const next: Due | undefined = due[at];
    if (at < forkAt) {
      at += 1;
      if (next?.kind !== 'input') return;
      future.came(next.record);
      if (at === 1) begin(header, next.record.t);
      else {
        const refused = feed(next.record);
        if (refused !== undefined)
          throw new Unplayable(`record ${next.record.q} cannot be played with these charts: ${refused}`);
      }
      if (at === forkAt) fork();
      return;
    }
    const limitMs = next === undefined ? lastMs + longestEndMs : header.epochMs + timeOf(next) / 1000;
    const isServing = life.replica.core.isServing();
    if (isServing && nextAsk(limitMs)) return;
    const coming = nextAssumed(scene(), isServing || next === undefined ? limitMs : Number.POSITIVE_INFINITY);
    if (coming !== undefined && (next !== undefined || matters(coming))) {
      assume(coming);
      if (next === undefined) after += 1;
      if (after > mostAtEnd) isOver = true;
      return;
    }
    if (next === undefined) {
      isOver = true;
      return;
    }
    at += 1;
    if (next.kind === 'crash') crash(next.t);
    else recorded(next.record, next.fails);
  };
  /** Past the end of the recording: whether it is of something that was still going on there, too. */
  const matters = ({ of, isTimer }: Assumed): boolean =>
    isTimer === true ? life.replica.core.requests.ids().some((id) => !ends.requests.has(id)) : !ends.calls.has(of);

  return {
    step: (most) => {
      for (let steps = 0; steps < most && !isOver; steps += 1) stepOne();
      return isOver;
    },
    result: () => ({ records, assumed, leftOut, violations, forkQ: timeOfFork(due, forkAt, inputs) }),
  };
};

const restartMs = 1000;
const askAgainMs = 1000;

const timeOfFork = (due: readonly Due[], forkAt: number, inputs: readonly InputRecord[]): number => {
  const before = due[forkAt - 1];
  const q = before?.kind === 'input' ? before.record.q : 0;
  return inputs.find((each) => each.q > q)?.q ?? q;
};

const serviceIn = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/^svc:|#\d+$/g, '');

const whatOf = ({ s, a = '', e }: InputRecord): string => {
  if (s === 'svc') return `answers of ${serviceIn(a)} that nobody waits for`;
  if (s === 'fact') return `facts of ${serviceIn(a)} that nobody waits for`;
  if (s === 'timer')
    return `timers that are not armed: ${
      String(e)
        .replace(/^xstate\.after\./, '')
        .split('.')[0]
    }`;
  return `inputs (${s}) that are not possible`;
};
