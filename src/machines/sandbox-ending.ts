/** The states of a sandbox from its stop to the removal of its last trace. */
import { assign } from 'xstate';
import { granted } from './chart.ts';
import { changed, infraTaskOf } from './sandbox-context.ts';
import { sandboxSetup, wrongState } from './sandbox-setup.ts';

/**
 * Undoes all that a sandbox can have, whatever part of it is there; whoever uses this decides what comes then. A step that
 * fails is kept and does not hold up the next: a broken network must not keep mounts and namespaces. Only the infra process
 * comes first and must be gone: as long as one of the pod lives, its address and its namespaces are nobody else's.
 */
const undoing = sandboxSetup.createStateConfig({
  initial: 'deciding',
  states: {
    deciding: { always: [{ guard: 'hasInfraTraces', target: 'deletingTask' }, { target: 'together' }] },
    deletingTask: {
      invoke: {
        id: 'deleteTask',
        src: 'deleteTask',
        input: ({ context }) => infraTaskOf(context),
        onDone: 'together',
        onError: { target: 'undone', actions: 'keepUndoFailure' },
      },
    },
    together: {
      type: 'parallel',
      onDone: 'unpinning',
      states: {
        network: {
          initial: 'detaching',
          states: {
            detaching: {
              invoke: {
                id: 'detachNetwork',
                src: 'detachNetwork',
                input: ({ context }) => ({ sandboxId: context.record.sandboxId }),
                onDone: {
                  target: 'gone',
                  actions: assign(({ context }) => changed(context, { attachment: undefined })),
                },
                onError: { target: 'gone', actions: 'keepNetworkFailure' },
              },
            },
            gone: { type: 'final' },
          },
        },
        ownThings: {
          initial: 'deciding',
          states: {
            deciding: {
              always: [{ guard: 'hasInfraTraces', target: 'unmountingRootfs' }, { target: 'removingFiles' }],
            },
            unmountingRootfs: {
              invoke: {
                id: 'unmountRootfs',
                src: 'unmountRootfs',
                input: ({ context }) => ({ ownerId: context.record.sandboxId }),
                onDone: 'removingBundle',
                onError: { target: 'removingFiles', actions: 'keepUndoFailure' },
              },
            },
            removingBundle: {
              invoke: {
                id: 'removeBundle',
                src: 'removeBundle',
                input: ({ context }) => ({ containerId: context.record.sandboxId }),
                onDone: {
                  target: 'removingFiles',
                  actions: assign(({ context }) => changed(context, { infra: undefined })),
                },
                onError: { target: 'removingFiles', actions: 'keepUndoFailure' },
              },
            },
            removingFiles: {
              invoke: {
                id: 'removeSandboxFiles',
                src: 'removeSandboxFiles',
                input: ({ context }) => ({ sandboxId: context.record.sandboxId }),
                onDone: 'gone',
                onError: { target: 'gone', actions: 'keepUndoFailure' },
              },
            },
            gone: { type: 'final' },
          },
        },
      },
    },
    unpinning: {
      invoke: {
        id: 'unpinNamespaces',
        src: 'unpinNamespaces',
        input: ({ context }) => ({ sandboxId: context.record.sandboxId }),
        onDone: { target: 'undone', actions: assign(({ context }) => changed(context, { pins: undefined })) },
        onError: { target: 'undone', actions: 'keepUndoFailure' },
      },
    },
    undone: { type: 'final' },
  },
});

/** From here on no container is created or started in it. */
export const stopping = sandboxSetup.createStateConfig({
  entry: [
    assign(({ context }) => changed(context, { phase: 'closing' })),
    'save',
    'clearUndoFailure',
    'closeContainers',
    'tellSettled',
  ],
  on: {
    'sandbox.stop': { actions: 'keepStopWaiter' },
    'sandbox.remove': { actions: 'keepRemoveWaiter' },
    'container.create': { actions: wrongState('stopping') },
  },
  initial: 'stoppingContainers',
  states: {
    stoppingContainers: {
      always: { guard: 'isNoneAlive', target: 'undoing' },
      on: {
        'container.settled': [
          { guard: 'isMemberStuck', target: '#sandbox.halfStopped', actions: ['keepSettled', 'keepMemberFailure'] },
          { actions: ['keepSettled', 'tellSettled'] },
        ],
      },
    },
    undoing: {
      ...undoing,
      onDone: [{ guard: 'hasUndoFailed', target: '#sandbox.halfStopped' }, { target: '#sandbox.notready' }],
    },
  },
});

/** Something could not be undone. It stays listed, and the next stop or remove goes on from here. */
export const halfStopped = sandboxSetup.createStateConfig({
  entry: [
    assign(({ context }) => changed(context, { phase: 'closing', isEndTold: true })),
    'save',
    { type: 'tell', params: { change: 'stopped' } },
    'refuseRun',
    'refuseAgain',
    'refuseEnd',
    'tellSettled',
  ],
  on: {
    'sandbox.stop': { target: 'stopping', actions: 'keepStopWaiter' },
    'sandbox.remove': { target: 'stopping', actions: 'keepRemoveWaiter' },
    'container.create': { actions: wrongState('stopping') },
  },
});

export const notready = sandboxSetup.createStateConfig({
  entry: [
    assign(({ context }) => changed(context, { phase: 'stopped', isEndTold: undefined })),
    'save',
    { type: 'tell', params: { change: 'stopped' } },
    'answerStop',
    'tellSettled',
  ],
  always: { guard: 'isRemovalWanted', target: 'removing' },
  on: {
    'sandbox.stop': {
      actions: { type: 'answer', params: ({ event }) => granted('sandbox.stop', event.requestId, {}) },
    },
    'sandbox.remove': { target: 'removing', actions: 'keepRemoveWaiter' },
    'container.create': { actions: wrongState('stopped') },
  },
});

export const removing = sandboxSetup.createStateConfig({
  entry: [
    assign(({ context }) => changed(context, { phase: 'removing' })),
    'save',
    'clearUndoFailure',
    'removeContainers',
  ],
  always: { guard: 'hasNoMember', target: 'removed' },
  on: {
    'sandbox.stop': { actions: 'keepStopWaiter' },
    'sandbox.remove': { actions: 'keepRemoveWaiter' },
    'sandbox.join': { actions: 'postponeJoin' },
    'container.settled': [
      { guard: 'isMemberStuck', target: 'halfStopped', actions: ['keepSettled', 'keepMemberFailure'] },
      { actions: ['keepSettled', 'tellSettled'] },
    ],
  },
});

/** A run that failed is undone; then it was never there. */
export const rollingBack = sandboxSetup.createStateConfig({
  on: {
    'sandbox.stop': { actions: 'keepStopWaiter' },
    'sandbox.remove': { actions: 'keepRemoveWaiter' },
    'sandbox.join': { actions: 'postponeJoin' },
  },
  initial: 'undoing',
  states: {
    undoing: {
      ...undoing,
      onDone: [{ guard: 'hasUndoFailed', target: '#sandbox.halfStopped' }, { target: '#sandbox.removed' }],
    },
  },
});
