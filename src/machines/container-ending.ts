/** The states of a container from the end of its first process to the removal of its last trace. */
import { assign } from 'xstate';
import { bundleOf, changed, exitOf, taskOf } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';

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

/** The first process ended; whatever else lives in the container ends now, and we learn why. */
export const settling = containerSetup.createStateConfig({
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
      actions: assign(({ context, event }) => changed(context, { exit: exitOf(context, event.output.isOomKilled) })),
    },
    onError: {
      target: 'exited',
      actions: assign(({ context }) => changed(context, { exit: exitOf(context, false) })),
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
      after: { unkillableMs: 'undoing' },
    },
    undoing: {
      initial: 'deletingTask',
      states: undo,
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
  states: undo,
});

/** Undo failed: what is left has an owner that one sees, stops and removes. */
export const failed = containerSetup.createStateConfig({
  always: {
    target: 'exited.dirty',
    actions: assign(({ context }) => changed(context, { exit: context.record.exit ?? exitOf(context, false) })),
  },
});
