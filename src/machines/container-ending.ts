/** The states of a container from the end of its first process to the removal of its last trace. */
import { assign } from 'xstate';
import { bundleOf, changed, exitOf, taskOf } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';

/** Last made, first undone; every step accepts that there is nothing to do. */
const deletingTask = (ifItMayLive: '#container.failed' | '#container.stray') =>
  containerSetup.createStateConfig({
    invoke: {
      id: 'deleteTask',
      src: 'deleteTask',
      input: ({ context }) => taskOf(context),
      onDone: [{ guard: 'hasImageMounts', target: 'unmountingImages' }, { target: 'unmountingRootfs' }],
      onError: { target: ifItMayLive, actions: 'keepUndoFailure' },
    },
  });
const undoBehindTask = {
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

/** The first process ended, or its start failed; whatever else lives in the container ends now, and we learn why. */
export const settling = containerSetup.createStateConfig({
  entry: ['endSessions', 'refuseUpdates', 'endUpdate'],
  initial: 'ending',
  states: {
    ending: {
      entry: 'clearUndoFailure',
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
          target: '#container.exited',
          actions: assign(({ context, event }) =>
            changed(context, { exit: exitOf(context, event.output.isOomKilled) }),
          ),
        },
        onError: { target: 'lingering', actions: 'keepUndoFailure' },
      },
    },
    /** Something in it may live: it is not shown as EXITED before that has ended. Tried again soon, and with each request. */
    lingering: {
      entry: ['refuseStart', 'refuseEnd', 'tellSettled'],
      on: {
        'container.stop': { target: 'ending', actions: 'keepStopWaiter' },
        'container.remove': { target: 'ending', actions: 'keepRemoveWaiter' },
        'sandbox.closing': 'ending',
      },
      after: { lingerMs: 'ending' },
    },
  },
});

export const exited = containerSetup.createStateConfig({
  entry: [
    'refuseUpdates',
    'endUpdate',
    assign(({ context }) => changed(context, { phase: context.record.phase === 'removing' ? 'removing' : 'exited' })),
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
});

export const removing = containerSetup.createStateConfig({
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
      after: { unkillableMs: { target: 'undoing', actions: 'giveUpExecs' } },
    },
    undoing: {
      initial: 'deletingTask',
      // It has ended long ago: what is left of it are files.
      states: { deletingTask: deletingTask('#container.failed'), ...undoBehindTask },
    },
  },
});

/** A creation that failed is undone, last first; then it was never there. */
export const rollingBack = containerSetup.createStateConfig({
  on: {
    'container.stop': { actions: 'keepStopWaiter' },
    'container.remove': { actions: 'keepRemoveWaiter' },
    'container.join': { actions: 'postponeJoin' },
  },
  initial: 'deletingTask',
  states: { deletingTask: deletingTask('#container.stray'), ...undoBehindTask },
});

/**
 * Its creation failed, and so did the undo: its first process may live, waiting for a start that will never be. Nobody was
 * told that it exists, and now it is listed, so that it can be stopped and removed. We try again by ourselves, too.
 */
export const stray = containerSetup.createStateConfig({
  entry: [assign(({ context }) => changed(context, { phase: 'stray' })), 'save', 'refuseCreate'],
  initial: 'waiting',
  states: {
    waiting: {
      entry: ['refuseEnd', 'tellSettled'],
      on: {
        'container.stop': { target: 'ending', actions: 'keepStopWaiter' },
        'container.remove': { target: 'ending', actions: 'keepRemoveWaiter' },
        'sandbox.closing': 'ending',
      },
      after: { retryMs: 'ending' },
    },
    ending: {
      entry: 'clearUndoFailure',
      on: {
        'container.stop': { actions: 'keepStopWaiter' },
        'container.remove': { actions: 'keepRemoveWaiter' },
      },
      invoke: {
        id: 'deleteTask',
        src: 'deleteTask',
        input: ({ context }) => taskOf(context),
        onDone: {
          target: '#container.exited',
          actions: assign(({ context }) => changed(context, { exit: exitOf(context, false) })),
        },
        onError: { target: 'waiting', actions: 'keepUndoFailure' },
      },
    },
  },
});

/** Undo failed, after all that lived was ended: what is left has an owner that one sees, stops and removes. */
export const failed = containerSetup.createStateConfig({
  always: {
    target: 'exited.dirty',
    actions: assign(({ context }) => changed(context, { exit: context.record.exit ?? exitOf(context, false) })),
  },
});
