/** The open requests: each is answered once, whatever becomes of the actor that it was said to. */
import type { AnyActorRef } from 'xstate';
import { failureOf } from '../machines/failure.ts';
import { type Keep, KeptMap } from '../machines/keeping.ts';
import type { Draft, Reply } from '../machines/messages.ts';
import type { Log } from './log.ts';

export interface Requests {
  /** Opens a request and says it. Its one reply may come before this returns. */
  readonly open: (request: {
    readonly requestId: string;
    readonly target: AnyActorRef;
    readonly draft: Draft;
    /** Wall clock. */
    readonly atMs: number;
    /** How long its client waits from then on; undefined: it did not say. */
    readonly leftMs?: number | undefined;
    readonly say: () => void;
    readonly answered: (reply: Reply) => void;
  }) => void;
  /** Its client gave up: it hears no reply, and the actor hears of that. The work goes on. */
  readonly cancel: (requestId: string) => void;
  /** The actors' side. A reply to nobody is fine: its client gave up, or it was the runtime's own request. */
  readonly settle: (reply: Reply) => void;
  /** An actor ended without an answer: whoever waits for it hears so. */
  readonly abandon: (target: AnyActorRef, error: unknown) => void;
  readonly count: () => number;
  /** Calls whenever none is open any more, until the returned function is called. */
  readonly onIdle: (wake: () => void) => () => void;
  /** Those that are open, in their order. */
  readonly ids: () => readonly string[];
  /** The same, with what was asked. */
  readonly all: () => readonly OpenRequest[];
  /** To whom those that are open were said. */
  readonly targets: () => Iterable<AnyActorRef>;
  readonly keep: Keep;
}

export interface OpenRequest {
  readonly requestId: string;
  readonly draft: Draft;
  readonly atMs: number;
  readonly leftMs: number | undefined;
}

interface Open extends Omit<OpenRequest, 'requestId'> {
  readonly target: AnyActorRef;
  readonly answered: (reply: Reply) => void;
}

export const openRequests = (log: Log): Requests => {
  const open = new KeptMap<string, Open>();
  const idle = new Set<() => void>();

  const take = (requestId: string): Open | undefined => {
    const request = open.get(requestId);
    open.delete(requestId);
    if (open.size === 0) for (const wake of idle) wake();
    return request;
  };

  return {
    open: ({ requestId, target, draft, atMs, leftMs, say, answered }) => {
      open.set(requestId, { target, draft, atMs, leftMs, answered });
      say();
    },
    cancel: (requestId) => take(requestId)?.target.send({ type: 'request.cancelled', requestId }),
    settle: (reply) => take(reply.requestId)?.answered(reply),
    abandon: (target, error) => {
      for (const [requestId, request] of open) {
        if (request.target !== target) continue;
        log.error({ requestId, failure: { ...failureOf(error) } }, 'an actor ended with an open request');
        take(requestId);
        const details = { error: error instanceof Error ? error.message : String(error) };
        request.answered({ type: 'reply', requestId, ok: false, failure: { code: 'ActorCrashed', details } });
      }
    },
    count: () => open.size,
    onIdle: (wake) => {
      idle.add(wake);
      return () => void idle.delete(wake);
    },
    ids: () => [...open.keys()],
    all: () => [...open].map(([requestId, { draft, atMs, leftMs }]) => ({ requestId, draft, atMs, leftMs })),
    targets: () => [...open.values()].map(({ target }) => target),
    keep: open.keep,
  };
};
