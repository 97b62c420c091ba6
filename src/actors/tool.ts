/**
 * The one way in which outside programs are run (runc, crun, CNI plugins): no shell, an environment that is spelled out,
 * a process group of its own, and a limit after which the whole group is killed.
 */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { FailureError } from '../machines/failure.ts';

/** What is run and with what. */
export interface ToolCall {
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of the daemon's is added. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to the program's stdin, then closed. Absent: stdin is /dev/null. */
  readonly stdin?: string | Buffer | undefined;
  /** Default: `/`. */
  readonly cwd?: string | undefined;
  /** Kept of each stream; the surplus is read and dropped. */
  readonly maxBytes: number;
}

export interface ToolInput extends ToolCall {
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** How long output is awaited after the program ended while a descendant holds the pipe. Default 1000. */
  readonly drainMs?: number | undefined;
}

export interface ToolEnded {
  /** 128 + signal where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}
export type RunTool = (input: ToolInput) => Promise<ToolEnded>;

/**
 * Runs a program to its end. A bad exit code is a result, not a failure.
 *
 * @throws FailureError ToolMissing {tool, path, code}; ToolTimedOut {tool, path, limitMs, stderr}; Cancelled {tool} when
 * the signal fires; SyscallFailed {syscall, path, code} when it cannot be spawned. Its process group is dead then, but
 * for processes that the kernel does not let go: they are waited for no longer than a second.
 */
export const runTool: RunTool = async (input) => {
  const { path, limitMs, signal } = input;
  const tool = basename(path);
  if (signal.aborted) throw new FailureError('Cancelled', { tool });
  const program = await launchTool(input);
  try {
    const outcome = await withinLimit(program.ended, limitMs, signal);
    if (typeof outcome === 'number') {
      await program.drain(input.drainMs ?? 1000);
      return { exitCode: outcome, stdout: program.stdout(), stderr: program.stderr() };
    }
    program.kill();
    await settled(program.ended, unkillableMs);
    if (outcome === 'aborted') throw new FailureError('Cancelled', { tool });
    throw new FailureError('ToolTimedOut', { tool, path, limitMs, stderr: tail(program.stderr()) });
  } finally {
    program.release();
  }
};

/** A program that runs. {@link release} must be called in the end. */
export interface LaunchedTool {
  readonly pid: number;
  /** Settles with the exit code (128 + signal) at the program's own end, whoever still holds its output. */
  readonly ended: Promise<number>;
  /** What has been read so far. */
  readonly stdout: () => Buffer;
  readonly stderr: () => Buffer;
  /** Settles when both outputs are closed, or after `limitMs`. */
  readonly drain: (limitMs: number) => Promise<void>;
  /** SIGKILL to its process group. */
  readonly kill: () => void;
  /** Closes our ends of the pipes. */
  readonly release: () => void;
}

/**
 * Starts a program; the limit is the caller's matter.
 *
 * @throws FailureError ToolMissing, SyscallFailed: as {@link runTool}.
 */
export const launchTool = async (call: ToolCall): Promise<LaunchedTool> => {
  const program = execa(call.path, call.args, {
    cwd: call.cwd ?? '/',
    env: call.env,
    extendEnv: false,
    preferLocal: false,
    ...(call.stdin === undefined ? { stdin: 'ignore' as const } : { stdin: 'pipe' as const, input: call.stdin }),
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    detached: true, // a process group of its own; execa's own timeout would end the program and leave its children
    cleanup: false,
  });
  const { pid } = program;
  if (pid === undefined) throw notSpawned(call.path, (await program).cause);
  const stdout = collect(program.stdout, call.maxBytes);
  const stderr = collect(program.stderr, call.maxBytes);
  return {
    pid,
    ended: exitCodeOf(program),
    stdout: stdout.bytes,
    stderr: stderr.bytes,
    drain: async (limitMs) => {
      await settled(Promise.all([stdout.closed, stderr.closed]), limitMs);
    },
    kill: () => killGroup(pid),
    release: () => {
      program.stdin?.destroy();
      program.stdout?.destroy();
      program.stderr?.destroy();
    },
  };
};

/** Waits for a promise, no longer than the limit (ms; Infinity: none) or until the signal fires. Never rejects on those. */
export const withinLimit = async <T>(
  promise: Promise<T>,
  limitMs: number,
  signal: AbortSignal,
): Promise<T | 'limit' | 'aborted'> => {
  if (signal.aborted) return 'aborted';
  const { promise: stopped, resolve } = Promise.withResolvers<'limit' | 'aborted'>();
  const onAbort = () => resolve('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  const limit = Number.isFinite(limitMs)
    ? setTimeout(() => resolve('limit'), Math.min(limitMs, 2 ** 31 - 1))
    : undefined;
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', onAbort);
  }
};

/** The last 2 kB as text: what a failure keeps of a program's complaints. */
export const tail = (output: Buffer): string => output.subarray(-2048).toString('utf8').trim();

const unkillableMs = 1000;

const settled = async (promise: Promise<unknown>, limitMs: number): Promise<void> => {
  await withinLimit(promise, limitMs, new AbortController().signal);
};

/** Settles at a child's own end, whoever still holds its output: 128 + signal for a signal. */
export const exitCodeOf = (child: Pick<ChildProcess, 'once'>): Promise<number> =>
  new Promise((resolve) =>
    child.once('exit', (code: number | null, signal: NodeJS.Signals | null) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    ),
  );

/** Reads a stream to its end, so that nobody blocks on it, and keeps the first `maxBytes`. */
export const collect = (stream: Readable, maxBytes: number) => {
  const chunks: Buffer[] = [];
  let kept = 0;
  stream.on('data', (chunk: Buffer) => {
    const room = maxBytes - kept;
    if (room <= 0) return;
    const part = chunk.length <= room ? chunk : chunk.subarray(0, room);
    chunks.push(part);
    kept += part.length;
  });
  const closed = new Promise<void>((resolve) => stream.once('close', resolve).once('error', () => resolve()));
  return { bytes: () => Buffer.concat(chunks, kept), closed };
};

/** SIGKILL to a process group. Gone already: fine. */
export const killGroup = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // gone already: fine
  }
};

/** What it means that execa could not start a program. */
export const notSpawned = (path: string, cause: unknown): FailureError => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const isMissing = ['ENOENT', 'EACCES', 'ENOTDIR', 'ENOEXEC', 'EISDIR'].includes(code);
  return isMissing
    ? new FailureError('ToolMissing', { tool: basename(path), path, code }, { cause })
    : new FailureError('SyscallFailed', { syscall: 'spawn', path, code }, { cause });
};
