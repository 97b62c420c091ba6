/** The real driver of tasks: conmon and any OCI runtime. */
import type { Driver, Watches } from '../../machines/services.ts';
import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { execTask } from './exec-task.ts';
import { killTask } from './kill-task.ts';
import { openScene } from './open-scene.ts';
import { probeTask } from './probe-task.ts';
import { openProcessSpecs } from './process-spec.ts';
import { reopenLog } from './reopen-log.ts';
import { restoreTask } from './restore-task.ts';
import type { TaskOptions } from './scene.ts';
import { settleTask } from './settle-task.ts';
import { startTask } from './start-task.ts';
import { updateTask } from './update-task.ts';
import { watchTask } from './watch-task.ts';

export type TaskDriver = Driver<
  | 'createTask'
  | 'startTask'
  | 'restoreTask'
  | 'updateTask'
  | 'killTask'
  | 'settleTask'
  | 'deleteTask'
  | 'probeTask'
  | 'reopenLog'
  | 'execTask'
> &
  Pick<Watches, 'watchTask'>;

/** Holds nothing while no task is watched. */
export const taskServices = (options: TaskOptions): TaskDriver => {
  const scene = openScene(options);
  const processSpecs = openProcessSpecs();
  const remove = deleteTask(scene);
  return {
    createTask: createTask(scene),
    startTask: startTask(scene),
    restoreTask: restoreTask(scene),
    updateTask: updateTask(scene),
    killTask: killTask(scene),
    settleTask: settleTask(scene),
    deleteTask: (input, signal) => {
      processSpecs.forget(input.taskId);
      return remove(input, signal);
    },
    probeTask: probeTask(scene),
    reopenLog: reopenLog(scene),
    execTask: execTask(scene, processSpecs),
    watchTask: watchTask(scene),
  };
};
