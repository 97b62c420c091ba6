/** The state of a container in which the daemon does not know what is true of it. */
import { assign } from 'xstate';
import { changed, seenChange, taskOf, unknownExit } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';

/** After a restart of the daemon: what is true? */
export const unknown = containerSetup.createStateConfig({
  on: {
    'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
    'container.remove': { actions: ['keepRemoveWaiter', 'killNow'] },
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
      entry: 'clearUndoFailure',
      always: [
        { guard: 'wasRemoving', target: '#container.removing' },
        { guard: 'wasExited', target: '#container.exited' },
        { guard: 'wasStray', target: '#container.stray.ending', actions: 'abortCreation' },
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
        onError: [{ guard: 'isKillWanted', target: 'forcing' }, { target: 'blind' }],
      },
    },
    /** It cannot be found out. It can be stopped and removed; nothing is destroyed unasked, or before a grace is over. */
    blind: {
      entry: ['loseSight', 'tellSettled'],
      on: {
        'container.stop': { target: 'probing', actions: ['keepStopWaiter', 'armGrace'] },
        'container.remove': { target: 'probing', actions: ['keepRemoveWaiter', 'killNow'] },
        'sandbox.closing': { target: 'probing', actions: 'killNow' },
        'grace.over': { target: 'forcing', actions: 'killNow' },
      },
      after: { retryMs: 'probing' },
    },
    forcing: {
      entry: 'loseSight',
      invoke: {
        id: 'deleteTask',
        src: 'deleteTask',
        input: ({ context }) => taskOf(context),
        onDone: {
          target: '#container.exited',
          actions: assign(({ context }) => changed(context, { exit: unknownExit(context) })),
        },
        onError: { target: 'blind', actions: ['keepUndoFailure', 'refuseEnd'] },
      },
    },
  },
});
