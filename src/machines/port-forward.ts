/**
 * One client that forwards ports of a pod: any number of connections, one after another or at once.
 *
 *   live: idle ⇄ forwarding  ─▶ ended
 *
 * Told by: its sandbox (`sandbox.closing`, `request.cancelled`), the watcher that makes the connections (facts).
 * Answers: its one request, when the sandbox is no longer ready, unless the client left. Source: CRI PortForward.
 */
import { setup } from 'xstate';
import { granted, refused, watcher } from './chart.ts';
import { failureOf } from './failure.ts';
import type { Reply, RequestCancelled } from './messages.ts';
import type { ForwardFact, ForwardPortsInput } from './services/streaming.ts';

interface SessionInput {
  readonly requestId: string;
  readonly service: ForwardPortsInput;
}
interface SessionContext extends SessionInput {
  /** Connections that are open now. */
  readonly open: number;
}

const base = setup({
  types: {
    input: {} as SessionInput,
    context: {} as SessionContext,
    events: {} as ForwardFact | { readonly type: 'sandbox.closing' } | RequestCancelled,
  },
  actors: { forwardPorts: watcher<ForwardPortsInput>('forwardPorts') },
  actions: { answer: (_, _reply: Reply) => undefined },
});

const sessionSetup = base.extend({
  actions: {
    count: base.assign(({ context, event }) => ({
      open: event.type === 'forward.opened' ? context.open + 1 : Math.max(0, context.open - 1),
    })),
    answerEnd: base.enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'answer', params: granted('sandbox.forwardPorts', context.requestId, {}) });
    }),
    answerFailure: base.enqueueActions(({ context, event, enqueue }) => {
      const failure = event.type === 'forward.failed' ? event.failure : failureOf(new Error(event.type));
      enqueue({ type: 'answer', params: refused(context.requestId, failure) });
    }),
  },
  guards: {
    isMine: ({ context, event }) => event.type === 'request.cancelled' && event.requestId === context.requestId,
    isLast: ({ context }) => context.open <= 1,
  },
});

export const portForwardMachine = sessionSetup.createMachine({
  id: 'portForward',
  context: ({ input }) => ({ ...input, open: 0 }),
  initial: 'live',
  states: {
    live: {
      invoke: {
        id: 'forwardPorts',
        src: 'forwardPorts',
        input: ({ context }) => context.service,
        onError: { target: 'ended', actions: 'answerFailure' },
      },
      on: {
        'request.cancelled': { guard: 'isMine', target: 'ended' },
        'sandbox.closing': { target: 'ended', actions: 'answerEnd' },
        'forward.failed': { target: 'ended', actions: 'answerFailure' },
      },
      initial: 'idle',
      states: {
        idle: { on: { 'forward.opened': { target: 'forwarding', actions: 'count' } } },
        forwarding: {
          on: {
            'forward.opened': { actions: 'count' },
            'forward.closed': [{ guard: 'isLast', target: 'idle', actions: 'count' }, { actions: 'count' }],
          },
        },
      },
    },
    ended: { type: 'final' },
  },
});
