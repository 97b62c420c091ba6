/** The open requests: each is answered once, whatever becomes of the actor that it was said to. */
import type { AnyActorRef } from 'xstate';
import { errorOf, FailureError, failureOf } from '../machines/failure.ts';
import type { Answers, Command, Reply } from '../machines/messages.ts';
import type { Log } from './log.ts';

type Answer = Answers[Command['type']];

export interface Requests {
  /** Opens a request, says it, and waits for its reply. */
  readonly open: (request: {
    readonly requestId: string;
    readonly target: AnyActorRef;
    readonly say: () => void;
    readonly signal?: AbortSignal | undefined;
  }) => Promise<Answer>;
  /** The actors' side. A reply to nobody is fine: its client gave up, or it was the runtime's own request. */
  readonly settle: (reply: Reply) => void;
  /** An actor ended without an answer: whoever waits for it hears so. */
  readonly abandon: (target: AnyActorRef, error: unknown) => void;
  readonly count: () => number;
  /** Settles once no request is open, or the time is over. */
  readonly whenNone: (limitMs: number) => Promise<void>;
}

interface Open {
  readonly target: AnyActorRef;
  readonly finish: (settle: () => void) => void;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: FailureError) => void;
}

export const openRequests = (log: Log): Requests => {
  const open = new Map<string, Open>();
  const idle = new Set<() => void>();

  const take = (requestId: string): Open | undefined => {
    const request = open.get(requestId);
    open.delete(requestId);
    if (open.size === 0) for (const wake of idle) wake();
    return request;
  };

  return {
    open: ({ requestId, target, say, signal }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(new FailureError('Cancelled', {}));
          return;
        }
        const cancel = () => {
          take(requestId);
          reject(new FailureError('Cancelled', { requestId }));
          target.send({ type: 'request.cancelled', requestId });
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const finish = (settle: () => void) => {
          signal?.removeEventListener('abort', cancel);
          settle();
        };
        open.set(requestId, { target, finish, resolve, reject });
        say();
      }),
    settle: (reply) => {
      const request = take(reply.requestId);
      if (request === undefined) return;
      request.finish(() => (reply.ok ? request.resolve(reply.value) : request.reject(errorOf(reply.failure))));
    },
    abandon: (target, error) => {
      for (const [requestId, request] of open) {
        if (request.target !== target) continue;
        log.error({ requestId, failure: { ...failureOf(error) } }, 'an actor ended with an open request');
        take(requestId);
        const details = { error: error instanceof Error ? error.message : String(error) };
        request.finish(() => request.reject(new FailureError('ActorCrashed', details)));
      }
    },
    count: () => open.size,
    whenNone: (limitMs) =>
      new Promise((resolve) => {
        if (open.size === 0) {
          resolve();
          return;
        }
        const finish = () => {
          clearTimeout(timer);
          idle.delete(finish);
          resolve();
        };
        const timer = setTimeout(finish, limitMs);
        idle.add(finish);
      }),
  };
};
