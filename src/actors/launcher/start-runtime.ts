/** The start of an OCI runtime for an exec, in the launcher process. */
import { closeSync, openSync } from 'node:fs';
import { spawnProgram } from '../../native.ts';
import { fsFailureOf } from '../fs-failure.ts';
import { notSpawned } from '../tool.ts';
import type { ExecRun } from './run-exec.ts';
import type { SealedPrograms } from './sealed-programs.ts';

type Wanted = Pick<ExecRun, 'path' | 'args' | 'env' | 'cwd' | 'pipes'>;

/**
 * Starts it in a session of its own, so that a signal of a terminal does not reach it.
 * @returns its pid. @throws FailureError ToolMissing, SyscallFailed
 */
export const startRuntime = (
  { path, args, env, cwd, pipes }: Wanted,
  { programs, daemonPid }: { readonly programs: SealedPrograms; readonly daemonPid: number },
): number => {
  const opened: number[] = [];
  // a pipe is opened anew by its place in /proc, as /dev/stdout is
  const open = (fd: number | undefined, flags: 'r' | 'w'): number | undefined => {
    if (fd === undefined) return undefined;
    const own = openPipe(`/proc/${daemonPid}/fd/${fd}`, flags);
    opened.push(own);
    return own;
  };
  try {
    const [stdin, stdout, stderr] = pipes;
    const stdio = [open(stdin, 'r'), open(stdout, 'w'), open(stderr, 'w')] as const;
    const start = { argv: [path, ...args], env, cwd, stdio };
    return startSealed(programs, path, start) ?? startPlain(path, start);
  } finally {
    for (const fd of opened) closeSync(fd);
  }
};

type Start = Omit<Parameters<typeof spawnProgram>[0], 'path'>;

/** undefined: not started. A policy of this machine may forbid it; any other reason it will have for the program itself as well. */
const startSealed = (programs: SealedPrograms, program: string, start: Start): number | undefined => {
  const path = programs.pathOf(program);
  if (path === undefined) return undefined;
  try {
    return spawnProgram({ path, ...start });
  } catch {
    programs.refuse(program);
    return undefined;
  }
};

const startPlain = (path: string, start: Start): number => {
  try {
    return spawnProgram({ path, ...start });
  } catch (thrown) {
    throw notSpawned(path, thrown instanceof Error ? thrown.cause : thrown);
  }
};

const openPipe = (path: string, flags: 'r' | 'w'): number => {
  try {
    return openSync(path, flags);
  } catch (thrown) {
    throw fsFailureOf(thrown) ?? thrown;
  }
};
