/** The one authority on how a task ended: the exit file; or, when its monitor was lost, that nobody can know the code. */
import type { TaskIdentity } from '../../machines/services/tasks.ts';
import { killCgroup } from '../cgroup.ts';
import { cgroupDirsOf } from '../cgroup-paths.ts';
import type { ProcessHandle } from '../processes.ts';
import { type ExitRecord, readExit } from './exit-files.ts';
import { type Scene, taskFiles, taskRow } from './scene.ts';

export interface EndedTask {
  readonly taskId: string;
  readonly identity: TaskIdentity;
}

/**
 * Calls back once, with the exit of the task, whenever it was.
 *
 * Normally it comes with the exit file, which conmon writes after all output is in the log. When the first process is gone
 * and the file does not come within `limits.exitMs`, or the monitor is gone too, the code is unknown. A monitor that is gone
 * while the first process lives changes nothing until that ends.
 *
 * @returns releases the two pidfds, the listener and the timers. Nothing is called afterwards.
 */
export const watchExit = (scene: Scene, task: EndedTask, tell: (exit: ExitRecord) => void): (() => void) => {
  const { taskId, identity } = task;
  const row = taskRow(scene, taskId);
  const files = [scene.exitFiles.pathOf(taskId), ...(row === undefined ? [] : [taskFiles(row.bundleDir).exitFile])];
  const releases: (() => void)[] = [];
  const gone = { init: false, monitor: false };
  let isOver = false;

  const release = () => {
    isOver = true;
    for (const each of releases.splice(0)) each();
  };
  const end = (exit: ExitRecord) => {
    if (isOver) return;
    release();
    tell(exit);
  };
  /** Reads first and judges by what was known before it read: a file that comes in between is seen by the next call. */
  const look = async () => {
    const isHopeless = gone.init && gone.monitor;
    const exit = await readExit(files).catch((error: unknown) => {
      scene.log.warn({ containerId: taskId, error: String(error) }, 'exit file cannot be read');
      return undefined;
    });
    if (exit !== undefined) end(exit);
    else if (isHopeless) end({ atMs: Date.now() });
  };
  const hurry = () => {
    after(scene.limits.exitMs / 4, () => void unblockMonitor(scene, task, row?.cgroupsPath));
    after(scene.limits.exitMs, () => {
      if (isOver) return;
      scene.log.warn({ containerId: taskId, pid: identity.monitorPid }, 'the monitor does not tell the exit code');
      gone.monitor = true;
      void look();
    });
  };
  const after = (ms: number, action: () => void) => {
    if (isOver) return;
    const timer = setTimeout(action, ms);
    releases.push(() => clearTimeout(timer));
  };
  const follow = (process: ProcessHandle | undefined, onGone: () => void) => {
    if (process === undefined) return onGone();
    releases.push(() => process.close());
    process.onExit(onGone);
  };

  releases.push(scene.exitFiles.listen(taskId, () => void look()));
  follow(scene.processes.openProcess(identity.monitorPid, identity.monitorStartTicks), () => {
    gone.monitor = true;
    void look();
  });
  follow(scene.processes.openProcess(identity.pid, identity.startTicks), () => {
    gone.init = true;
    hurry();
    void look();
  });
  void look();
  return release;
};

/**
 * A monitor that is stopped is let go on; one that still reads output gets an end of it: whoever writes there outlived the
 * container's first process, and is to be killed anyway.
 */
const unblockMonitor = async (
  scene: Scene,
  { identity }: EndedTask,
  cgroupsPath: string | undefined,
): Promise<void> => {
  const monitor = scene.processes.openProcess(identity.monitorPid, identity.monitorStartTicks);
  monitor?.signal(18);
  monitor?.close();
  if (cgroupsPath !== undefined)
    await killCgroup(scene.processes, cgroupDirsOf(scene.cgroups, cgroupsPath), scene.limits.killMs).catch((error) => {
      scene.log.warn({ error: String(error) }, 'cgroup cannot be killed');
    });
};

/** The exit as a promise, for a task whose first process has ended. @returns undefined when the signal fires first. */
export const exitOf = (scene: Scene, task: EndedTask, signal: AbortSignal): Promise<ExitRecord | undefined> =>
  new Promise((resolve) => {
    const release = watchExit(scene, task, resolve);
    signal.addEventListener(
      'abort',
      () => {
        release();
        resolve(undefined);
      },
      { once: true },
    );
  });
