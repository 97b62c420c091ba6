/**
 * One pod sandbox: the pod's namespaces, files, network and, where one is needed, its infra container; and its containers.
 *
 *   preparing ─▶ ready ─▶ stopping ─▶ notready ─▶ removing ─▶ removed
 *       │          └─▶ lost ──▲   └─▶ halfStopped ──▲ (asked again)
 *       └─▶ rollingBack ─▶ removed
 *
 * `unknown` is where recovery enters: it asks the world and goes where the answer says. `lost`: the pod's namespaces or
 * its infra process are gone (reboot, kill), and nobody has stopped it yet.
 * Told by: clients (commands), the supervisor (`sandbox.join`), its containers (`container.settled`, their ends), the
 * watcher of the infra task. Answers: every request id, once. Tells the supervisor: `sandbox.settled`.
 * Source: CRI runtime.v1 PodSandboxState; CNI spec 1.1.0.
 */
import { assign } from 'xstate';
import { granted } from './chart.ts';
import { changed, infraIdentityOf, infraTaskOf, initialContext, pinInputOf, sceneOf } from './sandbox-context.ts';
import { sandboxSetup, wrongState } from './sandbox-setup.ts';
import { userNamespaceOf } from './user-namespace.ts';

const { createStateConfig } = sandboxSetup;

/**
 * Undoes all that a sandbox can have, whatever part of it is there; then `then` decides. A step that fails is kept and
 * does not hold up the next: a broken network must not keep processes, mounts and namespaces alive.
 */
