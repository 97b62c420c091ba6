/**
 * A command in a container, from the OCI runtime's `exec --detach` to the command's end. In the launcher process, for only the
 * parent of a process learns its exit code, and that is, when the runtime has ended, who adopts its orphans.
 *
 *   launcher ── runtime exec --detach ── command        the runtime ends when the command runs; then
 *   launcher ─────────────────────────── command
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { FailureError } from '../../machines/failure.ts';
import type { Processes } from '../processes.ts';
import { readPid } from '../tasks/monitor.ts';
import { killCommand, killTree } from '../tasks/process-tree.ts';
import { exitCodeOf, notSpawned, withinLimit } from '../tool.ts';
import type { Children } from './children.ts';

export interface ExecRun {
  readonly path: string;
  /** They make the runtime detach, and write `pidFile`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly pidFile: string;
  /** stdin, stdout and stderr: pipes of the daemon, by its descriptors, which it keeps open until the command has started. */
  readonly pipes: readonly [stdin: number | undefined, stdout: number | undefined, stderr: number | undefined];
  /** Until processes that got SIGKILL are given up. */
  readonly killMs: number;
  /** Whether the command is killed when the daemon ends. */
  readonly endsWithDaemon: boolean;
}

/** What came of it; the exit codes are 128 + signal for a signal. */
export type ExecEnded =
  /** The runtime's exit code; 0: it said that it had started a command, but not which. */
  | { readonly hasStarted: false; readonly exitCode: number }
  /** The command's. */
  | { readonly hasStarted: true; readonly exitCode: number };

interface Surroundings {
  readonly children: Children;
  readonly processes: Processes;
  readonly daemonPid: number;
}

/**
 * @param tellStarted with the command's pid, once.
 * @throws FailureError Cancelled when the signal fires; then neither the command nor what it started lives (but for what the
 * kernel does not let go within `killMs`). ToolMissing, SyscallFailed: nothing was started. MonitorFailed: it ended, nobody knows how.
 */
export const runExec =
  ({ children, processes, daemonPid }: Surroundings) =>
  async (run: ExecRun, signal: AbortSignal, tellStarted: (pid: number) => void): Promise<ExecEnded> => {
    if (signal.aborted) throw new FailureError('Cancelled', { tool: run.path });
    const orphan = children.expect();
    try {
      const runtime = await startRuntime(run, daemonPid);
      const runtimeCode = await withinLimit(runtime.ended, Number.POSITIVE_INFINITY, signal);
      if (runtimeCode === 'aborted') await killRuntime(processes, runtime.pid, run.killMs);
      const pid = await readPid(run.pidFile);
      const ended = pid === undefined ? undefined : orphan.exitOf(pid);
      if (pid !== undefined && ended !== undefined && runtimeCode === 0) {
        tellStarted(pid);
        await assertAdopted(pid, ended);
        const exitCode = await withinLimit(ended, Number.POSITIVE_INFINITY, signal);
        if (typeof exitCode === 'number') return { hasStarted: true, exitCode };
      }
      if (pid !== undefined && ended !== undefined) await kill(processes, { pid, ended, limitMs: run.killMs });
      if (signal.aborted) throw new FailureError('Cancelled', { tool: run.path });
      return { hasStarted: false, exitCode: Number(runtimeCode) };
    } finally {
      orphan.forget();
    }
  };

const killRuntime = (processes: Processes, pid: number, limitMs: number) =>
  killTree(processes, { pid, startTicks: processes.startTicksOf(pid) }, limitMs);

/** Neither here nor reaped by us: it died before its runtime, which has reaped it. No runtime that we know does. */
const assertAdopted = async (pid: number, ended: Promise<number>): Promise<void> => {
  if (parentOf(pid) === process.pid || (await withinLimit(ended, 0, never)) !== 'limit') return;
  throw new FailureError('MonitorFailed', { reason: 'the runtime has reaped the command', pid });
};

/** Also of a zombie. Field 4, behind a name that may hold anything. Source: proc_pid_stat(5). */
const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
};

interface Command {
  readonly pid: number;
  readonly ended: Promise<number>;
  readonly limitMs: number;
}

/** Its pid is nobody else's until it has been reaped, by us or by a runtime that failed. */
const kill = async (processes: Processes, { pid, ended, limitMs }: Command): Promise<void> => {
  if ((await withinLimit(ended, 0, never)) === 'limit') await killCommand(processes, pid, limitMs);
};

const never = new AbortController().signal;

/** In a group of its own, so that a signal of a terminal does not reach it. */
const startRuntime = async ({ path, args, env, cwd, pipes }: ExecRun, daemonPid: number) => {
  const opened: number[] = [];
  try {
    // a pipe is opened anew by its place in /proc, as /dev/stdout is
    const stdio = pipes.map((fd, index) => {
      if (fd === undefined) return 'ignore';
      const own = openSync(`/proc/${daemonPid}/fd/${fd}`, index === 0 ? 'r' : 'w');
      opened.push(own);
      return own;
    });
    // not execa: nothing is read, limited or ended here, and it takes longer than the kernel
    const runtime = spawn(path, args, { cwd, env, stdio, detached: true });
    const failed = new Promise<Error>((resolve) => runtime.once('error', resolve));
    const { pid } = runtime;
    if (pid === undefined) throw notSpawned(path, await failed);
    return { pid, ended: exitCodeOf(runtime) };
  } finally {
    for (const fd of opened) closeSync(fd);
  }
};
