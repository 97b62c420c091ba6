/**
 * One life of an actor system, as a journal has it: inputs with symbolic names, and what each caused. Who records and who
 * replays have the same names and hashes, for both are made here.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { InputRecord, TransitionRecord } from '../journal/format.ts';
import { openTraceHash } from '../journal/trace-hash.ts';
import { failureOf } from '../machines/failure.ts';
import type { Json } from '../machines/json.ts';
import type { Reply } from '../machines/messages.ts';
import type { Input, Tape } from './inputs.ts';
import type { Log } from './log.ts';
import { openActorNames } from './names.ts';
import { openObserver } from './observer.ts';

/** An input that is over, before it is numbered. */
export interface Taken extends Omit<InputRecord, 'k' | 'q' | 't'> {
  readonly n: number;
  readonly h: string;
}
export type Moved = Pick<TransitionRecord, 'a' | 'e' | 'v0' | 'v1'>;

export type Answered = readonly [requestId: string, code?: string];

export interface LifeTape {
  readonly tape: Tape;
  /** For the system's `inspect`. */
  readonly inspect: (event: InspectionEvent) => void;
  /** For the core's `onReply`. */
  readonly answered: (reply: Reply) => void;
  readonly nameOf: (ref: AnyActorRef) => string;
  /** When a service was asked, ms; undefined: it is none. */
  readonly askedAtMs: (ref: AnyActorRef) => number | undefined;
  /** An actor is there: it has a name from now on. */
  readonly born: (event: InspectionEvent) => void;
  /** Hears of a move. */
  readonly moved: (ref: AnyActorRef, from: string, to: string, event: string) => void;
}

export interface LifeTapeOptions {
  /** `atMs` of time 0. */
  readonly epochMs: number;
  /** What `e` and `f` become before anybody else sees them. */
  readonly hide: (value: unknown, isOfExec: boolean) => Json;
  readonly log: Log;
  /**
   * @param atUs since `epochMs`
   * @param answers requests that were answered, with the code of the failure
   */
  readonly onInput: (input: Taken, atUs: number, moves: readonly Moved[], answers: readonly Answered[]) => void;
}

export const openLifeTape = ({ epochMs, hide, log, onInput }: LifeTapeOptions): LifeTape => {
  const nameOf = openActorNames();
  const trace = openTraceHash();
  const usOf = (nowMs: number) => Math.round((nowMs - epochMs) * 1000);
  let input: Omit<Taken, 'n' | 'h'> | undefined;
  let atUs = 0;
  let moves: Moved[] = [];
  let failures: [number, Json][] = [];
  let atOnce: [string, Json, Json?][] = [];
  let answers: Answered[] = [];
  const asked = new WeakMap<AnyActorRef, number>();

  const moved = (ref: AnyActorRef, v0: string, v1: string, e: string) => {
    const a = nameOf(ref);
    trace.add(`${a} ${e} ${v0} ${v1}`);
    moves.push({ a, e, v0, v1 });
  };
  const born = (event: InspectionEvent) => {
    if (event.type !== '@xstate.event' || event.event.type !== 'xstate.init') return;
    const ref = event.actorRef as AnyActorRef;
    nameOf(ref);
    const isService = (ref as unknown as { readonly logic: { readonly root?: unknown } }).logic.root === undefined;
    if (isService) asked.set(ref, atUs);
  };
  const observer = openObserver({ now: () => 0, log, onMove: moved });

  const describe = (taken: Input): Omit<Taken, 'n' | 'h'> => {
    if (taken.s === 'cancel' || taken.s === 'later') return taken;
    if (taken.s !== 'relay') return { ...taken, e: hide(taken.e, false) };
    const { source, target, e } = taken;
    const { type } = e;
    const a = nameOf(source ?? target);
    const isOfExec = /\/(exec|execSession):/.test(a);
    if (type === 'xstate.promise.resolve') return { s: 'svc', a, e: hide((e as { data?: unknown }).data, isOfExec) };
    if (type === 'sim.done') return { s: 'svc', a, e: hide((e as { output?: unknown }).output, isOfExec) };
    if (type === 'xstate.promise.reject') return failed(a, (e as { data?: unknown }).data, isOfExec);
    if (type === 'sim.failed') return failed(a, (e as { error?: unknown }).error, isOfExec);
    if (source === undefined) return { s: 'msg', a, e: hide(e, isOfExec) };
    if (source === target) return { s: 'timer', a, e: type };
    return { s: 'fact', a, e: hide(e, isOfExec) };
  };
  const failed = (a: string, error: unknown, isOfExec: boolean) => {
    const { cause: _, ...failure } = failureOf(error);
    return { s: 'svc', a, f: hide(failure, isOfExec) } as const;
  };

  return {
    nameOf,
    moved,
    born,
    inspect: (event) => {
      born(event);
      observer.inspect(event);
    },
    askedAtMs: (ref) => {
      const us = asked.get(ref);
      return us === undefined ? undefined : epochMs + us / 1000;
    },
    answered: (reply) => {
      trace.add(`${reply.requestId} ${reply.ok ? 'ok' : reply.failure.code}`);
      answers.push(reply.ok ? [reply.requestId] : [reply.requestId, reply.failure.code]);
    },
    tape: {
      timeOf: (nowMs) => epochMs + usOf(nowMs) / 1000,
      began: (taken, atMs) => {
        trace.clear();
        moves = [];
        failures = [];
        atOnce = [];
        answers = [];
        atUs = usOf(atMs);
        input = describe(taken);
      },
      ended: () => {
        if (input === undefined) return;
        const x = failures.length === 0 ? {} : { x: failures };
        const y = atOnce.length === 0 ? {} : { y: atOnce };
        onInput({ ...input, ...x, ...y, n: trace.count(), h: trace.digest() }, atUs, moves, answers);
        input = undefined;
      },
      answeredAtOnce: (service, e) => {
        const { a = '', e: result = null, f } = describe({ s: 'relay', source: service, target: service, e });
        atOnce.push(f === undefined ? [a, result] : [a, null, f]);
      },
      storeFailed: (operation, error) => void failures.push([operation, { ...failureOf(error), cause: undefined }]),
    },
  };
};
