/**
 * A container that is made from a checkpoint: created, as far as clients are concerned, but the OCI runtime knows nothing of
 * it until its start, which is the restore.
 *
 *   creating ─▶ restorable ─▶ restoring ─▶ running
 *                   └────────────┴─▶ settling
 */
import { assign } from 'xstate';
import { bundleOf, changed, taskOf } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';

export const restorable = containerSetup.createStateConfig({
  entry: 'keepSeen',
  always: { guard: 'isStopWanted', target: 'settling', actions: 'endUnrestored' },
  on: {
    'container.join': { actions: 'grantJoin' },
    'container.start': [
      { guard: 'isPodLost', actions: wrongState('created in a pod that is lost') },
      {
        target: 'restoring',
        actions: [
          assign(({ context, event }) => ({
            startWaiter: event.requestId,
            ...changed(context, { startAskedAtMs: event.atMs }),
          })),
          'save',
        ],
      },
    ],
    'container.update': { actions: wrongState('waiting to be restored') },
    'container.stop': { target: 'settling', actions: ['keepStopWaiter', 'endUnrestored'] },
    'container.remove': { target: 'settling', actions: ['keepRemoveWaiter', 'endUnrestored'] },
    'sandbox.closing': { target: 'settling', actions: 'endUnrestored' },
  },
});

export const restoring = containerSetup.createStateConfig({
  on: {
    'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
    'container.remove': { actions: ['keepRemoveWaiter', 'killNow'] },
    'sandbox.closing': { actions: 'killNow' },
    'container.start': { actions: wrongState('starting') },
    'container.update': { actions: 'keepUpdate' },
  },
  invoke: {
    id: 'restoreTask',
    src: 'restoreTask',
    input: ({ context }) => {
      const { bundleDir, cgroupsPath, logPath, pidnsOf } = bundleOf(context);
      const { tty, stdin, stdinOnce } = context.record.config;
      return {
        ...taskOf(context),
        checkpointDir: context.record.checkpointDir ?? '',
        bundleDir,
        cgroupsPath,
        logPath,
        isTerminal: tty,
        hasStdin: stdin,
        closesStdinOnce: stdinOnce,
        pidnsOf,
      };
    },
    onDone: {
      target: '#container.alive.running',
      actions: [
        assign(({ context, event }) => changed(context, { ...event.output })),
        'save',
        { type: 'tell', params: { change: 'started' } },
        'answerStarted',
        'tellSettled',
      ],
    },
    // Answered when it is exited: there is nothing to wait for.
    onError: { target: 'settling', actions: ['keepStartFailure', 'refuseUpdates'] },
  },
});
