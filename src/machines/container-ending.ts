/** The states of a container from the end of its first process to its removal. */
import { assign } from 'xstate';
import { bundleOf, changed, exitOf, taskOf } from './container-context.ts';
import { containerSetup, waitersMakeItEnd, waitersWait, wrongState } from './container-setup.ts';

/** The first process ended, or its start failed; whatever else lives in the container ends now, and we learn why. */
export const settling = containerSetup.createStateConfig({
  entry: ['endSessions', 'refuseUpdates', 'endUpdate'],
  initial: 'ending',
  states: {
    ending: {
      entry: 'clearUndoFailure',
      on: waitersWait,
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
      on: waitersMakeItEnd,
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
