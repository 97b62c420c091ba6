/** What every exec has in common: its files, the command line of the runtime, its start. */
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { TaskIdentity } from '../../machines/services/tasks.ts';
import type { ExecFiles } from '../launcher/exec-files.ts';
import type { StartedExec } from '../launcher/launcher.ts';
import type { ExecRun } from '../launcher/run-exec.ts';
import { isAlive } from '../processes.ts';
import { unlinkAll } from './files.ts';
import { globalArgs, messageIn, toolEnv } from './runtime.ts';
import type { RuntimeHandler, Scene } from './scene.ts';

export interface ExecCall {
  readonly taskId: string;
  readonly execId: string;
  readonly bundleDir: string;
  readonly identity: TaskIdentity;
  readonly command: readonly string[];
}

const execFiles = ({ bundleDir, execId }: ExecCall): ExecFiles => ({
  spec: join(bundleDir, `exec-${execId}.json`),
  pid: join(bundleDir, `exec-${execId}.pid`),
  halfPid: join(bundleDir, `.exec-${execId}.pid`),
  log: join(bundleDir, `exec-${execId}.log`),
});

export interface ExecPlan {
  readonly handler: RuntimeHandler;
  /** The process's description. */
  readonly spec: string;
  readonly pipes: ExecRun['pipes'];
  readonly endsWithDaemon: boolean;
  /** Given to the runtime's exec. */
  readonly runtimeOptions?: readonly string[] | undefined;
}

/**
 * Starts the command by the OCI runtime. Nothing of it is left in the bundle, whatever comes of it.
 * @throws FailureError ExecNotStarted {message, command}; ContainerWrongState {taskId}; and as `StartExec` does.
 */
export const startExec = async (
  scene: Scene,
  call: ExecCall,
  { plan, signal }: { readonly plan: ExecPlan; readonly signal: AbortSignal },
): Promise<StartedExec> => {
  const { handler, spec, pipes, endsWithDaemon, runtimeOptions = [] } = plan;
  const files = execFiles(call);
  const options = ['--detach', '--process', files.spec, '--pid-file', files.pid, ...runtimeOptions];
  const run = {
    path: handler.path,
    args: [...globalArgs(handler, files.log), 'exec', ...options, call.taskId],
    env: toolEnv,
    cwd: call.bundleDir,
    files,
    spec,
    pipes,
    killMs: scene.limits.killMs,
    endsWithDaemon,
  };
  const started = await scene.launcher.startExec(run, signal).catch(async (failure: unknown) => {
    if (failure instanceof FailureError && failure.code === 'LauncherLost') await unlinkAll(Object.values(files));
    throw failure;
  });
  if (started.pid !== undefined) return started;
  assertRuns(scene, call);
  throw new FailureError('ExecNotStarted', {
    message: messageIn(started.words) ?? `the runtime ended with ${started.exitCode} and gave no reason`,
    command: call.command[0],
  });
};

/** @throws FailureError ContainerWrongState {taskId} when the container's first process is gone. */
export const assertRuns = (scene: Scene, { taskId, identity }: ExecCall): void => {
  if (!isAlive(scene.processes, identity.pid, identity.startTicks))
    throw new FailureError('ContainerWrongState', { taskId });
};
