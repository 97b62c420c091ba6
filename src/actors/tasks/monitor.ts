/** conmon: how it is started, what it answers, and how it is told from a stranger with its pid. */

import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { CreateTaskInput } from '../../machines/services/tasks.ts';
import { isAlive, type Processes } from '../processes.ts';
import { exitCodeOf, notSpawned } from '../tool.ts';
import type { MonitorRun } from './run-monitor.ts';
import { globalArgs, toolEnv } from './runtime.ts';
import { type RuntimeHandler, type Scene, taskFiles } from './scene.ts';

/**
 * The command line of a task's monitor. It makes `attach`, `ctl` and `winsz` in the bundle, writes the container log and,
 * when the container's first process has ended and its output is in the log, the exit file.
 *
 * No `--log-size-max` (it would truncate the log that the kubelet rotates); no sync of the log to disk at the end (the exit
 * would wait for the disk). Source: conmon(8), 2.1.
 */
export const monitorArgs = (scene: Scene, handler: RuntimeHandler, input: CreateTaskInput): readonly string[] => {
  const files = taskFiles(input.bundleDir);
  const runtimeArgs = globalArgs(handler, files.runtimeLog).flatMap((arg) => ['--runtime-arg', arg]);
  return [
    ...['--api-version', '1', '--cid', input.taskId, '--cuuid', input.taskId, '--name', input.taskId],
    ...['--runtime', handler.path, ...runtimeArgs],
    ...['--bundle', input.bundleDir, '--container-pidfile', files.pidFile, '--conmon-pidfile', files.monitorPidFile],
    ...['--exit-dir', scene.exitDir, '--persist-dir', input.bundleDir, '--full-attach'],
    ...['--log-path', input.logPath === undefined ? 'none' : `k8s-file:${input.logPath}`, '--no-sync-log'],
    ...(handler.options.noNewKeyring === true ? ['--no-new-keyring'] : []),
    ...(input.isTerminal ? ['--terminal'] : []),
    ...(input.hasStdin ? ['--stdin'] : []),
    // a terminal has no end of input: closing it would only lock out whoever attaches next
    ...(input.hasStdin && (!input.closesStdinOnce || input.isTerminal) ? ['--leave-stdin-open'] : []),
  ];
};

/** A conmon on its way: it answers over the sync pipe what came of the runtime's call. */
export interface LaunchedMonitor {
  readonly pid: number;
  /** undefined: it ended at once. */
  readonly startTicks: string | undefined;
  /** Each line of the sync pipe; undefined when it closed without another. */
  readonly nextLine: () => Promise<SyncLine | undefined>;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Of the process that we started, which ends when it has forked the monitor. */
  readonly ended: Promise<number>;
  /** Lets go of our ends of its pipes. The monitor lives on. */
  readonly release: () => void;
}
export interface SyncLine {
  /** The container's pid; negative: it failed. */
  readonly data: number;
  readonly message?: string | undefined;
}

/**
 * Starts conmon in a session of its own: it must outlive the daemon.
 * @throws FailureError ToolMissing, SyscallFailed
 */
export const launchMonitor = async (
  scene: { readonly conmonPath: string; readonly processes: Pick<Processes, 'startTicksOf'> },
  { args, cwd, searchPath }: Pick<MonitorRun, 'args' | 'cwd' | 'searchPath'>,
): Promise<LaunchedMonitor> => {
  const path = scene.conmonPath;
  const monitor = execa(path, args, {
    cwd,
    // terminal sockets go where TMPDIR says; by this name the bundle's path cannot be too long for one
    env: { PATH: searchPath ?? toolEnv.PATH, _OCI_SYNCPIPE: '3', TMPDIR: '/proc/self/cwd' },
    extendEnv: false,
    preferLocal: false,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  if (monitor.pid === undefined) throw notSpawned(path, (await monitor).cause);
  const sync = monitor.stdio[3] as Readable; // fd 3 is a pipe, see above
  return {
    pid: monitor.pid,
    startTicks: scene.processes.startTicksOf(monitor.pid),
    nextLine: lineReader(sync),
    stdout: monitor.stdout,
    stderr: monitor.stderr,
    ended: exitCodeOf(monitor),
    release: () => {
      for (const stream of [sync, monitor.stdout, monitor.stderr]) stream?.destroy();
    },
  };
};

/** Lines of the sync pipe, each JSON; conmon escapes all but one of the control characters, hence no strict parser. */
const lineReader = (stream: Readable): (() => Promise<SyncLine | undefined>) => {
  let text = '';
  let isClosed = false;
  let wake = () => {};
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  const close = () => {
    isClosed = true;
    wake();
  };
  stream.on('close', close).on('end', close).on('error', close);
  return async () => {
    while (!text.includes('\n') && !isClosed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const end = text.indexOf('\n');
    const line = end < 0 ? text : text.slice(0, end);
    text = end < 0 ? '' : text.slice(end + 1);
    return syncLineOf(line);
  };
};

export const syncLineOf = (line: string): SyncLine | undefined => {
  const data = /^\{"(?:data|pid|exit_code)": (-?\d+)/.exec(line)?.[1];
  if (data === undefined) return undefined;
  const message = /"message": "(.*)"\}$/s.exec(line)?.[1];
  return { data: Number(data), ...(message === undefined ? {} : { message: unescapeJson(message) }) };
};

const unescapeJson = (text: string): string =>
  text.replace(/\\(?:u00([0-9a-f]{2})|(.))/g, (_, code: string | undefined, char: string | undefined) =>
    code === undefined
      ? ({ n: '\n', t: '\t' }[char ?? ''] ?? char ?? '')
      : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** A pid file's pid; undefined: absent or not a pid. */
export const readPid = async (file: string): Promise<number | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^\d+$/.test(text.trim()) ? Number(text) : undefined;
};

/**
 * The monitor that a pid file names, if that process is this task's conmon: its arguments must name the task.
 * For tasks whose creation was cut off before their identity was recorded.
 */
export const findMonitor = async (
  scene: Scene,
  taskId: string,
  bundleDir: string,
): Promise<{ readonly pid: number; readonly startTicks: string } | undefined> => {
  const pid = await readPid(taskFiles(bundleDir).monitorPidFile);
  const startTicks = pid === undefined ? undefined : scene.processes.startTicksOf(pid);
  if (pid === undefined || startTicks === undefined) return undefined;
  const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const isOurs = args.includes('--conmon-pidfile') && args[args.indexOf('--cid') + 1] === taskId;
  return isOurs && isAlive(scene.processes, pid, startTicks) ? { pid, startTicks } : undefined;
};
