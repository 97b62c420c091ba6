/** What the runtime is told of an exec's process: the container's first one, with another command. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ProcessSpecs {
  /**
   * The first process's user, groups, environment, directory, capabilities, limits and labels, with another command and no
   * terminal, as JSON. The bundle is read once: what an update changes is not of its process.
   */
  readonly of: (exec: OfTask) => Promise<string>;
  /** The task goes. */
  readonly forget: (taskId: string) => void;
}

interface OfTask {
  readonly taskId: string;
  readonly bundleDir: string;
  readonly command: readonly string[];
}

/** Probes are execs, and of many containers; each of these is some kilobytes. The one that was read first goes first. */
const maxRemembered = 512;

export const openProcessSpecs = (): ProcessSpecs => {
  /** What follows the command. */
  const remembered = new Map<string, string>();
  const rest = async ({ taskId, bundleDir }: OfTask): Promise<string> => {
    const known = remembered.get(taskId);
    if (known !== undefined) return known;
    const read = JSON.stringify(withoutCommand(await firstProcess(bundleDir), false)).slice(1);
    remembered.set(taskId, read);
    const [oldest] = remembered.keys();
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
    return read;
  };
  return {
    of: async (exec) => `{"args":${JSON.stringify(exec.command)},${await rest(exec)}`,
    forget: (taskId) => void remembered.delete(taskId),
  };
};

/** The same for a session, which may have a terminal; then TERM is set, where the container does not set it. */
export const sessionSpec = async (
  { bundleDir, command }: { readonly bundleDir: string; readonly command: readonly string[] },
  { isTerminal }: { readonly isTerminal: boolean },
): Promise<string> => {
  const process = await firstProcess(bundleDir);
  const { env = [] } = process;
  const hasTerm = !isTerminal || env.some((variable) => variable.startsWith('TERM='));
  const whole = { ...withoutCommand(process, isTerminal), env: hasTerm ? env : [...env, 'TERM=xterm'], args: command };
  return JSON.stringify(whole);
};

interface Process {
  readonly env?: readonly string[];
}

const firstProcess = async (bundleDir: string): Promise<Process> => {
  const spec = JSON.parse(await readFile(join(bundleDir, 'config.json'), 'utf8')) as { readonly process: Process };
  return spec.process;
};

const withoutCommand = (process: Process, isTerminal: boolean) => ({
  ...process,
  terminal: isTerminal,
  consoleSize: undefined,
  args: undefined,
});
