/** What all services of tasks share: what they get from the factory, the files of a task, and its row in the ledger. */
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { TaskIdentity } from '../../machines/services/tasks.ts';
import type { CgroupFacts as LimitFacts } from '../../oci/facts.ts';
import type { Ledger } from '../../store/records.ts';
import type { CgroupFacts } from '../cgroup-paths.ts';
import type { Launcher } from '../launcher/launcher.ts';
import type { Log } from '../log.ts';
import type { Processes } from '../processes.ts';
import type { Sideband } from '../sideband.ts';
import type { ExitFiles } from './exit-files.ts';
import type { GoneKillCounter, GoneKills } from './gone-kills.ts';

/** An OCI runtime, as configured. */
export interface RuntimeHandler {
  readonly name: string;
  /** Absolute path of the program. */
  readonly path: string;
  /** Its state directory (`--root`). */
  readonly rootDir: string;
  readonly options: {
    readonly systemdCgroup: boolean;
    /** Containers get no session keyring of their own. Absent, in rows of an older daemon: they do. */
    readonly noNewKeyring?: boolean | undefined;
    /** Open the start gate of a runc container ourselves; see `exec-fifo.ts`. */
    readonly fastStart: boolean;
  };
}

/** All in ms. */
export interface TaskLimits {
  readonly createMs: number;
  /** Any other call of the OCI runtime. */
  readonly runtimeMs: number;
  /** From the end of a container's first process until its monitor is no longer waited for. */
  readonly exitMs: number;
  /** Until processes that got SIGKILL are given up. */
  readonly killMs: number;
  readonly reopenMs: number;
  /** How long an exec's output is awaited after its end, while a descendant holds the pipe. */
  readonly execDrainMs: number;
}
export const defaultLimits: TaskLimits = {
  createMs: 120_000,
  runtimeMs: 60_000,
  exitMs: 10_000,
  killMs: 10_000,
  reopenMs: 10_000,
  execDrainMs: 1000,
};

export interface TaskOptions {
  readonly handlers: ReadonlyMap<string, RuntimeHandler>;
  readonly conmonPath: string;
  /** Where conmon leaves exit codes; made when absent. On tmpfs, as the whole state of processes is. */
  readonly exitDir: string;
  readonly ledger: Ledger;
  readonly sideband: Sideband;
  readonly log: Log;
  readonly limits: TaskLimits;
  readonly cgroups: CgroupFacts;
  /** Which limits this node can set. */
  readonly limitFacts: LimitFacts;
  readonly processes: Processes;
  readonly launcher: Launcher;
  /** The PATH by which the OCI runtime finds CRIU. Throws where there is none that can be used. */
  readonly criuSearchPath: (signal: AbortSignal) => Promise<string>;
}
export interface Scene extends TaskOptions {
  readonly exitFiles: ExitFiles;
  readonly goneKills: GoneKillCounter;
}

/** Files of a task. Those of conmon are in the bundle: it makes `attach`, `ctl`, `winsz`, `oom` and `exit` there. */
export const taskFiles = (bundleDir: string) => ({
  monitorPidFile: join(bundleDir, 'conmon.pid'),
  pidFile: join(bundleDir, 'init.pid'),
  /** runc's, until it renames it. */
  halfPidFile: join(bundleDir, '.init.pid'),
  runtimeLog: join(bundleDir, 'runtime.log'),
  resourcesFile: join(bundleDir, 'resources.json'),
  exitFile: join(bundleDir, 'exit'),
  oomFile: join(bundleDir, 'oom'),
  controlFifo: join(bundleDir, 'ctl'),
  resizeFifo: join(bundleDir, 'winsz'),
  attachSocket: join(bundleDir, 'attach'),
});

/** The durable row of a task: enough to undo it, also after its handler left the configuration. */
export interface TaskRow {
  readonly handler: RuntimeHandler;
  readonly bundleDir: string;
  readonly cgroupsPath: string;
  /** Absent while, or because, its creation never finished. */
  readonly created?: CreatedTask | undefined;
}
/** How a created task waits for its start; `runc`: as exec-fifo.ts has it, so that we can tell and do what runc does. */
export type Gate = 'runc' | 'other';

export interface CreatedTask {
  readonly identity: TaskIdentity;
  readonly gate: Gate;
  /** What the cgroups above had counted then; absent where it does not matter. */
  readonly goneKills?: readonly GoneKills[] | undefined;
}

export const intendTask = (scene: Scene, taskId: string, row: Omit<TaskRow, 'created'>): void => {
  const { name, path, rootDir, options } = row.handler;
  const handler = { name, path, rootDir, options: { ...options } };
  const details = { handler, bundleDir: row.bundleDir, cgroupsPath: row.cgroupsPath };
  scene.ledger.intend({ ownerId: taskId, effect: 'task', details });
};

export const taskIsThere = (scene: Scene, taskId: string, created: CreatedTask): void =>
  scene.ledger.done(
    { ownerId: taskId, effect: 'task' },
    {
      identity: { ...created.identity },
      gate: created.gate,
      ...(created.goneKills === undefined ? {} : { goneKills: created.goneKills.map((each) => ({ ...each })) }),
    },
  );

export const taskRow = (scene: Pick<Scene, 'ledger'>, taskId: string): TaskRow | undefined => {
  const row = scene.ledger.find({ ownerId: taskId, effect: 'task' });
  if (row === undefined) return undefined;
  const { handler, bundleDir, cgroupsPath } = row.details as JsonObject & Omit<TaskRow, 'created'>; // only we write it
  const created = row.isDone ? (row.result as (JsonObject & CreatedTask) | undefined) : undefined;
  return { handler, bundleDir, cgroupsPath, created };
};

/** @throws FailureError HandlerUnknown {runtimeHandler} */
export const handlerOf = (scene: Pick<Scene, 'handlers'>, runtimeHandler: string): RuntimeHandler => {
  const handler = scene.handlers.get(runtimeHandler);
  if (handler === undefined) throw new FailureError('HandlerUnknown', { runtimeHandler });
  return handler;
};
