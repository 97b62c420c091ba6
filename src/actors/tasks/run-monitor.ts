/** conmon from its start to its first answer: plain data in, plain data out, so that it can happen in another process. */
import { FailureError } from '../../machines/failure.ts';
import { killGroup, tail, withinLimit } from '../tool.ts';
import { type LaunchedMonitor, launchMonitor, type SyncLine } from './monitor.ts';

export interface MonitorRun {
  readonly path: string;
  readonly args: readonly string[];
  /** The bundle. */
  readonly cwd: string;
  readonly limitMs: number;
  /** Where the OCI runtime finds helpers; absent: where the system has its programs. */
  readonly searchPath?: string | undefined;
}
export interface MonitorAnswer {
  /** undefined: it ended without an answer. */
  readonly line?: SyncLine | undefined;
  /** The last of what it wrote to stderr. */
  readonly complaints: string;
}

/**
 * Starts a monitor and waits for what became of the runtime's create. After a good answer the first of its two processes
 * has ended, and the pid file of the second is there; after any other nothing of it runs.
 *
 * @throws FailureError ToolMissing, SyscallFailed; ToolTimedOut {tool, path, limitMs}; Cancelled
 */
export type RunMonitor = (run: MonitorRun, signal: AbortSignal) => Promise<MonitorAnswer>;

export const runMonitor: RunMonitor = async ({ path, args, cwd, limitMs, searchPath }, signal) => {
  const scene = { conmonPath: path, processes: { startTicksOf: () => undefined } };
  const monitor = await launchMonitor(scene, { args, cwd, searchPath });
  const complaints: Buffer[] = [];
  monitor.stdout.resume();
  monitor.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  try {
    const line = await withinLimit(monitor.nextLine(), limitMs, signal);
    if (line === 'aborted') throw new FailureError('Cancelled', { tool: 'conmon' });
    if (line === 'limit') throw new FailureError('ToolTimedOut', { tool: 'conmon', path, limitMs });
    if (line === undefined || line.data <= 0) await end(monitor);
    else await monitor.ended;
    return { line, complaints: tail(Buffer.concat(complaints)) };
  } catch (failure) {
    await end(monitor);
    throw failure;
  } finally {
    monitor.release();
  }
};

/** Its first process leaves the pid file by which the second is found; it does so at once, unless it is stuck. */
const end = async (monitor: LaunchedMonitor): Promise<void> => {
  await withinLimit(monitor.ended, forkMs, new AbortController().signal);
  killGroup(monitor.pid);
};

const forkMs = 2000;
