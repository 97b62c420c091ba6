/** The states of a container that is to end. */
import { bundleOf, identityOf, sigkillOf, taskOf } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';

/** It was asked to end, and has until the grace is over. */
const grace = containerSetup.createStateConfig({
  on: {
    // It still runs: probes and people may go on looking at how it comes to its end.
    'container.exec': { actions: 'spawnExec' },
    'container.openExec': { actions: 'spawnExecSession' },
    'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
    'container.remove': { target: 'killing', actions: ['keepRemoveWaiter', 'killNow'] },
    'sandbox.closing': { target: 'killing', actions: 'killNow' },
    'grace.over': 'killing',
  },
});

/** The only way out is the fact that it ended. */
export const stopping = containerSetup.createStateConfig({
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
      ...grace,
      entry: ['armGrace', 'keepSignalled'],
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
    /** The stop signal is sent once; since then its watcher failed, and it was looked for again. */
    dying: grace,
    killing: {
      entry: ['clearUndoFailure', 'killNow'],
      on: {
        'container.stop': { actions: 'keepStopWaiter' },
        'container.remove': { actions: 'keepRemoveWaiter' },
      },
      invoke: {
        id: 'killTask',
        src: 'killTask',
        input: ({ context }) => sigkillOf(context),
        onError: 'unkillable',
      },
      after: { unkillableMs: 'unkillable' },
    },
    /**
     * Not even SIGKILL ended it (uninterruptible sleep), or its end was not seen. With each request it is looked at again, and
     * killed again.
     */
    unkillable: {
      entry: ['keepUnkillable', 'refuseEnd', 'tellSettled'],
      on: {
        'container.stop': { target: '#container.unknown', actions: 'keepStopWaiter' },
        'container.remove': { target: '#container.unknown', actions: 'keepRemoveWaiter' },
        'sandbox.closing': '#container.unknown',
      },
      after: { retryMs: '#container.unknown' },
    },
  },
});
