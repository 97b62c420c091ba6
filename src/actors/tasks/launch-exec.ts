/**
 * A command in a running task whose streams are ours: pipes, or a terminal's master.
 *
 * The runtime's exec detaches; the launcher learns how the command ends, and takes no part in its streams: the command has our
 * pipes, or the runtime hands its terminal to us.
 */
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { FailureError } from '../../machines/failure.ts';
import { listenForTerminal, makePipe, type TerminalPort } from '../../native.ts';
import { withinLimit } from '../tool.ts';
import { assertRuns, type ExecCall, type ExecPlan, startExec } from './exec-call.ts';
import { unlinkAll } from './files.ts';
import { sessionSpec } from './process-spec.ts';
import { handlerOf, type Scene } from './scene.ts';

export interface ExecWishes extends ExecCall {
  readonly runtimeHandler: string;
  readonly isTerminal: boolean;
  readonly hasStdin: boolean;
  readonly hasStdout: boolean;
  readonly hasStderr: boolean;
}

/** A command that runs. {@link release} must be called in the end. */
export interface LaunchedExec {
  /** With a terminal: all its input and output. */
  readonly terminal?: TerminalPort | undefined;
  /** Without: those that were wished for. */
  readonly stdin?: Writable | undefined;
  readonly stdout?: Readable | undefined;
  readonly stderr?: Readable | undefined;
  /** The exit code, 128 + signal for a signal. Rejects with LauncherLost when nobody can know it. */
  readonly ended: Promise<number>;
  /** Lets go of all streams. The command goes on if it likes. */
  readonly release: () => Promise<void>;
}

/**
 * @throws FailureError ExecNotStarted {message, command}; ContainerWrongState {taskId}; ToolMissing, SyscallFailed,
 * HandlerUnknown. Then nothing of it is left. LauncherLost: it may run.
 */
export const launchExec = async (scene: Scene, wishes: ExecWishes): Promise<LaunchedExec> => {
  const handler = handlerOf(scene, wishes.runtimeHandler);
  assertRuns(scene, wishes);
  const { isTerminal, bundleDir } = wishes;
  const releases: (() => void)[] = [];
  const release = async () => {
    for (const each of releases.splice(0)) each();
    if (isTerminal) await unlinkAll([join(bundleDir, socketNameOf(wishes))]);
  };
  const stop = new AbortController();
  try {
    const spec = await sessionSpec(wishes, { isTerminal });
    const streams = isTerminal ? listen(wishes, releases) : openPipes(wishes, releases);
    const { ended } = await startExec(scene, wishes, {
      plan: { handler, spec, endsWithDaemon: false, ...streams.plan },
      signal: stop.signal,
    });
    ended.catch(() => undefined); // who releases it before does not want to hear of it
    streams.handOver();
    return { ...(await streams.ready()), ended, release };
  } catch (failure) {
    stop.abort(); // it runs, but its terminal did not come
    await release();
    throw failure;
  }
};

interface Streams {
  readonly plan: Pick<ExecPlan, 'pipes' | 'runtimeOptions'>;
  /** Closes the ends that are the child's. */
  readonly handOver: () => void;
  readonly ready: () => Promise<Pick<LaunchedExec, 'terminal' | 'stdin' | 'stdout' | 'stderr'>>;
}

const socketNameOf = ({ execId }: ExecCall): string => `exec-${execId}.tty`;
/** It was sent before the runtime said that the command runs. */
const terminalMs = 5000;

const listen = (wishes: ExecWishes, releases: (() => void)[]): Streams => {
  const name = socketNameOf(wishes);
  const socket = listenForTerminal({ dir: wishes.bundleDir, name });
  releases.push(socket.close);
  return {
    // by this name the bundle's path cannot be too long for a socket
    plan: {
      runtimeOptions: [`--console-socket=/proc/self/cwd/${name}`],
      pipes: [undefined, undefined, undefined],
    },
    handOver: () => undefined,
    ready: async () => {
      const terminal = await withinLimit(socket.terminal, terminalMs, new AbortController().signal);
      if (typeof terminal === 'string')
        throw new FailureError('ExecNotStarted', { message: 'no terminal came', command: wishes.command[0] });
      releases.push(() => terminal.close());
      return { terminal };
    },
  };
};

/** Node's own pipes are socket pairs, which a command cannot open as /dev/stdout. */
const openPipes = (wishes: ExecWishes, releases: (() => void)[]): Streams => {
  const theirs: number[] = [];
  const handOver = () => {
    for (const fd of theirs.splice(0)) closeSync(fd);
  };
  releases.push(handOver);
  const open = (side: 'read' | 'write') => {
    const { readFd, writeFd } = makePipe();
    const [ours, child] = side === 'read' ? [readFd, writeFd] : [writeFd, readFd];
    theirs.push(child);
    const socket = new Socket({ fd: ours, readable: side === 'read', writable: side === 'write' });
    socket.on('error', () => undefined).pause(); // the other end is gone: its own end tells
    releases.push(() => socket.destroy());
    return { child, socket };
  };
  const stdin = wishes.hasStdin ? open('write') : undefined;
  const stdout = wishes.hasStdout ? open('read') : undefined;
  const stderr = wishes.hasStderr ? open('read') : undefined;
  return {
    plan: { pipes: [stdin?.child, stdout?.child, stderr?.child] },
    handOver,
    ready: async () => ({ stdin: stdin?.socket, stdout: stdout?.socket, stderr: stderr?.socket }),
  };
};
