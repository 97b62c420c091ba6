/** The states of a sandbox while it comes up: its namespaces, then its network, files and infra container side by side. */
import { assign } from 'xstate';
import { changed, infraIdentityOf, infraTaskOf, pinInputOf, sceneOf } from './sandbox-context.ts';
import { sandboxSetup } from './sandbox-setup.ts';
import { userNamespaceOf } from './user-namespace.ts';

export const preparing = sandboxSetup.createStateConfig({
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
});
