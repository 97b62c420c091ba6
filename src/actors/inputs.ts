/**
 * The seam of the actor system: everything that comes from outside is one input, and one is over before the next begins.
 * Time stands still during an input. What every message passes is xstate's `_relay` (internal; inputs.test.ts fails where a
 * version means something else by it): a message that arrives while nothing is being done comes from outside, whoever sent it.
 */
import type { AnyActorRef } from 'xstate';

/** What comes from outside. */
export type Input =
  | { readonly s: 'start' | 'stop'; readonly e?: unknown }
  /** A request, to whom it concerns; `dl`: how long its client waits, µs. */
  | { readonly s: 'rpc'; readonly e: unknown; readonly id: string; readonly dl?: number }
  | { readonly s: 'cancel'; readonly id: string }
  /** What was put off, after a crash: which record is read again. */
  | { readonly s: 'later'; readonly a: string }
  /** A message that xstate relays: the result of a service, a watcher's fact, a timer, the daemon's word. */
  | {
      readonly s: 'relay';
      readonly source: AnyActorRef | undefined;
      readonly target: AnyActorRef;
      readonly e: Message;
    };
export interface Message {
  readonly type: string;
}

/** Hears each input, and makes its time one that can be written down exactly. */
export interface Tape {
  readonly timeOf: (nowMs: number) => number;
  readonly began: (input: Input, atMs: number) => void;
  readonly ended: () => void;
  /** A service answered while it was being asked, within the input. */
  readonly answeredAtOnce: (service: AnyActorRef, e: Message) => void;
  /** An operation of the store failed: the how manieth of this input's, and how. */
  readonly storeFailed: (operation: number, error: unknown) => void;
}

export interface Inputs {
  /** Wall clock, ms; that of the input while one is being processed. */
  readonly now: () => number;
  /** Everything that `work` causes is caused by this input. */
  readonly take: (input: Input, work: () => void) => void;
  /** From now on all messages of this system pass here; before it starts. */
  readonly serve: (system: object) => void;
  /** An operation of the store, counted. */
  readonly stored: <T>(work: () => T) => T;
}

export const openInputs = (options: { readonly now: () => number; readonly tape: Tape | undefined }): Inputs => {
  const { now, tape } = options;
  let isBusy = false;
  let atMs = 0;
  let operations = 0;

  const take = (input: Input, work: () => void): void => {
    if (isBusy) {
      work();
      return;
    }
    atMs = tape === undefined ? now() : tape.timeOf(now());
    operations = 0;
    isBusy = true;
    tape?.began(input, atMs);
    try {
      work();
    } finally {
      isBusy = false;
      tape?.ended();
    }
  };
  return {
    now: () => (isBusy ? atMs : now()),
    take,
    stored: (work) => {
      operations += 1;
      try {
        return work();
      } catch (error) {
        tape?.storeFailed(operations, error);
        throw error;
      }
    },
    serve: (system) => {
      const relay = (system as { readonly _relay: Relay })._relay;
      const relayed: Relay = (source, target, e) => {
        if (isBusy) {
          if (results.has(e.type)) tape?.answeredAtOnce(target, e);
          relay(source, target, e);
        } else take({ s: 'relay', source, target, e }, () => relay(source, target, e));
      };
      Object.assign(system, { _relay: relayed });
    },
  };
};

/** How services of the daemon and of a simulation end. */
const results = new Set(['xstate.promise.resolve', 'xstate.promise.reject', 'sim.done', 'sim.failed']);

type Relay = (source: AnyActorRef | undefined, target: AnyActorRef, event: Message) => void;
