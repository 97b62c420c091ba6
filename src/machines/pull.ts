/**
 * One image on its way from a registry, for everybody who asked for the same reference with the same credentials.
 *
 *   resolving ─▶ fetching ─▶ registering ─▶ pulled
 *        └──────────┴────────────┴─▶ abandoning ─▶ failed
 *
 * A client that goes away ends its wait; when the last one has gone, the pull is abandoned.
 * Answers: every request id, once. Source: CRI PullImage; OCI distribution-spec, Pull.
 */
import { assertEvent, assign, setup } from 'xstate';
import { granted, refused, service } from './chart.ts';
import { type Failure, failureOf } from './failure.ts';
import type { PullImage, Reply, RequestCancelled } from './messages.ts';
import type { PullPlan } from './services/pulls.ts';

/** The same pull, asked for once more; passed on by the supervisor. */
export type JoinPull = Omit<PullImage, 'type'> & { readonly type: 'pull.join' };

interface PullContext {
  readonly command: PullImage;
  readonly waiters: readonly string[];
  /** Asked for while this one was being abandoned; the supervisor asks them again. */
  readonly again: readonly PullImage[];
  readonly plan: PullPlan | undefined;
  readonly imageId: string;
  readonly failure: Failure | undefined;
}

const base = setup({
  types: {
    input: {} as { readonly command: PullImage },
    context: {} as PullContext,
    events: {} as JoinPull | RequestCancelled,
    output: {} as { readonly pullId: string; readonly again: readonly PullImage[] },
  },
  actors: {
    resolvePull: service('resolvePull'),
    fetchLayers: service('fetchLayers'),
    registerImage: service('registerImage'),
    abandonPull: service('abandonPull'),
  },
  actions: { answer: (_, _reply: Reply) => undefined },
});

const pullSetup = base.extend({
  actions: {
    keepWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'pull.join');
      return { waiters: [...context.waiters, event.requestId] };
    }),
    dropWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'request.cancelled');
      return { waiters: context.waiters.filter((requestId) => requestId !== event.requestId) };
    }),
    postponeJoin: base.assign(({ context, event }) => {
      assertEvent(event, 'pull.join');
      return { again: [...context.again, { ...event, type: 'image.pull' } as const] };
    }),
    keepFailure: base.assign(({ event }) => ({ failure: failureOf('error' in event ? event.error : undefined) })),
    answerAll: base.enqueueActions(({ context, enqueue }) => {
      for (const requestId of context.waiters)
        enqueue({ type: 'answer', params: granted('image.pull', requestId, { imageId: context.imageId }) });
      enqueue.assign({ waiters: [] });
    }),
    refuseAll: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.failure ?? { code: 'Cancelled', details: {} };
      for (const requestId of context.waiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ waiters: [] });
    }),
  },
  guards: { isUnwanted: ({ context }) => context.waiters.length === 0 },
});

const planOf = ({ plan }: PullContext): PullPlan => {
  if (plan === undefined) throw new Error('a pull is fetched after it is resolved');
  return plan;
};

export const pullMachine = pullSetup.createMachine({
  id: 'pull',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({
    command: input.command,
    waiters: [input.command.requestId],
    again: [],
    plan: undefined,
    imageId: '',
    failure: undefined,
  }),
  output: ({ context }) => ({ pullId: context.command.pullId, again: context.again }),
  initial: 'working',
  states: {
    working: {
      always: { guard: 'isUnwanted', target: 'abandoning' },
      on: { 'pull.join': { actions: 'keepWaiter' }, 'request.cancelled': { actions: 'dropWaiter' } },
      initial: 'resolving',
      states: {
        resolving: {
          invoke: {
            id: 'resolvePull',
            src: 'resolvePull',
            input: ({ context: { command } }) => ({
              pullId: command.pullId,
              reference: command.reference,
              credentialsKey: command.credentialsKey,
            }),
            onDone: { target: 'fetching', actions: assign(({ event }) => ({ plan: event.output })) },
            onError: { target: '#pull.abandoning', actions: 'keepFailure' },
          },
        },
        fetching: {
          invoke: {
            id: 'fetchLayers',
            src: 'fetchLayers',
            input: ({ context }) => planOf(context),
            onDone: 'registering',
            onError: { target: '#pull.abandoning', actions: 'keepFailure' },
          },
        },
        registering: {
          invoke: {
            id: 'registerImage',
            src: 'registerImage',
            input: ({ context }) => planOf(context),
            onDone: {
              target: '#pull.pulled',
              actions: assign(({ event }) => ({ imageId: event.output.imageId })),
            },
            onError: { target: '#pull.abandoning', actions: 'keepFailure' },
          },
        },
      },
    },
    abandoning: {
      on: { 'pull.join': { actions: 'postponeJoin' } },
      invoke: {
        id: 'abandonPull',
        src: 'abandonPull',
        input: ({ context }) => ({ pullId: context.command.pullId }),
        onDone: 'failed',
        // What is left is in the ledger, and goes at the next start.
        onError: 'failed',
      },
    },
    pulled: { type: 'final', entry: 'answerAll' },
    failed: { type: 'final', entry: 'refuseAll' },
  },
});
