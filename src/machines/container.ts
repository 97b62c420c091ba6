/**
 * One container, from its creation to the removal of its last trace.
 *
 *   creating ─▶ created ─▶ starting ─▶ running ─▶ stopping ─▶ settling ─▶ exited ─▶ removing ─▶ removed
 *      ├─▶ rollingBack ─▶ removed         ├────── task.exited ────▲
 *      └─▶ restorable ─▶ restoring ─▶ running   └─▶ checkpointing ─▶ running
 *
 * `unknown` is where recovery enters: it asks the world and goes where the answer says.
 * Told by: clients (commands), its sandbox (`sandbox.closing`, `container.join`), its task's watcher (facts).
 * Answers: every request id, once. Tells its sandbox: `container.settled`, and by its output that it is gone.
 * Source: CRI runtime.v1 ContainerState; OCI runtime-spec, State and Lifecycle.
 */
import { assign } from 'xstate';
import { checkpointing } from './checkpointing.ts';
import {
  bundleOf,
  changed,
  exitOf,
  identityOf,
  imageChange,
  imageOf,
  initialContext,
  rootfsChange,
  seenChange,
  taskOf,
  unknownExit,
} from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';
import { restorable, restoring } from './restoring.ts';
import { userNamespaceOf } from './user-namespace.ts';

