/** Calls of the OCI runtime's command line, and what it says when it fails. */
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import { type RunTool, type ToolEnded, tail } from '../tool.ts';
import type { RuntimeHandler } from './scene.ts';

/** What programs of ours get to see: a search path, for runtimes that look for helpers (newuidmap, criu). */
export const toolEnv = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } as const;

/** Options before the command. */
export const globalArgs = (handler: RuntimeHandler, log?: string): readonly string[] => [
  `--root=${handler.rootDir}`,
  ...(handler.options.systemdCgroup ? ['--systemd-cgroup'] : []),
  ...(log === undefined ? [] : [`--log=${log}`, '--log-format=json']),
];

export interface RuntimeCall {
  readonly runTool: RunTool;
  readonly handler: RuntimeHandler;
  readonly args: readonly string[];
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Where it finds helpers; absent: where the system has its programs. */
  readonly searchPath?: string | undefined;
}

/**
 * Runs the OCI runtime.
 * @throws FailureError RuntimeFailed {message, command, exitCode}; ToolMissing, ToolTimedOut, Cancelled as `runTool`.
 */
export const runRuntime = async (call: RuntimeCall): Promise<ToolEnded> => {
  const { runTool, handler, args, limitMs, signal } = call;
  const path = handler.path;
  const ended = await runTool({
    path,
    args: [...globalArgs(handler), ...args],
    env: call.searchPath === undefined ? toolEnv : { PATH: call.searchPath },
    limitMs,
    signal,
    maxBytes: 1 << 20,
  });
  if (ended.exitCode === 0) return ended;
  throw new FailureError('RuntimeFailed', {
    message: messageIn(tail(ended.stderr)) ?? `exit code ${ended.exitCode}`,
    command: args[0],
    exitCode: ended.exitCode,
  });
};

/** The runtime's own folder for this task: there exactly while it knows the task. */
export const stateDirOf = (handler: RuntimeHandler, taskId: string): string => join(handler.rootDir, taskId);

/**
 * The reason in what a runtime wrote: of JSON or logrus lines the message of the last one that is an error; else the last
 * line of a text. undefined: nothing but blanks.
 */
export const messageIn = (text: string): string | undefined => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.map(errorOfLine).filter((message) => message !== undefined);
  return errors.at(-1) ?? lines.at(-1);
};

/** The reason in a log file that a runtime was given; undefined: no file, or nothing in it. The file goes. */
export const takeRuntimeLog = async (file: string): Promise<string | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  await unlink(file).catch(() => undefined);
  return messageIn(text.slice(-65_536));
};

const errorOfLine = (line: string): string | undefined => {
  if (line.startsWith('{')) {
    try {
      const entry: unknown = JSON.parse(line);
      if (typeof entry !== 'object' || entry === null || !('msg' in entry)) return undefined;
      return 'level' in entry && /^(error|fatal|panic)$/.test(String(entry.level)) ? String(entry.msg) : undefined;
    } catch {
      return undefined; // cut off
    }
  }
  const text = /level=(?:error|fatal) msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  return text?.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
};
