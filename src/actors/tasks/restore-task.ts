/**
 * The `restoreTask` contract: conmon and, through it, the OCI runtime's restore by CRIU. It runs at once.
 *
 * Effects: as createTask; the checkpoint's images are removed, for they hold the container's memory.
 * @throws FailureError RestoreFailed {reason, log}; as createTask. Then nothing is left but the row in the ledger, for deleteTask.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { RestoreTaskInput } from '../../machines/services/tasks.ts';
import type { Service } from '../../machines/services.ts';
import { complaintsIn } from '../checkpoints/criu-log.ts';
import { errnoOf, withFsFailures } from '../fs-failure.ts';
import { makeTask } from './create-task.ts';
import type { Scene } from './scene.ts';

export const restoreTask =
  (scene: Scene): Service<'restoreTask'> =>
  async (input, signal) => {
    const { checkpointDir } = input;
    const searchPath = await scene.criuSearchPath(signal);
    const workDir = join(checkpointDir, 'work');
    await withFsFailures(async () => {
      await mkdir(workDir, { recursive: true, mode: 0o700 });
      await continueLog(input);
    });
    try {
      const identity = await makeTask(
        scene,
        input,
        {
          command: 'restore',
          args: ['--restore', join(checkpointDir, 'images'), '--runtime-opt', '--work-path', '--runtime-opt', workDir],
          searchPath,
        },
        signal,
      );
      const startedAtMs = Date.now();
      await rm(checkpointDir, { recursive: true, force: true }).catch((error: unknown) =>
        scene.log.warn(
          { containerId: input.taskId, error: String(error) },
          'images of a checkpoint are not removed yet',
        ),
      );
      return { identity, startedAtMs };
    } catch (error) {
      if (!(error instanceof FailureError) || error.code !== 'RuntimeFailed') throw error;
      const log = await complaintsIn(join(workDir, 'restore.log'));
      throw new FailureError('RestoreFailed', { reason: error.details.message, log }, { cause: error });
    }
  };

/** What the container had logged before, where the new one has no log yet. */
const continueLog = async ({ checkpointDir, logPath }: RestoreTaskInput): Promise<void> => {
  if (logPath === undefined) return;
  const { size } = await stat(logPath).catch(() => ({ size: 0 }));
  if (size > 0) return;
  await mkdir(dirname(logPath), { recursive: true, mode: 0o755 });
  try {
    await copyFile(join(checkpointDir, 'container.log'), logPath, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
};
