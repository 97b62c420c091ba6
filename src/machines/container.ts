/**
 * One container, from its creation to the removal of its last trace.
 *
 *   creating ─▶ created ─▶ starting ─▶ running ─▶ stopping ─▶ settling ─▶ exited ─▶ removing ─▶ removed
 *      ├─▶ rollingBack ─▶ removed         ├────── task.exited ────▲         ▲
 *      │        └─▶ stray ──────────────────────────────────────────────────┘
 *      └─▶ restorable ─▶ restoring ─▶ running   └─▶ checkpointing ─▶ running
 *
 * `unknown` is where recovery enters: it asks the world and goes where the answer says.
 * Told by: clients (commands), its sandbox (`sandbox.closing`, `container.join`), its task's watcher (facts).
 * Answers: every request id, once. Tells its sandbox: `container.settled`, and by its output that it is gone.
 * Source: CRI runtime.v1 ContainerState; OCI runtime-spec, State and Lifecycle.
 */
import { assign } from 'xstate';
import { checkpointing } from './container-checkpointing.ts';
import { changed, identityOf, initialContext, sigkillOf, taskOf } from './container-context.ts';
import { creating } from './container-creating.ts';
import { exited, settling } from './container-ending.ts';
import { restorable, restoring } from './container-restoring.ts';
import { containerSetup, wrongState } from './container-setup.ts';
import { stopping } from './container-stopping.ts';
import { failed, removing, rollingBack, stray } from './container-undoing.ts';
import { unknown } from './container-unknown.ts';

