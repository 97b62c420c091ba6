/**
 * The `reopenLog` contract: conmon closes the log, which the kubelet has renamed, and opens a new one of the old name.
 * Returns when the new file is there, and with it all later output.
 *
 * conmon makes the file beside and renames it over the log path, so what is still there would be lost: when the log path is
 * the file that conmon writes to, nobody rotated, and nothing is done.
 *
 * @throws FailureError MonitorFailed {reason} when there is no monitor, or it does not answer within `limits.reopenMs`;
 * SyscallFailed {syscall, path, code} when the log's directory is gone (conmon would die of that).
 */
import { constants, watch } from 'node:fs';
import { chmod, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { Service, Services } from '../../machines/services.ts';
import { isAlive } from '../processes.ts';
import { withinLimit } from '../tool.ts';
import { type Scene, taskFiles } from './scene.ts';

export const reopenLog = (scene: Scene): Service<'reopenLog'> => {
  const running = new Map<string, Promise<void>>();
  return async (input, signal) => {
    const { taskId } = input;
    const work = running.get(taskId) ?? reopen(scene, input, signal).finally(() => running.delete(taskId));
    running.set(taskId, work);
    await work;
    return {};
  };
};

const reopen = async (scene: Scene, input: Services['reopenLog']['input'], signal: AbortSignal): Promise<void> => {
  const { bundleDir, logPath, identity } = input;
  if (!isAlive(scene.processes, identity.monitorPid, identity.monitorStartTicks))
    throw new FailureError('MonitorFailed', { reason: 'has ended' });
  if (await writesTo(identity.monitorPid, logPath)) return;
  const isReopened = async () => (await writesTo(identity.monitorPid, logPath)) || undefined;
  const news = watchDir(dirname(logPath), isReopened);
  try {
    await tellMonitor(taskFiles(bundleDir).controlFifo);
    const outcome = await withinLimit(news.happened, scene.limits.reopenMs, signal);
    if (outcome === 'aborted') throw new FailureError('Cancelled');
    if (outcome === 'limit') throw new FailureError('MonitorFailed', { reason: 'did not reopen the log' });
    await chmod(logPath, 0o640);
  } finally {
    news.close();
  }
};

/** Whether the file at this path is one that this process has open. */
const writesTo = async (pid: number, path: string): Promise<boolean> => {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  if (file === undefined) return false;
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const opened = await Promise.all(
    fds.map((fd) => stat(join(`/proc/${pid}/fd`, fd), { bigint: true }).catch(() => undefined)),
  );
  return opened.some((each) => each?.ino === file.ino && each.dev === file.dev);
};

/** Settles when the condition holds after some change in the directory; throws when there is no such directory. */
const watchDir = (dir: string, condition: () => Promise<true | undefined>) => {
  const { promise, resolve, reject } = Promise.withResolvers<true>();
  const look = () => void condition().then((holds) => holds && resolve(holds), reject);
  try {
    const watcher = watch(dir, look).on('error', reject);
    return { happened: promise, close: () => watcher.close() };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new FailureError('SyscallFailed', { syscall: 'inotify_add_watch', path: dir, code }, { cause });
  }
};

/** Type 2 of conmon's control messages; the two numbers belong to another type. */
const tellMonitor = async (fifo: string): Promise<void> => {
  try {
    const file = await open(fifo, constants.O_WRONLY | constants.O_NONBLOCK); // blocks never: no reader is ENXIO
    try {
      await file.write('2 0 0\n');
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new FailureError('MonitorFailed', { reason: 'its control fifo cannot be written' }, { cause });
  }
};
