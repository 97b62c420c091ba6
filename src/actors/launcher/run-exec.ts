/**
 * A command in a container, from the OCI runtime's `exec --detach` to the command's end. In the launcher process, for only the
 * parent of a process learns its exit code, and that is, when the runtime has ended, who adopts its orphans.
 *
 *   launcher ── runtime exec --detach ── command        the runtime ends when the command runs; then
 *   launcher ─────────────────────────── command
 */
import { FailureError } from '../../machines/failure.ts';
import { isChild } from '../../native.ts';
import type { Processes } from '../processes.ts';
import { killCommand, killTree } from '../tasks/process-tree.ts';
import { withinLimit } from '../tool.ts';
import type { Children, Expected } from './children.ts';
import { type ExecFiles, pidIn, removeFiles, wordsIn, writeSpec } from './exec-files.ts';
import type { SealedPrograms } from './sealed-programs.ts';
import { startRuntime } from './start-runtime.ts';

export interface ExecRun {
  readonly path: string;
  /** They make the runtime detach, and name the files. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly files: ExecFiles;
  /** The process's description. */
  readonly spec: string;
  /** stdin, stdout and stderr: pipes of the daemon, by its descriptors, which it keeps open until the command has started. */
  readonly pipes: readonly [stdin: number | undefined, stdout: number | undefined, stderr: number | undefined];
  /** Until processes that got SIGKILL are given up. */
  readonly killMs: number;
  /** Whether the command is killed when the daemon ends. */
  readonly endsWithDaemon: boolean;
}

/** What came of it; the exit codes are 128 + signal for a signal. */
export type ExecEnded =
  /** The runtime's exit code, and its words; 0: it said that it had started a command, but not which. */
  | { readonly hasStarted: false; readonly exitCode: number; readonly words: string }
  /** The command's. */
  | { readonly hasStarted: true; readonly exitCode: number };

interface Surroundings {
  readonly children: Children;
  readonly programs: SealedPrograms;
  readonly processes: Processes;
  readonly daemonPid: number;
}

/**
 * @param tellStarted with the command's pid, once.
 * @throws FailureError Cancelled when the signal fires; then neither the command nor what it started lives (but for what the
 * kernel does not let go within `killMs`). ToolMissing, SyscallFailed: nothing was started. MonitorFailed: it ended, nobody knows how.
 */
export const runExec =
  (surroundings: Surroundings) =>
  async (run: ExecRun, signal: AbortSignal, tellStarted: (pid: number) => void): Promise<ExecEnded> => {
    if (signal.aborted) throw new FailureError('Cancelled', { tool: run.path });
    const { children, processes } = surroundings;
    const [runtime, orphan] = [children.expect(), children.expect()];
    try {
      const seen = await throughRuntime(run, { ...surroundings, signal, runtime });
      const { pid, runtimeCode } = seen;
      const ended = pid === undefined ? undefined : orphan.exitOf(pid);
      if (pid !== undefined && ended !== undefined && runtimeCode === 0) {
        tellStarted(pid);
        await assertAdopted(pid, ended);
        const exitCode = await withinLimit(ended, Number.POSITIVE_INFINITY, signal);
        if (typeof exitCode === 'number') return { hasStarted: true, exitCode };
      }
      if (pid !== undefined && ended !== undefined) await kill(processes, { pid, ended, limitMs: run.killMs });
      if (signal.aborted) throw new FailureError('Cancelled', { tool: run.path });
      return { hasStarted: false, exitCode: Number(runtimeCode), words: seen.words };
    } finally {
      runtime.forget();
      orphan.forget();
    }
  };

interface RuntimeSeen {
  readonly runtimeCode: number | 'aborted' | 'limit';
  /** The command's, if there is or was one. */
  readonly pid: number | undefined;
  readonly words: string;
}
type RuntimeScene = Surroundings & { readonly signal: AbortSignal; readonly runtime: Expected };

/** From the files that the runtime gets to its end; none of them is left. */
const throughRuntime = async (run: ExecRun, scene: RuntimeScene): Promise<RuntimeSeen> => {
  const { files, killMs } = run;
  try {
    writeSpec(files, run.spec);
    const runtimePid = startRuntime(run, scene);
    const runtimeCode = await withinLimit(scene.runtime.exitOf(runtimePid), Number.POSITIVE_INFINITY, scene.signal);
    if (runtimeCode === 'aborted') await killRuntime(scene.processes, runtimePid, killMs);
    return { runtimeCode, pid: pidIn(files), words: runtimeCode === 0 ? '' : wordsIn(files) };
  } finally {
    removeFiles(files);
  }
};

const killRuntime = (processes: Processes, pid: number, limitMs: number) =>
  killTree(processes, { pid, startTicks: processes.startTicksOf(pid) }, limitMs);

/** Neither here nor reaped by us: it died before its runtime, which has reaped it. No runtime that we know does. */
const assertAdopted = async (pid: number, ended: Promise<number>): Promise<void> => {
  if (isChild(pid) || (await withinLimit(ended, 0, never)) !== 'limit') return;
  throw new FailureError('MonitorFailed', { reason: 'the runtime has reaped the command', pid });
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
