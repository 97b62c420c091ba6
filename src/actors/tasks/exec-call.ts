/** What every exec has in common: its files, the command line of its monitor, the process's description, its start. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { TaskIdentity } from '../../machines/services.ts';
import { isAlive } from '../processes.ts';
import { tail } from '../tool.ts';
import type { SyncLine } from './monitor.ts';
import { globalArgs, messageIn, takeRuntimeLog } from './runtime.ts';
import type { RuntimeHandler, Scene } from './scene.ts';

export interface ExecCall {
  readonly taskId: string;
  readonly execId: string;
  readonly bundleDir: string;
  readonly identity: TaskIdentity;
  readonly command: readonly string[];
}

export const execFiles = ({ bundleDir, execId }: ExecCall) => ({
  spec: join(bundleDir, `exec-${execId}.json`),
  pid: join(bundleDir, `exec-${execId}.pid`),
  log: join(bundleDir, `exec-${execId}.log`),
});

/** @param runtimeOptions given to the runtime's exec. */
export const execArgs = (
  handler: RuntimeHandler,
  call: ExecCall,
  runtimeOptions: readonly string[] = [],
): readonly string[] => {
  const { spec, pid, log } = execFiles(call);
  return [
    ...['--api-version', '1', '--sync', '--exec', '--cid', call.taskId, '--cuuid', call.taskId],
    ...['--runtime', handler.path, ...globalArgs(handler, log).flatMap((arg) => ['--runtime-arg', arg])],
    ...['--exec-process-spec', spec, '--container-pidfile', pid],
    ...runtimeOptions.flatMap((option) => ['--runtime-opt', option]),
    ...['--log-path', 'passthrough', '--log-level', 'error'],
  ];
};

/**
 * The first process's user, groups, environment, directory, capabilities, limits and labels, with another command.
 * With a terminal TERM is set, where the container does not set it.
 */
export const processSpec = async (
  { bundleDir, command }: ExecCall,
  { isTerminal = false }: { readonly isTerminal?: boolean } = {},
): Promise<string> => {
  const { process } = JSON.parse(await readFile(join(bundleDir, 'config.json'), 'utf8')) as {
    process: { readonly env?: readonly string[] };
  };
  const { env = [] } = process;
  const hasTerm = !isTerminal || env.some((variable) => variable.startsWith('TERM='));
  return JSON.stringify({
    ...process,
    env: hasTerm ? env : [...env, 'TERM=xterm'],
    terminal: isTerminal,
    consoleSize: undefined,
    args: command,
  });
};

/**
 * Judges the first line of the monitor: the command's pid, or that there is none.
 * @throws FailureError ExecNotStarted {message, command}; ContainerWrongState {taskId}
 */
export const assertStarted = async (
  scene: Scene,
  call: ExecCall,
  started: SyncLine | undefined,
  complaints: () => Buffer,
): Promise<void> => {
  if (started !== undefined && started.data > 0) return;
  assertRuns(scene, call);
  const said = (await takeRuntimeLog(execFiles(call).log)) ?? started?.message ?? messageIn(tail(complaints()));
  throw new FailureError('ExecNotStarted', {
    message: said ?? 'the runtime gave no reason',
    command: call.command[0],
  });
};

/** @throws FailureError ContainerWrongState {taskId} when the container's first process is gone. */
export const assertRuns = (scene: Scene, { taskId, identity }: ExecCall): void => {
  if (!isAlive(scene.processes, identity.pid, identity.startTicks))
    throw new FailureError('ContainerWrongState', { taskId });
};
