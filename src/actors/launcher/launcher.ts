/**
 * Programs are started by a small process of ours instead of the daemon itself: fork copies the page tables of whoever
 * forks, and holds up its event loop meanwhile: milliseconds for a daemon of a hundred megabytes, several times for each pod.
 * See docs/adr/0011-launcher.md.
 *
 *   daemon ── call, abort ──▶ launcher process ── execa ──▶ conmon, runc, CNI plugins
 *          ◀── answer ───────
 */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { errorOf, FailureError } from '../../machines/failure.ts';
import type { Log } from '../log.ts';
import type { RunMonitor } from '../tasks/run-monitor.ts';
import type { RunTool } from '../tool.ts';
import type { Answer, Call, Request, Started } from './protocol.ts';
import type { ExecEnded, ExecRun } from './run-exec.ts';

/** How programs are started. */
export interface Launcher {
  readonly runTool: RunTool;
  readonly runMonitor: RunMonitor;
  readonly startExec: StartExec;
}

/**
 * Starts a command in a container. The signal ends it, whenever it fires.
 * @throws FailureError ToolMissing, SyscallFailed; Cancelled: nothing of it lives; LauncherLost
 */
export type StartExec = (run: ExecRun, signal: AbortSignal) => Promise<StartedExec | NotStarted>;

export interface StartedExec {
  readonly pid: number;
  /**
   * Its exit code, 128 + signal for a signal. Rejects with Cancelled when it was ended by the signal, with what it has started;
   * with LauncherLost when nobody can know its exit code any more, while it may still run.
   */
  readonly ended: Promise<number>;
}
export interface NotStarted {
  readonly pid: undefined;
  /** The runtime's. */
  readonly exitCode: number;
  /** The last of its log. */
  readonly words: string;
}

export interface LauncherProcess extends Launcher {
  /** Ends it, and with it every program that still runs for us, but monitors. */
  readonly close: () => Promise<void>;
}

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
/** A heap that stays small: what it forks is what it has. */
const nodeOptions = ['--max-semi-space-size=1', '--optimize-for-size', '--max-old-space-size=64'];

interface Open {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly started?: ((pid: number) => void) | undefined;
}
type Running = ReturnType<typeof start>;

/**
 * Holds one process, started now and again after it was lost. Calls that were open when it was lost fail with
 * `LauncherLost`: what they started may still run, as after a crash of the daemon, and is found by who undoes them.
 */
export const openLauncher = (log: Log): LauncherProcess => {
  const open = new Map<number, Open>();
  let last = 0;
  let isClosed = false;
  let running: Running | undefined;

  const settle = (message: Answer | Started): void => {
    const { id } = message;
    const call = open.get(id);
    if (message.type === 'started') {
      call?.started?.(message.pid);
      return;
    }
    const { outcome } = message;
    open.delete(id);
    if (call === undefined) return;
    if (outcome.ok) call.resolve(outcome.value as never);
    else call.reject(errorOf(outcome.failure));
  };
  const lost = (of: Running): void => {
    if (running === of) running = undefined;
    if (!isClosed) log.error({ calls: open.size }, 'the launcher process ended; another takes its place');
    for (const { reject } of open.values()) reject(new FailureError('LauncherLost', {}));
    open.clear();
  };
  const ensure = (): Running => {
    if (running !== undefined) return running;
    const started = start();
    started.on('message', (answer) => settle(answer as unknown as Answer | Started));
    started.once('exit', () => lost(started));
    started.once('error', () => lost(started));
    running = started;
    return started;
  };

  const ask = <Value>(call: Call, signal: AbortSignal, started?: (pid: number) => void): Promise<Value> => {
    if (isClosed) return Promise.reject(new FailureError('Draining', {}));
    last += 1;
    const id = last;
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    open.set(id, { resolve, reject, started });
    const launcher = ensure();
    const say = (request: Request) => launcher.send(request, (error) => error && launcher.kill('SIGKILL'));
    const abort = () => void say({ type: 'abort', id });
    say({ type: 'call', id, call });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', abort));
  };

  ensure();
  return {
    runTool: ({ signal, ...input }) => ask({ kind: 'tool', input }, signal),
    runMonitor: (input, signal) => ask({ kind: 'monitor', input }, signal),
    startExec: (input, signal) =>
      new Promise((resolve, reject) => {
        const answer = ask<ExecEnded>({ kind: 'exec', input }, signal, (pid) => resolve({ pid, ended }));
        const ended = answer.then(({ exitCode }) => exitCode);
        // after a start neither is heard
        answer.then((told) => {
          const words = told.hasStarted ? '' : told.words;
          resolve({ pid: undefined, exitCode: told.exitCode, words });
        }, reject);
        ended.catch(() => undefined);
      }),
    close: async () => {
      isClosed = true;
      const ending = running;
      if (ending === undefined) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.disconnect();
      await ended;
    },
  };
};

/** It ends by itself when the channel closes; a signal of the terminal is the daemon's to answer. */
const start = () =>
  execa(process.execPath, [...nodeOptions, program], {
    ipc: true,
    serialization: 'advanced',
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  });
