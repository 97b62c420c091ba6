/** The `watchTask` contract: one `task.exited`, also for a task that ended before; see `exit-of.ts` for where it comes from. */
import type { TaskExited, WatchTaskInput } from '../../machines/services/tasks.ts';
import type { Watch } from '../../machines/services.ts';
import { watchExit } from './exit-of.ts';
import type { Scene } from './scene.ts';

export const watchTask =
  (scene: Scene): Watch<WatchTaskInput, TaskExited> =>
  (task, send) =>
    watchExit(scene, task, (exit) => send({ type: 'task.exited', ...exit }));
