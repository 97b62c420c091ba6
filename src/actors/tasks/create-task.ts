/**
 * The `createTask` contract: conmon and, through it, the OCI runtime's create. The container's first process then waits at
 * the start gate.
 *
 * @throws FailureError RuntimeFailed {message, command}: what the runtime said; MonitorFailed {reason}; HandlerUnknown;
 * ToolMissing; ToolTimedOut {tool, limitMs}; SpecInvalid {field, reason}; Cancelled. Then nothing is left but the row in the ledger, for deleteTask
 * (with files in the bundle at most).
 */
import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { CreateTaskInput, TaskIdentity } from '../../machines/services/tasks.ts';
import type { Service } from '../../machines/services.ts';
import { isAlive } from '../processes.ts';
import { deleteTask } from './delete-task.ts';
import { gateOf } from './exec-fifo.ts';
import { unlinkAll } from './files.ts';
import { monitorArgs, readPid } from './monitor.ts';
import { takeRuntimeLog } from './runtime.ts';
import { handlerOf, intendTask, type Scene, taskFiles, taskIsThere } from './scene.ts';

export const createTask =
  (scene: Scene): Service<'createTask'> =>
  (input, signal) =>
    makeTask(scene, input, { command: 'create', args: [] }, signal);

/** Which way the OCI runtime makes the container. */
export interface Making {
  readonly command: 'create' | 'restore';
  /** conmon's own. */
  readonly args: readonly string[];
  readonly searchPath?: string | undefined;
}

/** A monitor with a container; on any failure what there is of both is undone. */
export const makeTask = async (
  scene: Scene,
  input: CreateTaskInput,
  making: Making,
  signal: AbortSignal,
): Promise<TaskIdentity> => {
  const handler = handlerOf(scene, input.runtimeHandler);
  const { taskId, bundleDir, cgroupsPath } = input;
  intendTask(scene, taskId, { handler, bundleDir, cgroupsPath });
  try {
    await prepare(scene, input);
    const args = [...monitorArgs(scene, handler, input), ...making.args];
    const identity = await outcomeOf(scene, input, { ...making, args }, signal);
    assertJoined(scene, input);
    const [gate, goneKills] = await Promise.all([
      gateOf(handler, taskId, identity.pid),
      scene.goneKills.now(cgroupsPath),
    ]);
    taskIsThere(scene, taskId, { identity, gate, ...(goneKills.length === 0 ? {} : { goneKills }) });
    return identity;
  } catch (failure) {
    await undo(scene, input, failure);
    throw failure;
  }
};

/** The log must be there also for a container that says nothing; files of an earlier attempt must not be. */
const prepare = async (scene: Scene, { taskId, bundleDir, logPath }: CreateTaskInput): Promise<void> => {
  const { pidFile, halfPidFile, monitorPidFile, runtimeLog, exitFile, oomFile } = taskFiles(bundleDir);
  const stale = unlinkAll([
    pidFile,
    halfPidFile,
    monitorPidFile,
    runtimeLog,
    exitFile,
    oomFile,
    scene.exitFiles.pathOf(taskId),
  ]);
  const log = logPath === undefined ? undefined : createLog(logPath);
  await Promise.all([stale, log, mkdir(scene.exitDir, { recursive: true, mode: 0o700 })]);
};

const createLog = async (logPath: string): Promise<void> => {
  if (logPath.includes(':'))
    throw new FailureError('SpecInvalid', { field: 'log_path', reason: 'conmon cannot log to a path with a colon' });
  await mkdir(dirname(logPath), { recursive: true, mode: 0o755 });
  await (await open(logPath, 'a', 0o640)).close();
  await chmod(logPath, 0o640);
};

const outcomeOf = async (
  scene: Scene,
  { bundleDir }: CreateTaskInput,
  { command, args, searchPath }: Making,
  signal: AbortSignal,
): Promise<TaskIdentity> => {
  const { createMs: limitMs } = scene.limits;
  const run = { path: scene.conmonPath, args, cwd: bundleDir, limitMs, searchPath };
  const { line, complaints } = await scene.launcher.runMonitor(run, signal);
  const files = taskFiles(bundleDir);
  if (line === undefined || line.data <= 0) {
    const message = (await takeRuntimeLog(files.runtimeLog)) ?? line?.message?.trim();
    if (message !== undefined) throw new FailureError('RuntimeFailed', { message, command });
    throw new FailureError('MonitorFailed', { reason: complaints || 'ended before the container was created' });
  }
  return identityOf(scene, command, { pid: line.data, monitorPid: await readPid(files.monitorPidFile) });
};

/** A container that is not started cannot end by itself: if one of the two is gone now, somebody killed it. */
const identityOf = (
  scene: Scene,
  command: Making['command'],
  { pid, monitorPid }: { readonly pid: number; readonly monitorPid: number | undefined },
): TaskIdentity => {
  const startTicks = scene.processes.startTicksOf(pid);
  const monitorStartTicks = monitorPid === undefined ? undefined : scene.processes.startTicksOf(monitorPid);
  if (startTicks === undefined)
    throw new FailureError('RuntimeFailed', {
      message: 'the container ended before it was started',
      command,
    });
  if (monitorPid === undefined || monitorStartTicks === undefined)
    throw new FailureError('MonitorFailed', { reason: 'ended while the container was created' });
  return { pid, startTicks, monitorPid, monitorStartTicks };
};

/**
 * The runtime knew the process whose pid namespace was to be joined by its number only. Since that very process lives now,
 * it did all the time, and the number was nobody else's. Nothing of the image has run yet.
 */
const assertJoined = (scene: Scene, { pidnsOf }: CreateTaskInput): void => {
  if (pidnsOf === undefined || isAlive(scene.processes, pidnsOf.pid, pidnsOf.startTicks)) return;
  const message = 'the process whose pid namespace it was to join has ended';
  throw new FailureError('RuntimeFailed', { message, command: 'create' });
};

/** As much as can be undone now; the row stays, so that deleteTask can be asked again. */
const undo = async (scene: Scene, { taskId, runtimeHandler }: CreateTaskInput, cause: unknown): Promise<void> => {
  try {
    await deleteTask(scene, { keepsRow: true })({ taskId, runtimeHandler }, new AbortController().signal);
  } catch (error) {
    scene.log.warn(
      { containerId: taskId, error: String(error), after: String(cause) },
      'half-created task is not undone yet',
    );
  }
};
