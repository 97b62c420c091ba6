/**
 * The `execTask` contract: a command in a running task, without terminal or stdin, to its end.
 *
 * The runtime's exec detaches, and the command writes right into our pipes. (One in the foreground would do too, but it costs
 * more, ends only when every descendant has closed the output, and its exit code 255 does not tell a command's from its own.)
 *
 * @throws FailureError ExecTimedOut {timeoutMs}: the process and its descendants are dead; ExecNotStarted {message}: the runtime's
 * words; ContainerWrongState {taskId}: the container's first process is gone; ToolMissing, Cancelled, HandlerUnknown; LauncherLost:
 * the command has been killed, if it was known already.
 */
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { FailureError } from '../../machines/failure.ts';
import type { ExecTaskInput } from '../../machines/services/tasks.ts';
import type { Service } from '../../machines/services.ts';
import { makePipe } from '../../native.ts';
import type { StartedExec } from '../launcher/launcher.ts';
import { isAlive } from '../processes.ts';
import { collect, withinLimit } from '../tool.ts';
import { assertRuns, type ExecPlan, startExec } from './exec-call.ts';
import type { ProcessSpecs } from './process-spec.ts';
import { killCommand } from './process-tree.ts';
import { handlerOf, type Scene } from './scene.ts';

/** CRI: what ExecSync keeps of each output. */
export const maxExecBytes = 16 * 1024 * 1024;

export const execTask =
  (scene: Scene, processSpecs: ProcessSpecs): Service<'execTask'> =>
  async (input, signal) => {
    const handler = handlerOf(scene, input.runtimeHandler);
    assertRuns(scene, input);
    const pipes: OutputPipe[] = [];
    try {
      const spec = await processSpecs.of(input);
      const [out, err] = [openOutputPipe(pipes), openOutputPipe(pipes)];
      const stdout = collect(out.reader, maxExecBytes);
      const stderr = collect(err.reader, maxExecBytes);
      const plan = { handler, spec, pipes: [undefined, out.writeFd, err.writeFd], endsWithDaemon: true } as const;
      const handOver = () => pipes.forEach(({ closeWriter }) => void closeWriter());
      const exitCode = await outcomeOf(scene, input, { plan, signal, handOver });
      const closed = Promise.all([stdout.closed, stderr.closed]);
      await withinLimit(closed, scene.limits.execDrainMs, signal);
      return {
        exitCode,
        stdoutKey: scene.sideband.keep(stdout.bytes()),
        stderrKey: scene.sideband.keep(stderr.bytes()),
      };
    } finally {
      for (const { reader, closeWriter } of pipes) {
        closeWriter();
        reader.destroy();
      }
    }
  };

interface OutputPipe {
  readonly reader: Socket;
  readonly writeFd: number;
  /** At most once. */
  readonly closeWriter: () => void;
}

/** Node's own pipes are socket pairs, which a command cannot open as /dev/stdout or /dev/stderr. */
const openOutputPipe = (all: OutputPipe[]): OutputPipe => {
  const { readFd, writeFd } = makePipe();
  let isOpen = true;
  const closeWriter = () => {
    if (isOpen) closeSync(writeFd);
    isOpen = false;
  };
  const pipe = { reader: new Socket({ fd: readFd, readable: true, writable: false }), writeFd, closeWriter };
  all.push(pipe);
  return pipe;
};

interface Run {
  readonly plan: ExecPlan;
  readonly signal: AbortSignal;
  /** Closes what the command now has. */
  readonly handOver: () => void;
}

/** Whatever ends our waiting ends the command. */
const outcomeOf = async (scene: Scene, input: ExecTaskInput, { plan, signal, handOver }: Run): Promise<number> => {
  const { timeoutMs, execId } = input;
  const stop = new AbortController();
  const run = async () => {
    const started = await startExec(scene, input, { plan, signal: stop.signal });
    handOver();
    return await exitCodeOf(scene, started);
  };
  const running = run();
  const outcome = await withinLimit(running, timeoutMs > 0 ? timeoutMs : Number.POSITIVE_INFINITY, signal);
  if (typeof outcome === 'number') return outcome;
  stop.abort();
  await running.catch(() => undefined); // until all of it is dead
  if (outcome === 'aborted') throw new FailureError('Cancelled', { execId });
  throw new FailureError('ExecTimedOut', { timeoutMs });
};

const exitCodeOf = async (scene: Scene, { pid, ended }: StartedExec): Promise<number> => {
  const startTicks = scene.processes.startTicksOf(pid); // while the launcher lives the pid is nobody else's
  try {
    return await ended;
  } catch (failure) {
    const isLost = failure instanceof FailureError && failure.code === 'LauncherLost';
    if (isLost && startTicks !== undefined && isAlive(scene.processes, pid, startTicks))
      await killCommand(scene.processes, pid, scene.limits.killMs);
    throw failure;
  }
};
