/**
 * One pod sandbox: the pod's namespaces, files, network and, where one is needed, its infra container; and its containers.
 *
 *   preparing ─▶ ready ─▶ stopping ─▶ notready ─▶ removing ─▶ removed
 *       │          └─▶ lost ──▲   └─▶ halfStopped ──▲ (asked again)
 *       └─▶ rollingBack ─▶ removed
 *
 * `unknown` is where recovery enters: it asks the world and goes where the answer says. `lost`: the pod's namespaces or
 * its infra process are gone (reboot, kill), and nobody has stopped it yet.
 * Told by: clients (commands), the supervisor (`sandbox.join`), its containers (`container.settled`, their ends), the
 * watcher of the infra task. Answers: every request id, once. Tells the supervisor: `sandbox.settled`.
 * Source: CRI runtime.v1 PodSandboxState; CNI spec 1.1.0.
 */
import { assign } from 'xstate';
import { changed, infraIdentityOf, infraTaskOf, initialContext } from './sandbox-context.ts';
import { halfStopped, notready, removing, rollingBack, stopping } from './sandbox-ending.ts';
import { probingInfra } from './sandbox-infra.ts';
import { preparing } from './sandbox-preparing.ts';
import { sandboxSetup, wrongState } from './sandbox-setup.ts';
import { unknown } from './sandbox-unknown.ts';

export const sandboxMachine = sandboxSetup.createMachine({
  id: 'sandbox',
  options: { maxIterations: 1000 },
  context: ({ input }) => initialContext(input),
  entry: 'announce',
  initial: 'entering',
  output: ({ context }) => ({ sandboxId: context.record.sandboxId, again: context.again }),
  on: {
    'container.settled': { actions: ['keepSettled', 'tellSettled'] },
    'container.reloaded': { actions: 'respawnContainer' },
    'xstate.done.actor.*': { actions: ['dropContainer', 'tellSettled'] },
    'xstate.error.actor.*': { actions: 'replaceContainer' },
    'container.create': { actions: wrongState('not ready') },
    'sandbox.forwardPorts': { actions: wrongState('not ready') },
    'sandbox.update': { actions: wrongState('not ready') },
    'request.cancelled': { actions: 'cancelForward' },
    'sandbox.join': { actions: 'refuseName' },
  },
  states: {
    entering: { always: [{ guard: 'isRecovered', target: 'unknown' }, { target: 'preparing' }] },

    preparing,

    ready: {
      entry: [
        assign(({ context }) => changed(context, { phase: 'ready' })),
        'save',
        { type: 'tell', params: { change: 'started' } },
        'answerRun',
        'tellSettled',
      ],
      exit: 'endForwards',
      always: { guard: 'isStopWanted', target: 'stopping' },
      on: {
        'sandbox.join': { actions: 'grantJoin' },
        'sandbox.stop': { target: 'stopping', actions: 'keepStopWaiter' },
        'sandbox.remove': { target: 'stopping', actions: 'keepRemoveWaiter' },
        'container.create': { actions: 'createContainer' },
        'sandbox.forwardPorts': { actions: 'spawnForward' },
        'sandbox.update': { actions: ['keepResources', 'save', 'grantUpdate'] },
      },
      initial: 'deciding',
      states: {
        deciding: { always: [{ guard: 'hasInfra', target: 'withInfra' }, { target: 'withoutInfra' }] },
        withInfra: {
          invoke: {
            id: 'watchTask',
            src: 'watchTask',
            input: ({ context }) => ({ ...infraTaskOf(context), identity: infraIdentityOf(context) }),
            onError: 'probingInfra',
          },
          on: { 'task.exited': '#sandbox.lost' },
        },
        /** Its watcher failed: that says nothing of the process. */
        probingInfra: probingInfra({ running: 'watchingAgain', notKnown: 'watchingAgain' }),
        watchingAgain: { after: { lingerMs: 'withInfra' } },
        withoutInfra: {},
      },
    },

    lost: {
      entry: [
        assign(({ context }) => changed(context, { isEndTold: true })),
        'save',
        { type: 'tell', params: { change: 'stopped' } },
        'tellLost',
        'tellSettled',
      ],
      always: { guard: 'isStopWanted', target: 'stopping' },
      on: {
        'sandbox.stop': { target: 'stopping', actions: 'keepStopWaiter' },
        'sandbox.remove': { target: 'stopping', actions: 'keepRemoveWaiter' },
        'container.create': { actions: wrongState('lost') },
      },
    },

    stopping,

    halfStopped,

    notready,

    removing,

    rollingBack,

    unknown,

    removed: {
      type: 'final',
      entry: [
        'forget',
        { type: 'tell', params: { change: 'deleted' } },
        'refuseRun',
        'answerStop',
        'answerRemove',
        'retire',
      ],
    },
  },
});
