/** The states of a container whose traces go: it is removed, or its creation is undone. */
import { assign } from 'xstate';
import { changed, exitOf, taskOf } from './container-context.ts';
import { containerSetup, waitersMakeItEnd, waitersWait } from './container-setup.ts';

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
      initial: 'deciding',
      // It has ended long ago: what is left of it are files.
      states: {
        deciding: { always: [{ guard: 'wasCheckpointing', target: 'undoingCheckpoint' }, { target: 'deletingTask' }] },
        /** It ended in the middle of a checkpoint, and what there is of that could not be undone then. */
        undoingCheckpoint: {
          invoke: {
            id: 'undoCheckpoint',
            src: 'undoCheckpoint',
            input: ({ context }) => ({ taskId: context.record.containerId }),
            onDone: { target: 'deletingTask', actions: ['forgetCheckpointing', 'save'] },
            onError: { target: '#container.failed', actions: 'keepUndoFailure' },
          },
        },
        deletingTask: deletingTask('#container.failed'),
        ...undoBehindTask,
      },
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
      on: waitersMakeItEnd,
      after: { retryMs: 'ending' },
    },
    ending: {
      entry: 'clearUndoFailure',
      on: waitersWait,
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
