/**
 * The `probeTask` contract: what the world knows of a task now; recovery's first question.
 *
 * Answered from the ledger, /proc and the runtime's state directory; the runtime itself is asked only where these are not
 * enough. A task whose creation was cut off is `absent`, unless it was complete: deleteTask undoes it. A process is the
 * task's only with its start time, and a zombie is not alive.
 *
 * @throws FailureError RuntimeFailed, ToolTimedOut, ToolMissing: not known, which is not `absent`.
 */
import { join } from 'node:path';
import type { ProbeTaskInput, TaskIdentity, TaskSeen } from '../../machines/services/tasks.ts';
import type { Service } from '../../machines/services.ts';
import { isAlive } from '../processes.ts';
import { fifoOf, gateOf, isAtGate } from './exec-fifo.ts';
import { type ExitRecord, readExit } from './exit-files.ts';
import { exitOf } from './exit-of.ts';
import { exists, unlinkAll } from './files.ts';
import { findMonitor } from './monitor.ts';
import { runRuntime, stateDirOf } from './runtime.ts';
import { handlerOf, type RuntimeHandler, type Scene, taskFiles, taskIsThere, taskRow } from './scene.ts';

export const probeTask =
  (scene: Scene): Service<'probeTask'> =>
  async (input, signal) => {
    const seenAtMs = Date.now();
    return { ...(await look(scene, input, signal)), seenAtMs };
  };

const look = async (scene: Scene, input: ProbeTaskInput, signal: AbortSignal): Promise<TaskSeen> => {
  const { taskId, runtimeHandler, bundleDir: givenDir } = input;
  const row = taskRow(scene, taskId);
  const handler = row?.handler ?? handlerOf(scene, runtimeHandler);
  const bundleDir = row?.bundleDir ?? givenDir;
  const files = [scene.exitFiles.pathOf(taskId), ...(bundleDir === undefined ? [] : [taskFiles(bundleDir).exitFile])];
  const exit = await readExit(files);
  if (exit !== undefined) return exited(exit);

  const known = row?.created;
  if (known !== undefined) {
    const { identity } = known;
    if (!isAlive(scene.processes, identity.pid, identity.startTicks))
      return exited((await exitOf(scene, { taskId, identity }, signal)) ?? {});
    const isCreated =
      known.gate === 'runc'
        ? await waitsAtGate(fifoOf(handler, taskId), identity.pid)
        : (await stateOf(scene, handler, taskId, signal))?.status === 'created';
    return { status: isCreated ? 'created' : 'running', identity };
  }
  if (bundleDir === undefined || !(await exists(stateDirOf(handler, taskId)))) return { status: 'absent' };
  return adopt(scene, { taskId, handler, bundleDir, signal });
};

/**
 * A daemon that died while it opened the gate can have left the fifo of a container that runs: it goes, for runc takes such a
 * container for created.
 */
const waitsAtGate = async (fifo: string, pid: number): Promise<boolean> => {
  if (!(await exists(fifo))) return false;
  if (await isAtGate(pid)) return true;
  await unlinkAll([fifo]);
  return false;
};

const exited = ({ exitCode, atMs }: Partial<ExitRecord>): TaskSeen => ({ status: 'exited', exitCode, atMs });

interface Adoption {
  readonly taskId: string;
  readonly handler: RuntimeHandler;
  readonly bundleDir: string;
  readonly signal: AbortSignal;
}

/** The daemon died between the end of the creation and its record: all parts must be there to call it a task. */
const adopt = async (scene: Scene, { taskId, handler, bundleDir, signal }: Adoption): Promise<TaskSeen> => {
  const monitor = await findMonitor(scene, taskId, bundleDir);
  const state = await stateOf(scene, handler, taskId, signal);
  if (monitor === undefined || state === undefined) return { status: 'absent' };
  const startTicks = scene.processes.startTicksOf(state.pid);
  const isThere = startTicks !== undefined && isAlive(scene.processes, state.pid, startTicks);
  if (!isThere || (state.status !== 'created' && state.status !== 'running')) return { status: 'absent' };
  const identity: TaskIdentity = {
    pid: state.pid,
    startTicks,
    monitorPid: monitor.pid,
    monitorStartTicks: monitor.startTicks,
  };
  if (taskRow(scene, taskId) !== undefined)
    taskIsThere(scene, taskId, { identity, gate: await gateOf(handler, taskId, state.pid) });
  return { status: state.status, identity };
};

interface RuntimeState {
  readonly status: string;
  readonly pid: number;
}

/** undefined: the runtime does not know the task. Source: OCI runtime-spec, State. */
const stateOf = async (
  scene: Scene,
  handler: RuntimeHandler,
  taskId: string,
  signal: AbortSignal,
): Promise<RuntimeState | undefined> => {
  const { runtimeMs: limitMs } = scene.limits;
  try {
    const { stdout } = await runRuntime({
      runTool: scene.launcher.runTool,
      handler,
      args: ['state', taskId],
      limitMs,
      signal,
    });
    const state: unknown = JSON.parse(stdout.toString('utf8'));
    if (typeof state !== 'object' || state === null || !('status' in state)) return undefined;
    return { status: String(state.status), pid: 'pid' in state ? Number(state.pid) : 0 };
  } catch (failure) {
    // a folder without a readable state is a creation that was cut off: runc says that the container does not exist
    if (!(await exists(join(stateDirOf(handler, taskId), 'state.json')))) return undefined;
    throw failure;
  }
};
