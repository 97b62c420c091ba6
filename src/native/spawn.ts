/** Programs that are started without a copy of this process. Source: vfork(2). */
import { callNow, checkTexts } from './addon.ts';

export interface ProgramStart {
  /** Of the file to execute. */
  readonly path: string;
  /** With its own name as the first. */
  readonly argv: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Descriptors above 2 for it; undefined: /dev/null. It has no other but those that are not closed on exec. */
  readonly stdio: readonly [stdin: number | undefined, stdout: number | undefined, stderr: number | undefined];
}

/**
 * Starts a program as the leader of a session, with every signal as a new process has it. Node does not know of it: it is
 * for `reapChild` to reap.
 *
 * @returns its pid, when it is that program already. @throws FailureError SyscallFailed {syscall, path, code}: nothing was started
 */
export const spawnProgram = ({ path, argv, env, cwd, stdio }: ProgramStart): number => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  checkTexts('execve', path, cwd, ...argv, ...variables);
  const descriptors = stdio.map((fd) => fd ?? -1);
  return callNow((addon: SpawnCalls) => addon.spawnProgram(path, argv, variables, cwd, descriptors));
};

interface SpawnCalls {
  spawnProgram(
    path: string,
    argv: readonly string[],
    env: readonly string[],
    cwd: string,
    stdio: readonly number[],
  ): number;
}
