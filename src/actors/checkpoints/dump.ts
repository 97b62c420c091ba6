/** The part of a checkpoint in which the container stands still: its memory by CRIU, and then its files. */
import { constants } from 'node:fs';
import { copyFile, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointFiles } from '../../image/archive/checkpoint-files.ts';
import { FailureError } from '../../machines/failure.ts';
import type { CheckpointTaskInput } from '../../machines/services/tasks.ts';
import { thawCgroup } from '../cgroup.ts';
import { cgroupDirsOf } from '../cgroup-paths.ts';
import { errnoOf } from '../fs-failure.ts';
import { runRuntime } from '../tasks/runtime.ts';
import { handlerOf, type TaskOptions, taskRow } from '../tasks/scene.ts';
import { complaintsIn } from './criu-log.ts';
import { type TarTool, writeTar } from './tar.ts';
import { surveyWritten, type WrittenLayer } from './written.ts';

export interface Dump {
  readonly workDir: string;
  readonly searchPath: string;
  readonly layer: WrittenLayer;
  readonly tar: TarTool;
  readonly signal: AbortSignal;
}

/**
 * Leaves CRIU's images, what the container wrote and the list of what it deleted in `workDir`. It runs again afterwards; after a
 * failure or an abort the caller thaws it.
 * @throws FailureError CheckpointFailed {reason, log}, CheckpointUnsupported {reason}, NoSpace, Cancelled
 */
export const dumpTask = async (scene: TaskOptions, input: CheckpointTaskInput, dump: Dump): Promise<void> => {
  const { taskId, cgroupsPath, logPath } = input;
  const { workDir } = dump;
  const images = join(workDir, checkpointFiles.images);
  await callRuntime(scene, input, dump, ['pause', taskId]);
  await callRuntime(scene, input, dump, [
    ...['checkpoint', '--image-path', images, '--work-path', workDir, '--leave-running'],
    taskId,
  ]);
  await writeWritten(dump);
  // its last words came before: the monitor has read them meanwhile
  if (logPath !== undefined) await copyIfThere(logPath, join(workDir, checkpointFiles.log));
  await thawCgroup(cgroupDirsOf(scene.cgroups, cgroupsPath));
};

const callRuntime = async (
  scene: TaskOptions,
  { taskId, runtimeHandler }: CheckpointTaskInput,
  { workDir, searchPath, signal }: Dump,
  args: readonly string[],
): Promise<void> => {
  const handler = taskRow(scene, taskId)?.handler ?? handlerOf(scene, runtimeHandler);
  const { runTool } = scene.launcher;
  try {
    // the signal is the limit
    await runRuntime({ runTool, handler, args, limitMs: Number.POSITIVE_INFINITY, signal, searchPath });
  } catch (error) {
    if (!(error instanceof FailureError) || error.code !== 'RuntimeFailed') throw error;
    const message = String(error.details.message);
    if (/unknown command|unrecognized subcommand|not supported|no support/i.test(message))
      throw new FailureError('CheckpointUnsupported', { reason: message, runtime: handler.name }, { cause: error });
    const log = await complaintsIn(join(workDir, checkpointFiles.dumpLog));
    if (/No space left on device|Disk quota exceeded/.test(log))
      throw new FailureError('NoSpace', { path: workDir }, { cause: error });
    throw new FailureError('CheckpointFailed', { reason: message, log }, { cause: error });
  }
};

const copyIfThere = async (from: string, to: string): Promise<void> => {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error; // the kubelet may have removed it
  }
};

const nul = Buffer.from([0]);
const flushBytes = 1 << 20;

/** Of the writable layer: a tar file of what is there, and a list of what is gone. */
const writeWritten = async ({ workDir, layer, tar, signal }: Dump): Promise<void> => {
  const listFile = join(workDir, 'written.list');
  const list = await open(listFile, 'wx', 0o600);
  let gone: readonly string[];
  try {
    let parts: Buffer[] = [];
    let bytes = 0;
    const flush = async () => {
      await list.appendFile(Buffer.concat(parts));
      parts = [];
      bytes = 0;
    };
    gone = await surveyWritten(
      layer,
      async (path) => {
        parts.push(path, nul);
        bytes += path.length + 1;
        if (bytes > flushBytes) await flush();
      },
      signal,
    );
    await flush();
  } finally {
    await list.close();
  }
  await writeFile(join(workDir, checkpointFiles.deleted), JSON.stringify(gone), { mode: 0o600 });
  await writeTar(tar, {
    dir: layer.upperDir,
    listFile,
    target: join(workDir, checkpointFiles.written),
    isDeep: false,
    signal,
  });
};
