/** The states of a container while it is made: each step in flight ends on its own outcome, then the next one begins. */
import { assign } from 'xstate';
import { bundleOf, changed, imageChange, imageOf, rootfsChange, taskOf } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';
import { userNamespaceOf } from './user-namespace.ts';

export const creating = containerSetup.createStateConfig({
  entry: 'save',
  on: {
    'container.join': { actions: 'keepCreateWaiter' },
    // The step in flight ends on its own outcome; then the creation is undone.
    'container.stop': { actions: ['keepStopWaiter', 'abortCreation'] },
    'container.remove': { actions: ['keepRemoveWaiter', 'abortCreation'] },
    'sandbox.closing': { actions: 'abortCreation' },
    'sandbox.lost': { actions: ['keepPodLost', 'abortCreation'] },
    'container.start': { actions: wrongState('creating') },
  },
  initial: 'resolvingImage',
  states: {
    resolvingImage: {
      invoke: {
        id: 'resolveImage',
        src: 'resolveImage',
        input: ({ context: { record } }) => ({ reference: record.config.image.image, config: record.config }),
        onDone: [
          { guard: 'isAborting', target: '#container.rollingBack' },
          {
            target: 'mountingRootfs',
            actions: assign(({ context, event }) => imageChange(context, event.output)),
          },
        ],
        onError: { target: '#container.rollingBack', actions: 'keepFailure' },
      },
    },
    mountingRootfs: {
      invoke: {
        id: 'mountRootfs',
        src: 'mountRootfs',
        input: ({ context }) => ({
          ownerId: context.record.containerId,
          image: imageOf(context),
          userNamespace: userNamespaceOf(context.scene),
          selinux: {
            sandboxId: context.scene.sandboxId,
            sandboxConfig: context.scene.config,
            config: context.record.config,
          },
        }),
        onDone: [
          { guard: 'isAborting', target: '#container.rollingBack' },
          {
            guard: 'hasImageMounts',
            target: 'mountingImages',
            actions: assign(({ context, event }) => rootfsChange(context, event.output)),
          },
          {
            target: 'writingBundle',
            actions: assign(({ context, event }) => rootfsChange(context, event.output)),
          },
        ],
        onError: { target: '#container.rollingBack', actions: 'keepFailure' },
      },
    },
    mountingImages: {
      invoke: {
        id: 'mountImages',
        src: 'mountImages',
        input: ({ context: { record, scene } }) => ({
          ownerId: record.containerId,
          mounts: record.config.mounts,
          userNamespace: userNamespaceOf(scene),
        }),
        onDone: [
          { guard: 'isAborting', target: '#container.rollingBack' },
          {
            target: 'writingBundle',
            actions: assign(({ context, event }) => changed(context, { imageMounts: event.output.imageMounts })),
          },
        ],
        onError: { target: '#container.rollingBack', actions: 'keepFailure' },
      },
    },
    writingBundle: {
      invoke: {
        id: 'writeBundle',
        src: 'writeBundle',
        input: ({ context }) => ({
          containerId: context.record.containerId,
          config: context.record.config,
          image: imageOf(context),
          rootfsDir: context.rootfsDir ?? '',
          imageMounts: context.record.imageMounts ?? [],
          sandbox: context.scene,
          target: context.target,
        }),
        onDone: [
          { guard: 'isAborting', target: '#container.rollingBack' },
          {
            guard: 'isRestored',
            target: '#container.restorable',
            actions: [
              assign(({ context, event }) => changed(context, { bundle: event.output, phase: 'alive' })),
              'save',
              { type: 'tell', params: { change: 'created' } },
              'answerCreate',
              'tellSettled',
            ],
          },
          {
            target: 'creatingTask',
            actions: assign(({ context, event }) => changed(context, { bundle: event.output })),
          },
        ],
        onError: { target: '#container.rollingBack', actions: 'keepFailure' },
      },
    },
    creatingTask: {
      entry: 'save',
      invoke: {
        id: 'createTask',
        src: 'createTask',
        input: ({ context }) => {
          const { bundleDir, cgroupsPath, logPath, pidnsOf } = bundleOf(context);
          const { tty, stdin, stdinOnce } = context.record.config;
          return {
            ...taskOf(context),
            bundleDir,
            cgroupsPath,
            logPath,
            isTerminal: tty,
            hasStdin: stdin,
            closesStdinOnce: stdinOnce,
            pidnsOf,
          };
        },
        onDone: [
          { guard: 'isAborting', target: '#container.rollingBack' },
          {
            target: '#container.alive.created',
            actions: [
              assign(({ context, event }) => changed(context, { identity: event.output, phase: 'alive' })),
              'save',
              { type: 'tell', params: { change: 'created' } },
              'answerCreate',
              'tellSettled',
            ],
          },
        ],
        onError: { target: '#container.rollingBack', actions: 'keepFailure' },
      },
    },
  },
});