export const containerMachine = containerSetup.createMachine({
  id: 'container',
  options: { maxIterations: 1000 },
  context: ({ input }) => initialContext(input),
  entry: 'announce',
  initial: 'entering',
  output: ({ context }) => ({ containerId: context.record.containerId, again: context.again }),
  on: {
    'xstate.done.actor.*': { actions: 'dropExec' },
    'xstate.error.actor.*': { actions: 'dropExec' },
    'xstate.done.actor.updateTask': { actions: ['keepUpdated', 'nextUpdate'] },
    'xstate.error.actor.updateTask': { actions: ['refuseUpdate', 'nextUpdate'] },
    'request.cancelled': { actions: 'cancelExec' },
    // In a state that does something else first: then it kills when that is done.
    'grace.over': { actions: 'killNow' },
    'sandbox.lost': { actions: 'keepPodLost' },
    'container.start': { actions: wrongState('not created') },
    'container.update': { actions: wrongState('not created or running') },
    'container.exec': { actions: wrongState('not running') },
    'container.openExec': { actions: wrongState('not running') },
    'container.attach': { actions: wrongState('not running') },
    'container.checkpoint': { actions: wrongState('not running') },
    'container.reopenLog': { actions: wrongState('not running') },
    'container.join': { actions: 'refuseName' },
  },
  states: {
    entering: { always: [{ guard: 'isRecovered', target: 'unknown' }, { target: 'creating' }] },

    creating,

    restorable,
    restoring,

    alive: {
      entry: 'keepSeen',
      invoke: {
        id: 'watchTask',
        src: 'watchTask',
        input: ({ context }) => ({ ...taskOf(context), identity: identityOf(context) }),
        // A watcher that fails leaves us blind: ask the world.
        onError: { target: 'unknown', actions: 'refuseCheckpoint' },
      },
      on: {
        'task.exited': { target: 'settling', actions: 'recordExitFact' },
      },
      initial: 'created',
      states: {
        created: {
          entry: 'nextUpdate',
          always: { guard: 'isStopWanted', target: 'stopping.killing' },
          on: {
            'container.update': { actions: ['keepUpdate', 'nextUpdate'] },
            'container.join': { actions: 'grantJoin' },
            'container.start': [
              { guard: 'isPodLost', actions: wrongState('created in a pod that is lost') },
              {
                target: 'starting',
                actions: [
                  assign(({ context, event }) => ({
                    startWaiter: event.requestId,
                    ...changed(context, { startAskedAtMs: event.atMs }),
                  })),
                  'save',
                ],
              },
            ],
            'container.stop': { target: 'stopping.killing', actions: ['keepStopWaiter', 'killNow'] },
            'container.remove': { target: 'stopping.killing', actions: ['keepRemoveWaiter', 'killNow'] },
            'sandbox.closing': { target: 'stopping.killing', actions: 'killNow' },
          },
        },
        starting: {
          on: {
            // An exit waits for the outcome of the start, for that decides what it means.
            'task.exited': { actions: 'recordExitFact' },
            'xstate.error.actor.watchTask': { actions: 'keepBlind' },
            'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
            'container.remove': { actions: ['keepRemoveWaiter', 'killNow'] },
            'sandbox.closing': { actions: 'killNow' },
            'container.start': { actions: wrongState('starting') },
            'container.update': { actions: 'keepUpdate' },
          },
          invoke: {
            id: 'startTask',
            src: 'startTask',
            input: ({ context }) => ({ ...taskOf(context), identity: identityOf(context) }),
            onDone: {
              target: 'running',
              actions: [
                assign(({ context, event }) => changed(context, { startedAtMs: event.output.startedAtMs })),
                'save',
                { type: 'tell', params: { change: 'started' } },
                'answerStarted',
                'tellSettled',
              ],
            },
            onError: { target: 'failingStart', actions: ['keepStartFailure', 'refuseStart', 'refuseUpdates'] },
          },
        },
        /** The start failed: what may still live is ended; the exit will say StartError. */
        failingStart: {
          always: { guard: 'hasExited', target: '#container.settling' },
          on: {
            'xstate.error.actor.watchTask': { actions: 'keepBlind' },
            'container.stop': { actions: 'keepStopWaiter' },
            'container.remove': { actions: 'keepRemoveWaiter' },
          },
          invoke: {
            id: 'killTask',
            src: 'killTask',
            input: ({ context }) => sigkillOf(context),
            onDone: { guard: 'isBlind', target: '#container.settling' },
            onError: '#container.settling',
          },
          after: { unkillableMs: '#container.settling' },
        },
        running: {
          entry: 'nextUpdate',
          always: [
            { guard: 'hasExited', target: '#container.settling' },
            { guard: 'isBlind', target: '#container.unknown', actions: 'clearBlind' },
            { guard: 'isKillWanted', target: 'stopping.killing' },
            { guard: 'isDying', target: 'stopping.dying' },
            { guard: 'isStopWanted', target: 'stopping.terminating' },
          ],
          on: {
            'container.stop': [
              {
                guard: ({ event }) => event.graceMs <= 0,
                target: 'stopping.killing',
                actions: ['keepStopWaiter', 'killNow'],
              },
              { target: 'stopping.terminating', actions: 'keepStopWaiter' },
            ],
            'container.remove': { target: 'stopping.killing', actions: ['keepRemoveWaiter', 'killNow'] },
            'sandbox.closing': { target: 'stopping.killing', actions: 'killNow' },
            'container.update': { actions: ['keepUpdate', 'nextUpdate'] },
            'container.exec': { actions: 'spawnExec' },
            'container.openExec': { actions: 'spawnExecSession' },
            'container.attach': { actions: 'spawnAttachSession' },
            'container.reopenLog': { actions: 'spawnLogReopening' },
            'container.checkpoint': { target: 'checkpointing', actions: ['keepCheckpoint', 'save'] },
            'container.start': { actions: wrongState('running') },
          },
        },
        checkpointing,
        stopping,
      },
    },

    settling,

    exited,

    removing,

    rollingBack,

    stray,

    failed,

    unknown,

    removed: {
      type: 'final',
      entry: ['forget', { type: 'tell', params: { change: 'deleted' } }, 'answerAll', 'retire'],
    },
  },
});
