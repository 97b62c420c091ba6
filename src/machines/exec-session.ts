/**
 * One command run in a container with the streams of a client, from the request to the last byte of its output.
 *
 *   starting ─▶ streaming ─▶ draining ─▶ ended
 *       │           │            └─▶ closing ──▲   the container ended: what is left is sent, for a while
 *       └───────────┴─▶ unwatched ─────────────▲   the client left: the command goes on, its output is dropped
 *
 * Told by: its container (`container.ended`, `request.cancelled`), the watcher that runs the command (facts).
 * Answers: its one request, when the output is with the client, unless the client left.
 * Source: CRI Exec; the kubelet's remotecommand.
 */
import { setup, stateIn } from 'xstate';
import { delays, granted, refused, watcher } from './chart.ts';
import type { Failure } from './failure.ts';
import type { Reply, RequestCancelled } from './messages.ts';
import type { ExecFact, RunExecInput } from './services/streaming.ts';
import { type ContainerEnded, endedFailure } from './streams.ts';

interface SessionInput {
  readonly requestId: string;
  readonly service: RunExecInput;
}
interface SessionContext extends SessionInput {
  readonly exitCode: number | undefined;
}

const base = setup({
  types: {
    input: {} as SessionInput,
    context: {} as SessionContext,
    events: {} as ExecFact | ContainerEnded | RequestCancelled,
  },
  actors: { runExec: watcher<RunExecInput>('runExec') },
  actions: { answer: (_, _reply: Reply) => undefined },
  delays,
});

const sessionSetup = base.extend({
  actions: {
    recordExit: base.assign(({ event }) => (event.type === 'exec.exited' ? { exitCode: event.exitCode } : {})),
    answerExit: base.enqueueActions(({ context, enqueue }) => {
      const { requestId, exitCode, service } = context;
      const reply =
        exitCode === undefined
          ? refused(requestId, endedFailure(service.taskId))
          : granted('container.openExec', requestId, { exitCode });
      enqueue({ type: 'answer', params: reply });
    }),
    answerFailure: base.enqueueActions(({ context, event, enqueue }) => {
      const failure: Failure = event.type === 'exec.failed' ? event.failure : endedFailure(context.service.taskId);
      enqueue({ type: 'answer', params: refused(context.requestId, failure) });
    }),
  },
  guards: {
    isMine: ({ context, event }) => event.type === 'request.cancelled' && event.requestId === context.requestId,
    hasExited: ({ context }) => context.exitCode !== undefined,
  },
});

export const execSessionMachine = sessionSetup.createMachine({
  id: 'execSession',
  context: ({ input }) => ({ ...input, exitCode: undefined }),
  initial: 'live',
  states: {
    live: {
      invoke: {
        id: 'runExec',
        src: 'runExec',
        input: ({ context }) => context.service,
        onError: [
          { guard: stateIn({ live: 'unwatched' }), target: 'ended' },
          { target: 'ended', actions: 'answerFailure' },
        ],
      },
      on: {
        'request.cancelled': { guard: 'isMine', target: '.unwatched' },
        'exec.exited': { target: '.draining', actions: 'recordExit' },
        'exec.drained': { guard: 'hasExited', target: 'ended', actions: 'answerExit' },
        'exec.failed': { target: 'ended', actions: 'answerFailure' },
        'container.ended': '.closing',
      },
      initial: 'starting',
      states: {
        starting: { on: { 'exec.started': 'streaming' } },
        streaming: {},
        draining: { on: { 'exec.exited': {} } },
        closing: {
          on: { 'exec.exited': { actions: 'recordExit' }, 'container.ended': {} },
          after: { closingMs: { target: '#execSession.ended', actions: 'answerExit' } },
        },
        unwatched: {
          on: {
            'request.cancelled': {},
            'exec.exited': '#execSession.ended',
            'exec.drained': '#execSession.ended',
            'exec.failed': '#execSession.ended',
            'container.ended': '#execSession.ended',
          },
        },
      },
    },
    ended: { type: 'final' },
  },
});