const undoing = createStateConfig({
  initial: 'together',
  states: {
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
            deciding: { always: [{ guard: 'hasInfraTraces', target: 'deletingTask' }, { target: 'removingFiles' }] },
            deletingTask: {
              invoke: {
                id: 'deleteTask',
                src: 'deleteTask',
                input: ({ context }) => infraTaskOf(context),
                onDone: 'unmountingRootfs',
                onError: { target: 'removingFiles', actions: 'keepUndoFailure' },
              },
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

export const sandboxMachine = sandboxSetup.createMachine({
  id: 'sandbox',
  options: { maxIterations: 1000 },
  context: ({ input }) => initialContext(input),
  entry: 'announce',
  initial: 'entering',
  output: ({ context }) => ({ sandboxId: context.record.sandboxId, again: context.again }),
  on: {
    'container.settled': { actions: ['keepSettled', 'tellSettled'] },
    'container.reloaded': { actions: 'respawnContainer' },
    'xstate.done.actor.*': { actions: ['dropContainer', 'tellSettled'] },
    'xstate.error.actor.*': { actions: 'replaceContainer' },
    'container.create': { actions: wrongState('not ready') },
    'sandbox.forwardPorts': { actions: wrongState('not ready') },
    'sandbox.update': { actions: wrongState('not ready') },
    'request.cancelled': { actions: 'cancelForward' },
    'sandbox.join': { actions: 'refuseName' },
  },
  states: {
    entering: { always: [{ guard: 'isRecovered', target: 'unknown' }, { target: 'preparing' }] },

    preparing: {
      entry: 'save',
      on: {
        'sandbox.join': { actions: 'keepRunWaiter' },
        // What is in flight ends on its own outcome; then all of it is undone.
        'sandbox.stop': { actions: ['keepStopWaiter', 'abortRun'] },
        'sandbox.remove': { actions: ['keepRemoveWaiter', 'abortRun'] },
      },
      initial: 'pinning',
      states: {
        pinning: {
          invoke: {
            id: 'pinNamespaces',
            src: 'pinNamespaces',
            input: ({ context }) => pinInputOf(context),
            onDone: [
              { guard: 'hasFailed', target: '#sandbox.rollingBack' },
              {
                target: 'assembling',
                actions: assign(({ context, event }) => changed(context, { pins: event.output })),
              },
            ],
            onError: { target: '#sandbox.rollingBack', actions: 'keepFailure' },
          },
        },
        assembling: {
          type: 'parallel',
          onDone: [{ guard: 'hasFailed', target: '#sandbox.rollingBack' }, { target: '#sandbox.ready' }],
          states: {
            network: {
              initial: 'deciding',
              states: {
                deciding: { always: [{ guard: 'hasOwnNetwork', target: 'attaching' }, { target: 'skipped' }] },
                attaching: {
                  invoke: {
                    id: 'attachNetwork',
                    src: 'attachNetwork',
                    input: ({ context }) => ({
                      sandboxId: context.record.sandboxId,
                      netnsPath: context.record.pins?.net ?? '',
                      config: context.record.config,
                    }),
                    onDone: {
                      target: 'attached',
                      actions: assign(({ context, event }) => changed(context, { attachment: event.output })),
                    },
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                attached: { type: 'final' },
                skipped: { type: 'final' },
                failed: { type: 'final' },
              },
            },
            files: {
              initial: 'writing',
              states: {
                writing: {
                  invoke: {
                    id: 'prepareSandboxFiles',
                    src: 'prepareSandboxFiles',
                    input: ({ context }) => ({ sandboxId: context.record.sandboxId, config: context.record.config }),
                    onDone: {
                      target: 'written',
                      actions: assign(({ context, event }) => changed(context, { files: event.output })),
                    },
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                written: { type: 'final' },
                failed: { type: 'final' },
              },
            },
            infra: {
              initial: 'deciding',
              states: {
                deciding: { always: [{ guard: 'needsInfra', target: 'resolvingImage' }, { target: 'none' }] },
                resolvingImage: {
                  invoke: {
                    id: 'resolveInfraImage',
                    src: 'resolveInfraImage',
                    input: ({ context }) => ({ sandboxId: context.record.sandboxId }),
                    onDone: {
                      target: 'decidingRootfs',
                      actions: assign(({ event }) => ({ infraImage: event.output.image })),
                    },
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                decidingRootfs: {
                  always: [
                    { guard: 'hasFailed', target: 'failed' },
                    { guard: 'hasInfraImage', target: 'mountingRootfs' },
                    { target: 'writingBundle' },
                  ],
                },
                mountingRootfs: {
                  invoke: {
                    id: 'mountRootfs',
                    src: 'mountRootfs',
                    input: ({ context }) => {
                      if (context.infraImage === undefined) throw new Error('an image is mounted after it is found');
                      return {
                        ownerId: context.record.sandboxId,
                        image: context.infraImage,
                        userNamespace: userNamespaceOf(sceneOf(context)),
                        selinux: { sandboxId: context.record.sandboxId, sandboxConfig: context.record.config },
                      };
                    },
                    onDone: {
                      target: 'writingBundle',
                      actions: assign(({ event }) => ({ infraRootfsDir: event.output.rootfsDir })),
                    },
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                writingBundle: {
                  invoke: {
                    id: 'writeInfraBundle',
                    src: 'writeInfraBundle',
                    input: ({ context }) => ({
                      image: context.infraImage,
                      rootfsDir: context.infraRootfsDir,
                      sandbox: sceneOf(context),
                    }),
                    onDone: [
                      { guard: 'hasFailed', target: 'failed' },
                      { target: 'creatingTask', actions: assign(({ event }) => ({ infraBundle: event.output })) },
                    ],
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                creatingTask: {
                  invoke: {
                    id: 'createTask',
                    src: 'createTask',
                    input: ({ context }) => ({
                      ...infraTaskOf(context),
                      bundleDir: context.infraBundle?.bundleDir ?? '',
                      cgroupsPath: context.infraBundle?.cgroupsPath ?? '',
                      isTerminal: false,
                      hasStdin: false,
                      closesStdinOnce: false,
                    }),
                    onDone: {
                      target: 'starting',
                      actions: assign(({ context, event }) =>
                        context.infraBundle === undefined
                          ? {}
                          : changed(context, { infra: { bundle: context.infraBundle, identity: event.output } }),
                      ),
                    },
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                starting: {
                  invoke: {
                    id: 'startTask',
                    src: 'startTask',
                    input: ({ context }) => ({ ...infraTaskOf(context), identity: infraIdentityOf(context) }),
                    onDone: 'started',
                    onError: { target: 'failed', actions: 'keepFailure' },
                  },
                },
                started: { type: 'final' },
                none: { type: 'final' },
                failed: { type: 'final' },
              },
            },
          },
        },
      },
    },

    ready: {
      entry: [
        assign(({ context }) => changed(context, { phase: 'ready' })),
        'save',
        { type: 'tell', params: { change: 'started' } },
        'answerRun',
        'tellSettled',
      ],
      exit: 'endForwards',
      always: { guard: 'isStopWanted', target: 'stopping' },
      on: {
        'sandbox.join': { actions: 'grantJoin' },
        'sandbox.stop': { target: 'stopping', actions: 'keepStopWaiter' },
        'sandbox.remove': { target: 'stopping', actions: 'keepRemoveWaiter' },
        'container.create': { actions: 'createContainer' },
        'sandbox.forwardPorts': { actions: 'spawnForward' },
        'sandbox.update': { actions: ['keepResources', 'save', 'grantUpdate'] },
      },
      initial: 'deciding',
      states: {
        deciding: { always: [{ guard: 'hasInfra', target: 'withInfra' }, { target: 'withoutInfra' }] },
        withInfra: {
          invoke: {
            id: 'watchTask',
            src: 'watchTask',
            input: ({ context }) => ({ ...infraTaskOf(context), identity: infraIdentityOf(context) }),
            onError: '#sandbox.lost',
          },
          on: { 'task.exited': '#sandbox.lost' },
        },
        withoutInfra: {},
      },
    },

    lost: {
      entry: [{ type: 'tell', params: { change: 'stopped' } }, 'tellSettled'],
      always: { guard: 'isStopWanted', target: 'stopping' },
      on: {
        'sandbox.stop': { target: 'stopping', actions: 'keepStopWaiter' },
        'sandbox.remove': { target: 'stopping', actions: 'keepRemoveWaiter' },
        'container.create': { actions: wrongState('lost') },
      },
    },

    /** From here on no container is created or started in it. */
    stopping: {
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
    },

    /** Something could not be undone. It stays listed, and the next stop or remove goes on from here. */
    halfStopped: {
      entry: [
        assign(({ context }) => changed(context, { phase: 'closing' })),
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
    },

    notready: {
      entry: [
        assign(({ context }) => changed(context, { phase: 'stopped' })),
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
    },

    removing: {
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
    },

    /** A run that failed is undone; then it was never there. */
    rollingBack: {
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
    },

    /** After a restart of the daemon: what is true? */
    unknown: {
      entry: 'recoverContainers',
      on: {
        'sandbox.stop': { actions: 'keepStopWaiter' },
        'sandbox.remove': { actions: 'keepRemoveWaiter' },
      },
      initial: 'deciding',
      states: {
        deciding: {
          always: [
            { guard: 'wasPreparing', target: '#sandbox.rollingBack', actions: 'abortRun' },
            { guard: 'wasClosing', target: '#sandbox.stopping' },
            { guard: 'wasStopped', target: '#sandbox.notready' },
            { guard: 'wasRemoving', target: '#sandbox.removing' },
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
        probingInfra: {
          invoke: {
            id: 'probeTask',
            src: 'probeTask',
            input: ({ context }) => infraTaskOf(context),
            onDone: [
              { guard: ({ event }) => event.output.status === 'running', target: '#sandbox.ready' },
              { target: '#sandbox.lost' },
            ],
            onError: 'blind',
          },
        },
        /** It cannot be found out. It can be stopped and removed; nothing is destroyed unasked. */
        blind: {
          entry: 'tellSettled',
          always: { guard: 'isStopWanted', target: '#sandbox.stopping' },
          after: { retryMs: 'probingPins' },
        },
      },
    },

    removed: {
      type: 'final',
      entry: [
        'forget',
        { type: 'tell', params: { change: 'deleted' } },
        'refuseRun',
        'answerStop',
        'answerRemove',
        'retire',
      ],
    },
  },
});
