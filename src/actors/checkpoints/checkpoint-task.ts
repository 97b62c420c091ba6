/**
 * The `checkpointTask` and `undoCheckpoint` contracts.
 *
 * All is written into a directory beside the archive, which gets its name at the very end: there is a whole archive or none.
 * The container stands still only while its memory and its files are read.
 *
 * Effects: ledger row `checkpoint` {workDir, cgroupsPath, netnsPath}, until all of it is undone; the archive, which stays.
 * @throws FailureError RequestInvalid {field, reason}, NotImplemented, ToolMissing, CheckpointUnsupported {reason}: nothing was
 * done. CheckpointFailed {reason, log}, CheckpointTimedOut {limitMs}, NoSpace, SyscallFailed, Cancelled.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkpointFiles } from '../../image/archive/checkpoint-files.ts';
import { FailureError } from '../../machines/failure.ts';
import type { CheckpointTaskInput } from '../../machines/services/tasks.ts';
import type { Driver } from '../../machines/services.ts';
import { withFsFailures } from '../fs-failure.ts';
import type { TaskOptions } from '../tasks/scene.ts';
import type { Criu } from './criu.ts';
import { dumpTask } from './dump.ts';
import { factFiles } from './facts.ts';
import { checkLocation, publish } from './location.ts';
import { type TarTool, writeTar } from './tar.ts';
import { intendCheckpoint, undoByRow } from './undo.ts';
import type { WrittenLayer } from './written.ts';

export interface CheckpointOptions {
  readonly criu: Criu;
  readonly tar: TarTool;
  /** Where the parts of a container's root filesystem are; undefined: it has none any more. */
  readonly layerOf: (ownerId: string) => WrittenLayer | undefined;
  /** Where a request gives none. */
  readonly limitMs: () => number;
  readonly now: () => number;
}

export const checkpointServices = (
  scene: TaskOptions,
  options: CheckpointOptions,
): Driver<'checkpointTask' | 'undoCheckpoint'> => {
  const running = new Map<string, Promise<unknown>>();
  return {
    checkpointTask: async (input, signal) => {
      const work = checkpoint(scene, options, input, signal);
      const settled = work.catch(() => undefined);
      running.set(input.taskId, settled);
      await work.finally(() => running.get(input.taskId) === settled && running.delete(input.taskId));
      return {};
    },
    undoCheckpoint: async ({ taskId }) => {
      await running.get(taskId); // given up by its actor: it cleans up behind itself
      await undoByRow(scene, taskId, { wasCutOff: true });
      return {};
    },
  };
};

const checkpoint = async (
  scene: TaskOptions,
  options: CheckpointOptions,
  input: CheckpointTaskInput,
  stop: AbortSignal,
): Promise<void> => {
  const { taskId, location, cgroupsPath, netnsPath } = input;
  if (input.hasUserNamespace)
    throw new FailureError('CheckpointUnsupported', { reason: 'the pod has a user namespace of its own' });
  const searchPath = await options.criu.searchPath(stop);
  await withFsFailures(() => checkLocation(location));
  const layer = options.layerOf(taskId);
  if (layer === undefined) throw new FailureError('CheckpointFailed', { reason: 'its root filesystem is gone' });

  await undoByRow(scene, taskId, { wasCutOff: true }); // what an earlier one may still owe
  const workDir = join(dirname(location), `.troupe-checkpoint-${randomUUID()}`);
  intendCheckpoint(scene, taskId, { workDir, cgroupsPath, netnsPath });
  const limitMs = input.timeoutMs > 0 ? input.timeoutMs : options.limitMs();
  const limit = AbortSignal.timeout(Math.min(limitMs, 2 ** 31 - 1));
  const signal = AbortSignal.any([stop, limit]);
  let wasCutOff = true;
  let failed = false;
  try {
    await withFsFailures(async () => {
      await mkdir(workDir, { mode: 0o700 });
      await writeFacts(input, workDir, options.now());
      await dumpTask(scene, input, { workDir, searchPath, layer, tar: options.tar, signal });
      wasCutOff = false;
      await publish(await writeArchive(workDir, options.tar, signal), location);
    });
  } catch (error) {
    failed = true;
    wasCutOff &&= signal.aborted || !(error instanceof FailureError && error.code === 'CheckpointFailed');
    if (limit.aborted && !stop.aborted) throw new FailureError('CheckpointTimedOut', { limitMs }, { cause: error });
    if (stop.aborted) throw new FailureError('Cancelled', {}, { cause: error });
    throw error;
  } finally {
    await undoByRow(scene, taskId, { wasCutOff }).catch((error: unknown) => {
      if (!failed) throw error;
      scene.log.warn({ containerId: taskId, error: String(error) }, 'a failed checkpoint is not undone yet');
    });
  }
};

const writeFacts = async (input: CheckpointTaskInput, workDir: string, nowMs: number): Promise<void> => {
  const spec = await readFile(join(input.bundleDir, 'config.json'), 'utf8');
  for (const [name, text] of Object.entries(factFiles(input, { spec, nowMs })))
    await writeFile(join(workDir, name), text, { mode: 0o600 });
};

/** @returns the finished archive. */
const writeArchive = async (workDir: string, tar: TarTool, signal: AbortSignal): Promise<string> => {
  const there = new Set(await readdir(workDir));
  const names = Object.values(checkpointFiles).filter((name) => there.has(name));
  const listFile = join(workDir, 'archive.list');
  await writeFile(listFile, names.map((name) => `${name}\0`).join(''), { mode: 0o600 });
  const target = join(workDir, 'archive.tar');
  await writeTar(tar, { dir: workDir, listFile, target, isDeep: true, signal });
  return target;
};
