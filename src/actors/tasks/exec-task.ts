/**
 * The `execTask` contract: a command in a running task, without terminal or stdin, to its end.
 *
 * conmon runs the runtime's exec and reaps the process, as only its reaper learns the exit code; with `passthrough` the process
 * writes right into our pipes. (A `runc exec` in the foreground would do too, but it ends only when every descendant has closed
 * the output, and its exit code 255 does not tell a command's from its own.)
 *
 * @throws FailureError ExecTimedOut {timeoutMs}: the process and its descendants are dead; ExecNotStarted {message}: the runtime's
 * words; ContainerWrongState {taskId}: the container's first process is gone; MonitorFailed, ToolMissing, Cancelled, HandlerUnknown.
 */
import { closeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { FailureError } from '../../machines/failure.ts';
import type { ExecTaskInput, Service } from '../../machines/services.ts';
import { makePipe } from '../../native.ts';
import { collect, withinLimit } from '../tool.ts';
import { assertRuns, assertStarted, execArgs, execFiles, processSpec } from './exec-call.ts';
import { unlinkAll } from './files.ts';
import { type LaunchedMonitor, launchMonitor } from './monitor.ts';
import { killTree } from './process-tree.ts';
import { handlerOf, type Scene } from './scene.ts';

/** CRI: what ExecSync keeps of each output. */
export const maxExecBytes = 16 * 1024 * 1024;

export const execTask =
  (scene: Scene): Service<'execTask'> =>
  async (input, signal) => {
    const handler = handlerOf(scene, input.runtimeHandler);
    assertRuns(scene, input);
    const files = execFiles(input);
    try {
      await writeFile(files.spec, await processSpec(input), { mode: 0o600 });
      const out = openOutputPipe();
      const err = openOutputPipe();
      const readers = [out.reader, err.reader];
      const launched = launchMonitor(scene, execArgs(handler, input), input.bundleDir, [
        'ignore',
        out.writeFd,
        err.writeFd,
      ]);
      for (const { writeFd } of [out, err]) void launched.finally(() => closeSync(writeFd)).catch(() => undefined);
      const monitor = await launched.catch((failure: unknown) => {
        for (const reader of readers) reader.destroy();
        throw failure;
      });
      const stdout = collect(out.reader, maxExecBytes);
      const stderr = collect(err.reader, maxExecBytes);
      try {
        const exitCode = await outcomeOf(scene, input, { monitor, signal, complaints: stderr.bytes });
        const closed = Promise.all([stdout.closed, stderr.closed]);
        await withinLimit(closed, scene.limits.execDrainMs, signal);
        return {
          exitCode,
          stdoutKey: scene.sideband.keep(stdout.bytes()),
          stderrKey: scene.sideband.keep(stderr.bytes()),
        };
      } catch (failure) {
        await killTree(scene.processes, monitor, scene.limits.killMs);
        throw failure;
      } finally {
        monitor.release();
        for (const reader of readers) reader.destroy();
      }
    } finally {
      await unlinkAll(Object.values(files));
    }
  };

/** Node's own pipes are socket pairs, which a command cannot open as /dev/stdout or /dev/stderr. */
const openOutputPipe = () => {
  const { readFd, writeFd } = makePipe();
  return { reader: new Socket({ fd: readFd, readable: true, writable: false }), writeFd };
};

interface Progress {
  readonly monitor: LaunchedMonitor;
  readonly signal: AbortSignal;
  readonly complaints: () => Buffer;
}

/** First comes the pid (or that there is none), then the exit code. */
const outcomeOf = async (
  scene: Scene,
  input: ExecTaskInput,
  { monitor, signal, complaints }: Progress,
): Promise<number> => {
  const { timeoutMs } = input;
  const lines = (async () => ({ started: await monitor.nextLine(), ended: await monitor.nextLine() }))();
  const outcome = await withinLimit(lines, timeoutMs > 0 ? timeoutMs : Number.POSITIVE_INFINITY, signal);
  if (outcome === 'aborted') throw new FailureError('Cancelled', { execId: input.execId });
  if (outcome === 'limit') throw new FailureError('ExecTimedOut', { timeoutMs });
  const { started, ended } = outcome;
  await assertStarted(scene, input, started, complaints);
  if (ended === undefined || ended.data < 0)
    throw new FailureError('MonitorFailed', { reason: 'ended before the command' });
  return ended.data;
};
