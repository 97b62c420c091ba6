/**
 * The `deleteTask` contract: the runtime's delete, the monitor's end, their files and cgroups; then the ledger's row goes.
 * Works on half-created tasks, and when the bundle or the runtime's folder is gone already. A task that nobody knows: fine.
 *
 * @throws FailureError RuntimeFailed {message, command}, ToolTimedOut, ToolMissing, SyscallFailed {syscall, path, code}:
 * then the row is kept, and the call can be repeated.
 */
import { rm } from 'node:fs/promises';
import { FailureError } from '../../machines/failure.ts';
import type { Service } from '../../machines/services.ts';
import { killCgroup, removeCgroups } from '../cgroup.ts';
import { cgroupDirsOf } from '../cgroup-paths.ts';
import { endOf, isAlive } from '../processes.ts';
import { exists, unlinkAll } from './files.ts';
import { findMonitor, readPid } from './monitor.ts';
import { killBelow, killTree, sessionNames } from './process-tree.ts';
import { runRuntime, stateDirOf } from './runtime.ts';
import { type RuntimeHandler, type Scene, type TaskRow, taskFiles, taskRow } from './scene.ts';

export const deleteTask =
  (scene: Scene, { keepsRow = false } = {}): Service<'deleteTask'> =>
  async ({ taskId, runtimeHandler }, signal) => {
    const row = taskRow(scene, taskId);
    const handler = row?.handler ?? scene.handlers.get(runtimeHandler);
    if (row !== undefined && row.created === undefined) await endCreation(scene, taskId, row);
    if (handler !== undefined) await deleteFromRuntime(scene, handler, { taskId, row, signal });
    if (row !== undefined) {
      await emptyCgroups(scene, row);
      await endMonitor(scene, taskId, row);
      await unlinkAll(Object.values(taskFiles(row.bundleDir)));
    }
    await unlinkAll([scene.exitFiles.pathOf(taskId)]);
    if (!keepsRow) scene.ledger.undone({ ownerId: taskId, effect: 'task' });
    return {};
  };

/**
 * Ends a creation that was cut off: conmon and, in its session, the runtime's create. Their pid may be a stranger's by now, so
 * one of them must name the task in its arguments.
 */
const endCreation = async (scene: Scene, taskId: string, row: TaskRow): Promise<void> => {
  const pid = await readPid(taskFiles(row.bundleDir).monitorPidFile);
  if (pid === undefined || !(await sessionNames(pid, taskId))) return;
  const startTicks = scene.processes.startTicksOf(pid);
  const { killMs } = scene.limits;
  const areGone =
    (await killTree(scene.processes, { pid, startTicks }, killMs)) && (await killBelow(scene.processes, pid, killMs));
  if (!areGone) throw new FailureError('MonitorFailed', { reason: 'did not end after SIGKILL', pid });
};

interface Deletion {
  readonly taskId: string;
  readonly row: TaskRow | undefined;
  readonly signal: AbortSignal;
}

const deleteFromRuntime = async (
  scene: Scene,
  handler: RuntimeHandler,
  { taskId, row, signal }: Deletion,
): Promise<void> => {
  const stateDir = stateDirOf(handler, taskId);
  if (!(await exists(stateDir))) return;
  const { runtimeMs: limitMs } = scene.limits;
  try {
    await runRuntime({
      runTool: scene.launcher.runTool,
      handler,
      args: ['delete', '--force', taskId],
      limitMs,
      signal,
    });
  } catch (failure) {
    if (!(failure instanceof FailureError && failure.code === 'RuntimeFailed') || row === undefined) throw failure;
    if (!(await exists(stateDir))) return; // deleted all the same; a poststop hook may have failed
    scene.log.warn({ containerId: taskId, details: failure.details }, 'the runtime cannot delete the task, so we do');
    if (!(await killCgroup(scene.processes, cgroupDirsOf(scene.cgroups, row.cgroupsPath), scene.limits.killMs)))
      throw failure;
    const init = row.created?.identity;
    if (init !== undefined && isAlive(scene.processes, init.pid, init.startTicks)) throw failure;
    await rm(stateDir, { recursive: true, force: true });
  }
};

/** What a half-done create or an absent runtime folder left. Usually nothing is there any more. */
const emptyCgroups = async (scene: Scene, row: TaskRow): Promise<void> => {
  const dirs = cgroupDirsOf(scene.cgroups, row.cgroupsPath);
  if (!(await killCgroup(scene.processes, dirs, scene.limits.killMs)))
    throw new FailureError('SyscallFailed', { syscall: 'kill', path: row.cgroupsPath, code: 'EBUSY' });
  await removeCgroups(dirs);
};

/** It ends by itself when it has written the exit file; one that does not is killed: nothing is left for it to watch. */
const endMonitor = async (scene: Scene, taskId: string, row: TaskRow): Promise<void> => {
  const identity = row.created?.identity;
  const known = identity
    ? { pid: identity.monitorPid, startTicks: identity.monitorStartTicks }
    : await findMonitor(scene, taskId, row.bundleDir);
  const monitor = known && scene.processes.openProcess(known.pid, known.startTicks);
  if (monitor === undefined) return;
  try {
    if (await endOf(monitor, monitorEndMs)) return;
    scene.log.warn({ containerId: taskId, pid: monitor.pid }, 'the monitor does not end, killing it');
    monitor.signal(9);
    if (!(await endOf(monitor, scene.limits.killMs)))
      throw new FailureError('MonitorFailed', { reason: 'did not end after SIGKILL', pid: monitor.pid });
  } finally {
    monitor.close();
  }
};

const monitorEndMs = 2000;
