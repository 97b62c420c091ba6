/** Charts and services that are broken as those of known races were, for the rows of `races/` that name them. */
import { assign } from 'xstate';
import { type ContainerContext, changed, exitOf } from '../../machines/container-context.ts';
import { FailureError } from '../../machines/failure.ts';
import type { Parts } from '../stage.ts';
import { withContainer, without, withSandbox, withService } from './amend.ts';

export interface RaceTwin {
  readonly name: string;
  /** What is wrong with it, in words. */
  readonly breaks: string;
  readonly parts: () => Parts;
}

type Owned = {
  readonly taskId: string;
  readonly sandboxId: string;
  readonly ownerId: string;
  readonly reference: string;
};

const shownEnd = assign(({ context }: { context: ContainerContext }) =>
  changed(context, { exit: exitOf(context, false) }),
);

export const raceTwins: readonly RaceTwin[] = [
  {
    name: 'exec-refused-in-grace',
    breaks: 'nothing is run in a container from its stop on',
    parts: () => withContainer((at) => delete at('alive.stopping.terminating').on['container.exec']),
  },
  {
    name: 'reopen-refused-in-grace',
    breaks: 'the log of a container is not reopened from its stop on',
    parts: () => withContainer((at) => delete at('alive.stopping').on['container.reopenLog']),
  },
  {
    name: 'stop-waits-for-the-checkpoint',
    breaks: 'a stop does not give up the checkpoint that freezes the container',
    parts: () =>
      withContainer((at) => {
        at('alive.checkpointing.dumping').on['container.stop'] = { actions: ['keepStopWaiter', 'armGrace'] };
      }),
  },
  {
    name: 'exit-lost-in-checkpoint',
    breaks: 'an end during a checkpoint is thrown away',
    parts: () => withContainer((at) => (at('alive.checkpointing.dumping').on['task.exited'] = {})),
  },
  {
    name: 'exec-while-frozen',
    breaks: 'a command is started in a container that is frozen',
    parts: () => withContainer((at) => (at('alive.checkpointing').on['container.exec'] = { actions: 'spawnExec' })),
  },
  {
    name: 'checkpoint-never-undone',
    breaks: 'a restart does not undo the checkpoint that was cut off',
    parts: () => withContainer((at) => (at('unknown.entering').always = 'probing')),
  },
  {
    name: 'update-of-created-refused',
    breaks: 'limits can only be changed of what runs',
    parts: () => withContainer((at) => delete at('alive.created').on['container.update']),
  },
  {
    name: 'update-of-starting-refused',
    breaks: 'limits cannot be changed while the start is in flight',
    parts: () => withContainer((at) => delete at('alive.starting').on['container.update']),
  },
  {
    name: 'update-outlives-the-end',
    breaks: 'an update is waited for although its container has ended',
    parts: () =>
      withContainer((at) => {
        without(at('settling'), 'endUpdate');
        without(at('exited'), 'endUpdate');
      }),
  },
  {
    name: 'exit-waits-for-execs',
    breaks: 'the end of a container is put aside while commands run in it',
    parts: () =>
      withContainer((at) => {
        at('alive.running').on['task.exited'] = [
          { guard: 'hasNoExec', target: '#container.settling', actions: 'recordExitFact' },
          {},
        ];
      }),
  },
  {
    name: 'exec-end-is-the-end',
    breaks: 'the end of a command is taken for the end of its container',
    parts: () =>
      withContainer((at) => {
        at('alive.running').on['xstate.done.actor.*'] = { target: '#container.settling', actions: 'dropExec' };
      }),
  },
  {
    name: 'exited-before-settled',
    breaks: 'EXITED is shown as soon as the first process has ended, whatever else of the container lives',
    parts: () =>
      withContainer((at) => {
        at('alive').on['task.exited'] = { target: '#container.exited', actions: ['recordExitFact', shownEnd] };
      }),
  },
  {
    name: 'create-while-preparing',
    breaks: 'containers are made in a pod that is not up yet',
    parts: () => withSandbox((at) => (at('preparing').on['container.create'] = { actions: 'createContainer' })),
  },
  {
    name: 'forwards-outlive-the-pod',
    breaks: 'a stop does not end the sessions to the pod’s ports',
    parts: () =>
      withSandbox((at) => {
        (at('ready') as { exit?: unknown }).exit = [];
      }),
  },
  {
    name: 'half-pinned-is-nothing',
    breaks: 'namespaces of a pinning that failed half way are forgotten',
    parts: () =>
      withService('unpinNamespaces', (act) => ({
        land: (world, input) => {
          const key = { ownerId: (input as Owned).sandboxId, effect: 'pins' } as const;
          if (world.store.ledger.find(key)?.isDone === true) return act.land(world, input);
          world.store.ledger.undone(key);
          return {};
        },
      })),
  },
  {
    name: 'second-removal-fails',
    breaks: 'the removal of an image that is gone is an error',
    parts: () =>
      withService('removeImage', (act) => ({
        land: (world, input) => {
          const { reference } = input as Owned;
          if (!world.images.has(reference)) throw new FailureError('ImageNotFound', { reference });
          return act.land(world, input);
        },
      })),
  },
  {
    name: 'kill-insists',
    breaks: 'to signal what has ended is an error',
    parts: () =>
      withService('killTask', (act) => ({
        land: (world, input) => {
          const { taskId } = input as Owned;
          if (world.tasks.get(taskId)?.status !== 'running') throw new FailureError('RuntimeFailed', { taskId });
          return act.land(world, input);
        },
      })),
  },
  {
    name: 'image-removed-under-a-pull',
    breaks: 'the removal of an image takes what a pull has fetched of it',
    parts: () =>
      withService('removeImage', (act) => ({
        land: (world, input) => {
          for (const name of world.left()) if (name.startsWith('layers ')) world.remove('layers', name.slice(7));
          return act.land(world, input);
        },
      })),
  },
  {
    name: 'image-not-pinned',
    breaks: 'an image goes between its choice and its mount',
    parts: () =>
      withService('mountRootfs', (act) => ({
        land: (world, input) => {
          if (!world.images.has('busybox')) throw new FailureError('ImageNotFound', { reference: 'busybox' });
          return act.land(world, input);
        },
      })),
  },
  {
    name: 'oom-not-told',
    breaks: 'an OOM kill is not told from another one',
    parts: () =>
      withService('settleTask', (act) => ({
        land: (world, input) => ({ ...act.land(world, input), isOomKilled: false }),
      })),
  },
];
