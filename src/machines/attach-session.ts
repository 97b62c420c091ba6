/**
 * One client that watches, and perhaps writes to, a container's first process.
 *
 *   attaching ─▶ streaming ─▶ ended
 *       └─────────────┴─▶ closing ──▲      the container ended: what is left is sent, for a while
 *                     └─▶ unwatched ─▲     the client left, but its end would close the stdin of others
 *
 * Told by: its container (`container.ended`, `request.cancelled`), the watcher that holds the monitor's socket (facts).
 * Answers: its one request, when the container's output has ended, unless the client left. Source: CRI Attach.
 */
import { setup, stateIn } from 'xstate';
import { delays, granted, refused, watcher } from './chart.ts';
import type { Reply, RequestCancelled } from './messages.ts';
import type { AttachFact, AttachTaskInput } from './services/streaming.ts';
import { type ContainerEnded, endedFailure } from './streams.ts';

interface SessionInput {
  readonly requestId: string;
  readonly service: AttachTaskInput;
}

const base = setup({
  types: {
    input: {} as SessionInput,
    context: {} as SessionInput,
    events: {} as AttachFact | ContainerEnded | RequestCancelled,
  },
  actors: { attachTask: watcher<AttachTaskInput>('attachTask') },
  actions: { answer: (_, _reply: Reply) => undefined },
  delays,
});

const sessionSetup = base.extend({
  actions: {
    answerEnd: base.enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'answer', params: granted('container.attach', context.requestId, {}) });
    }),
    answerFailure: base.enqueueActions(({ context, event, enqueue }) => {
      const failure = event.type === 'attach.failed' ? event.failure : endedFailure(context.service.taskId);
      enqueue({ type: 'answer', params: refused(context.requestId, failure) });
    }),
  },
  guards: {
    isMine: ({ context, event }) => event.type === 'request.cancelled' && event.requestId === context.requestId,
    /** The monitor takes the end of any viewer for the end of stdin. */
    mustStay: ({ context, event }) =>
      event.type === 'request.cancelled' &&
      event.requestId === context.requestId &&
      context.service.closesStdinOnce &&
      !context.service.isTerminal &&
      !context.service.writesStdin,
  },
});

export const attachSessionMachine = sessionSetup.createMachine({
  id: 'attachSession',
  context: ({ input }) => input,
  initial: 'live',
  states: {
    live: {
      invoke: {
        id: 'attachTask',
        src: 'attachTask',
        input: ({ context }) => context.service,
        onError: [
          { guard: stateIn({ live: 'unwatched' }), target: 'ended' },
          { target: 'ended', actions: 'answerFailure' },
        ],
      },
      on: {
        'request.cancelled': [
          { guard: 'mustStay', target: '.unwatched' },
          { guard: 'isMine', target: 'ended' },
        ],
        'attach.ended': { target: 'ended', actions: 'answerEnd' },
        'attach.failed': { target: 'ended', actions: 'answerFailure' },
        'container.ended': '.closing',
      },
      initial: 'attaching',
      states: {
        attaching: { on: { 'attach.attached': 'streaming' } },
        streaming: {},
        closing: {
          on: { 'container.ended': {} },
          after: { closingMs: { target: '#attachSession.ended', actions: 'answerEnd' } },
        },
        unwatched: {
          on: {
            'request.cancelled': {},
            'attach.ended': '#attachSession.ended',
            'attach.failed': '#attachSession.ended',
            'container.ended': '#attachSession.ended',
          },
        },
      },
    },
    ended: { type: 'final' },
  },
});
