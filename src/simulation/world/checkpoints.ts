/** Simulated checkpoints: an archive is a directory that is the client's, files on the way to it are the task's. */
import { FailureError } from '../../machines/failure.ts';
import type { Acts } from './act.ts';

const key = (taskId: string) => ({ ownerId: taskId, effect: 'checkpoint' }) as const;

export const checkpointActs: Acts<'checkpointTask' | 'undoCheckpoint'> = {
  checkpointTask: {
    begin: ({ store, tasks }, { taskId, location }) => {
      if (tasks.get(taskId)?.status !== 'running') throw new FailureError('ContainerWrongState', { taskId });
      store.ledger.intend({ ...key(taskId), details: { location } });
    },
    land: (world, { taskId }) => {
      if (world.tasks.get(taskId)?.status !== 'running') throw new FailureError('RuntimeFailed', { taskId });
      world.store.ledger.undone(key(taskId));
      return {};
    },
    half: (world, { taskId }) => {
      const task = world.tasks.get(taskId);
      if (task?.status === 'running') task.isFrozen = true;
      world.add('directory', `checkpoint ${taskId}`, taskId);
    },
    fails: 'RuntimeFailed',
  },
  undoCheckpoint: {
    land: (world, { taskId }) => {
      const task = world.tasks.get(taskId);
      if (task !== undefined) task.isFrozen = false;
      world.remove('directory', `checkpoint ${taskId}`);
      world.store.ledger.undone(key(taskId));
      return {};
    },
    fails: 'SyscallFailed',
  },
};
