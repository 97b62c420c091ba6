/** The state of a sandbox in which the daemon does not know what is true of it. */
import { probingInfra } from './sandbox-infra.ts';
import { sandboxSetup } from './sandbox-setup.ts';

/** After a restart of the daemon: what is true? */
export const unknown = sandboxSetup.createStateConfig({
  entry: 'recoverContainers',
  on: {
    'sandbox.stop': { actions: 'keepStopWaiter' },
    'sandbox.remove': { actions: 'keepRemoveWaiter' },
    // It is not known itself yet, and nobody is to be answered before it is.
    'container.settled': { actions: 'keepSettled' },
    'xstate.done.actor.*': { actions: 'dropContainer' },
  },
  initial: 'deciding',
  states: {
    deciding: {
      always: [
        { guard: 'wasPreparing', target: '#sandbox.rollingBack', actions: 'abortRun' },
        { guard: 'wasClosing', target: '#sandbox.stopping' },
        { guard: 'wasStopped', target: '#sandbox.notready' },
        { guard: 'wasRemoving', target: '#sandbox.removing' },
        { guard: 'wasLost', target: '#sandbox.lost' },
        { target: 'probingPins' },
      ],
    },
    probingPins: {
      invoke: {
        id: 'probePins',
        src: 'probePins',
        input: ({ context }) => ({ pins: context.record.pins ?? {} }),
        onDone: [
          { guard: ({ event }) => !event.output.areThere, target: '#sandbox.lost' },
          { guard: 'hasInfra', target: 'probingInfra' },
          { target: '#sandbox.ready' },
        ],
        onError: 'blind',
      },
    },
    probingInfra: probingInfra({ running: '#sandbox.ready', notKnown: 'blind' }),
    /** It cannot be found out. It can be stopped and removed; nothing is destroyed unasked. */
    blind: {
      entry: 'tellSettled',
      on: {
        'container.settled': { actions: ['keepSettled', 'tellSettled'] },
        'xstate.done.actor.*': { actions: ['dropContainer', 'tellSettled'] },
      },
      always: { guard: 'isStopWanted', target: '#sandbox.stopping' },
      after: { retryMs: 'probingPins' },
    },
  },
});