/** Last made, first undone; every step accepts that there is nothing to do. */
const undo = {
  deletingTask: containerSetup.createStateConfig({
    invoke: {
      id: 'deleteTask',
      src: 'deleteTask',
      input: ({ context }) => taskOf(context),
      onDone: [{ guard: 'hasImageMounts', target: 'unmountingImages' }, { target: 'unmountingRootfs' }],
      onError: { target: '#container.failed', actions: 'keepUndoFailure' },
    },
  }),
  unmountingImages: containerSetup.createStateConfig({
    invoke: {
      id: 'unmountImages',
      src: 'unmountImages',
      input: ({ context }) => ({ ownerId: context.record.containerId }),
      onDone: 'unmountingRootfs',
      onError: { target: '#container.failed', actions: 'keepUndoFailure' },
    },
  }),
  unmountingRootfs: containerSetup.createStateConfig({
    invoke: {
      id: 'unmountRootfs',
      src: 'unmountRootfs',
      input: ({ context }) => ({ ownerId: context.record.containerId }),
      onDone: 'removingBundle',
      onError: { target: '#container.failed', actions: 'keepUndoFailure' },
    },
  }),
  removingBundle: containerSetup.createStateConfig({
    invoke: {
      id: 'removeBundle',
      src: 'removeBundle',
      input: ({ context }) => ({ containerId: context.record.containerId }),
      onDone: '#container.removed',
      onError: { target: '#container.failed', actions: 'keepUndoFailure' },
    },
  }),
};

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

    creating: {
      entry: 'save',
      on: {
        'container.join': { actions: 'keepCreateWaiter' },
        // The step in flight ends on its own outcome; then the creation is undone.
        'container.stop': { actions: ['keepStopWaiter', 'abortCreation'] },
        'container.remove': { actions: ['keepRemoveWaiter', 'abortCreation'] },
        'sandbox.closing': { actions: 'abortCreation' },
        'container.start': { actions: wrongState('creating') },
      },
      initial: 'resolvingImage',
      states: {
        resolvingImage: {
          invoke: {
            id: 'resolveImage',
            src: 'resolveImage',
            input: ({ context: { record } }) => ({ reference: record.config.image.image, config: record.config }),
            onDone: [
              { guard: 'isAborting', target: '#container.rollingBack' },
              {
                target: 'mountingRootfs',
                actions: assign(({ context, event }) => imageChange(context, event.output)),
              },
            ],
            onError: { target: '#container.rollingBack', actions: 'keepFailure' },
          },
        },
        mountingRootfs: {
          invoke: {
            id: 'mountRootfs',
            src: 'mountRootfs',
            input: ({ context }) => ({
              ownerId: context.record.containerId,
              image: imageOf(context),
              userNamespace: userNamespaceOf(context.scene),
              selinux: {
                sandboxId: context.scene.sandboxId,
                sandboxConfig: context.scene.config,
                config: context.record.config,
              },
            }),
            onDone: [
              { guard: 'isAborting', target: '#container.rollingBack' },
              {
                guard: 'hasImageMounts',
                target: 'mountingImages',
                actions: assign(({ context, event }) => rootfsChange(context, event.output)),
              },
              {
                target: 'writingBundle',
                actions: assign(({ context, event }) => rootfsChange(context, event.output)),
              },
            ],
            onError: { target: '#container.rollingBack', actions: 'keepFailure' },
          },
        },
        mountingImages: {
          invoke: {
            id: 'mountImages',
            src: 'mountImages',
            input: ({ context: { record, scene } }) => ({
              ownerId: record.containerId,
              mounts: record.config.mounts,
              userNamespace: userNamespaceOf(scene),
            }),
            onDone: [
              { guard: 'isAborting', target: '#container.rollingBack' },
              {
                target: 'writingBundle',
                actions: assign(({ context, event }) => changed(context, { imageMounts: event.output.imageMounts })),
              },
            ],
            onError: { target: '#container.rollingBack', actions: 'keepFailure' },
          },
        },
        writingBundle: {
          invoke: {
            id: 'writeBundle',
            src: 'writeBundle',
            input: ({ context }) => ({
              containerId: context.record.containerId,
              config: context.record.config,
              image: imageOf(context),
              rootfsDir: context.rootfsDir ?? '',
              imageMounts: context.record.imageMounts ?? [],
              sandbox: context.scene,
              target: context.target,
            }),
            onDone: [
              { guard: 'isAborting', target: '#container.rollingBack' },
              {
                guard: 'isRestored',
                target: '#container.restorable',
                actions: [
                  assign(({ context, event }) => changed(context, { bundle: event.output, phase: 'alive' })),
                  'save',
                  { type: 'tell', params: { change: 'created' } },
                  'answerCreate',
                  'tellSettled',
                ],
              },
              {
                target: 'creatingTask',
                actions: assign(({ context, event }) => changed(context, { bundle: event.output })),
              },
            ],
            onError: { target: '#container.rollingBack', actions: 'keepFailure' },
          },
        },
        creatingTask: {
          entry: 'save',
          invoke: {
            id: 'createTask',
            src: 'createTask',
            input: ({ context }) => {
              const { bundleDir, cgroupsPath, logPath, pidnsOf } = bundleOf(context);
              const { tty, stdin, stdinOnce } = context.record.config;
              return {
                ...taskOf(context),
                bundleDir,
                cgroupsPath,
                logPath,
                isTerminal: tty,
                hasStdin: stdin,
                closesStdinOnce: stdinOnce,
                pidnsOf,
              };
            },
            onDone: [
              { guard: 'isAborting', target: '#container.rollingBack' },
              {
                target: '#container.alive.created',
                actions: [
                  assign(({ context, event }) => changed(context, { identity: event.output, phase: 'alive' })),
                  'save',
                  { type: 'tell', params: { change: 'created' } },
                  'answerCreate',
                  'tellSettled',
                ],
              },
            ],
            onError: { target: '#container.rollingBack', actions: 'keepFailure' },
          },
        },
      },
    },

    restorable,
    restoring,

    alive: {
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
            'container.start': {
              target: 'starting',
              actions: [
                assign(({ context, event }) => ({
                  startWaiter: event.requestId,
                  ...changed(context, { startAskedAtMs: event.atMs }),
                })),
                'save',
              ],
            },
            'container.stop': { target: 'stopping.killing', actions: ['keepStopWaiter', 'killNow'] },
            'container.remove': { target: 'stopping.killing', actions: ['keepRemoveWaiter', 'killNow'] },
            'sandbox.closing': { target: 'stopping.killing', actions: 'killNow' },
          },
        },
        starting: {
          on: {
            // An exit waits for the outcome of the start, for that decides what it means.
            'task.exited': { actions: 'recordExitFact' },
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
            'container.stop': { actions: 'keepStopWaiter' },
            'container.remove': { actions: 'keepRemoveWaiter' },
          },
          invoke: {
            id: 'killTask',
            src: 'killTask',
            input: ({ context }) => ({
              ...taskOf(context),
              identity: identityOf(context),
              signal: 'SIGKILL',
              scope: 'all',
            }),
            onError: '#container.settling',
          },
          after: { unkillableMs: '#container.settling' },
        },
        running: {
          entry: 'nextUpdate',
          always: [
            { guard: 'hasExited', target: '#container.settling' },
            { guard: 'isKillWanted', target: 'stopping.killing' },
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
        /** The only way out is the fact that it ended. */
        stopping: {
          entry: 'refuseUpdates',
          on: {
            'container.reopenLog': { actions: 'spawnLogReopening' },
            'container.exec': { actions: wrongState('stopping') },
            'container.openExec': { actions: wrongState('stopping') },
            'container.attach': { actions: 'spawnAttachSession' },
          },
          initial: 'terminating',
          states: {
            terminating: {
              entry: 'armGrace',
              on: {
                'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
                'container.remove': { target: 'killing', actions: ['keepRemoveWaiter', 'killNow'] },
                'sandbox.closing': { target: 'killing', actions: 'killNow' },
                'grace.over': 'killing',
              },
              invoke: {
                id: 'killTask',
                src: 'killTask',
                input: ({ context }) => ({
                  ...taskOf(context),
                  identity: identityOf(context),
                  signal: bundleOf(context).stopSignal,
                  scope: 'init',
                }),
                onError: 'killing',
              },
            },
            killing: {
              on: {
                'container.stop': { actions: 'keepStopWaiter' },
                'container.remove': { actions: 'keepRemoveWaiter' },
              },
              invoke: {
                id: 'killTask',
                src: 'killTask',
                input: ({ context }) => ({
                  ...taskOf(context),
                  identity: identityOf(context),
                  signal: 'SIGKILL',
                  scope: 'all',
                }),
                onError: 'unkillable',
              },
              after: { unkillableMs: 'unkillable' },
            },
            /** Not even SIGKILL ended it (uninterruptible sleep). It is tried again with each request. */
            unkillable: {
              entry: ['refuseUnkillable', 'tellSettled'],
              on: {
                'container.stop': { target: 'killing', actions: 'keepStopWaiter' },
                'container.remove': { target: 'killing', actions: 'keepRemoveWaiter' },
                'sandbox.closing': 'killing',
              },
              after: { retryMs: 'killing' },
            },
          },
        },
      },
    },

    /** The first process ended; whatever else lives in the container ends now, and we learn why. */
    settling: {
      entry: ['endSessions', 'refuseUpdates', 'endUpdate'],
      on: {
        'container.stop': { actions: 'keepStopWaiter' },
        'container.remove': { actions: 'keepRemoveWaiter' },
      },
      invoke: {
        id: 'settleTask',
        src: 'settleTask',
        input: ({ context }) => {
          const { bundleDir, cgroupsPath, hasOwnPidNamespace } = bundleOf(context);
          return { ...taskOf(context), bundleDir, cgroupsPath, hasOwnPidNamespace };
        },
        onDone: {
          target: 'exited',
          actions: assign(({ context, event }) =>
            changed(context, { exit: exitOf(context, event.output.isOomKilled) }),
          ),
        },
        onError: {
          target: 'exited',
          actions: assign(({ context }) => changed(context, { exit: exitOf(context, false) })),
        },
      },
    },

    exited: {
      entry: [
        'refuseUpdates',
        'endUpdate',
        assign(({ context }) =>
          changed(context, { phase: context.record.phase === 'removing' ? 'removing' : 'exited' }),
        ),
        'save',
        { type: 'tell', params: { change: 'stopped' } },
        'endSessions',
        'answerStop',
        'refuseStart',
        'tellSettled',
      ],
      on: {
        'container.stop': { actions: 'grantStop' },
        'container.start': { actions: wrongState('exited') },
      },
      initial: 'cleaning',
      states: {
        cleaning: {
          on: { 'container.remove': { actions: 'keepRemoveWaiter' } },
          invoke: {
            id: 'deleteTask',
            src: 'deleteTask',
            input: ({ context }) => taskOf(context),
            onDone: 'clean',
            // Remove tries again; nobody is waiting for this one.
            onError: 'clean',
          },
        },
        clean: {
          always: { guard: 'isRemovalWanted', target: '#container.removing' },
          on: { 'container.remove': { target: '#container.removing', actions: 'keepRemoveWaiter' } },
        },
        /** A removal failed half way: it stays listed, and the next removal goes on from there. */
        dirty: {
          entry: ['refuseCreate', 'refuseRemove'],
          on: { 'container.remove': { target: '#container.removing', actions: 'keepRemoveWaiter' } },
        },
      },
    },

    removing: {
      entry: [assign(({ context }) => changed(context, { phase: 'removing' })), 'clearUndoFailure', 'save'],
      on: {
        'container.remove': { actions: 'keepRemoveWaiter' },
        'container.stop': { actions: 'keepStopWaiter' },
        'container.join': { actions: 'postponeJoin' },
      },
      initial: 'awaitingExecs',
      states: {
        awaitingExecs: {
          always: { guard: 'hasNoExec', target: 'undoing' },
          after: { unkillableMs: 'undoing' },
        },
        undoing: {
          initial: 'deletingTask',
          states: undo,
        },
      },
    },

    /** A creation that failed is undone, last first; then it was never there. */
    rollingBack: {
      on: {
        'container.stop': { actions: 'keepStopWaiter' },
        'container.remove': { actions: 'keepRemoveWaiter' },
        'container.join': { actions: 'postponeJoin' },
      },
      initial: 'deletingTask',
      states: undo,
    },

    /** Undo failed: what is left has an owner that one sees, stops and removes. */
    failed: {
      always: {
        target: 'exited.dirty',
        actions: assign(({ context }) => changed(context, { exit: context.record.exit ?? exitOf(context, false) })),
      },
    },

    /** After a restart of the daemon: what is true? */
    unknown: {
      on: {
        'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
        'container.remove': { actions: 'keepRemoveWaiter' },
        'sandbox.closing': { actions: 'killNow' },
        'container.start': { actions: wrongState('unknown') },
      },
      initial: 'entering',
      states: {
        entering: { always: [{ guard: 'wasCheckpointing', target: 'thawing' }, { target: 'probing' }] },
        /** The daemon died in the middle of a checkpoint: its container may be frozen. */
        thawing: {
          invoke: {
            id: 'undoCheckpoint',
            src: 'undoCheckpoint',
            input: ({ context }) => ({ taskId: context.record.containerId }),
            onDone: { target: 'probing', actions: ['forgetCheckpointing', 'save'] },
            onError: 'probing',
          },
        },
        probing: {
          always: [
            { guard: 'wasRemoving', target: '#container.removing' },
            { guard: 'wasExited', target: '#container.exited' },
            { guard: 'wasCreating', target: '#container.rollingBack', actions: 'abortCreation' },
            { guard: 'isRestorable', target: '#container.restorable', actions: 'tellSettled' },
          ],
          invoke: {
            id: 'probeTask',
            src: 'probeTask',
            input: ({ context }) => ({ ...taskOf(context), bundleDir: context.record.bundle?.bundleDir }),
            onDone: [
              {
                guard: ({ event }) => event.output.status === 'created',
                target: '#container.alive.created',
                actions: [assign(({ context, event }) => seenChange(context, event.output)), 'tellSettled'],
              },
              {
                guard: ({ event }) => event.output.status === 'running',
                target: '#container.alive.running',
                actions: [
                  assign(({ context, event }) => seenChange(context, event.output)),
                  'save',
                  { type: 'tell', params: { change: 'started' } },
                  'tellSettled',
                ],
              },
              {
                target: '#container.settling',
                actions: assign(({ context, event }) => seenChange(context, event.output)),
              },
            ],
            onError: 'blind',
          },
        },
        /** It cannot be found out. It can be stopped and removed; nothing is destroyed unasked. */
        blind: {
          entry: 'tellSettled',
          on: {
            'container.stop': { target: 'forcing', actions: 'keepStopWaiter' },
            'container.remove': { target: 'forcing', actions: 'keepRemoveWaiter' },
            'sandbox.closing': 'forcing',
          },
          after: { retryMs: 'probing' },
        },
        forcing: {
          invoke: {
            id: 'deleteTask',
            src: 'deleteTask',
            input: ({ context }) => taskOf(context),
            onDone: {
              target: '#container.exited',
              actions: assign(({ context }) => changed(context, { exit: unknownExit(context) })),
            },
            onError: { target: 'blind', actions: ['keepUndoFailure', 'refuseUnkillable'] },
          },
        },
      },
    },

    removed: {
      type: 'final',
      entry: ['forget', { type: 'tell', params: { change: 'deleted' } }, 'answerAll', 'retire'],
    },
  },
});
