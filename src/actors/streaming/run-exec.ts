/**
 * The `runExec` contract: a command in a container with the streams of a client.
 *
 * A client that goes away ends the command's stdin or hangs up its terminal; what the command says is read and dropped, so
 * that it never waits for anybody. Released while the command runs, its streams are closed and it goes on.
 */
import type { Readable } from 'node:stream';
import { FailureError, failureOf } from '../../machines/failure.ts';
import type { ExecFact, RunExecInput } from '../../machines/services/streaming.ts';
import type { Watches } from '../../machines/services.ts';
import type { TerminalPort } from '../../native.ts';
import { type LaunchedExec, launchExec } from '../tasks/launch-exec.ts';
import type { Scene } from '../tasks/scene.ts';
import { type Copy, copyInput, copyOutput, drained, finish } from './copy.ts';
import type { SessionStreams, Table } from './stream-table.ts';

export const runExec =
  (scene: Scene, table: Table<SessionStreams>): Watches['runExec'] =>
  (input, send) => {
    const released = new AbortController();
    const tell = (fact: ExecFact) => {
      if (!released.signal.aborted) send(fact);
    };
    void run(scene, table, { input, tell, released: released.signal }).catch((error: unknown) =>
      tell({ type: 'exec.failed', failure: failureOf(error) }),
    );
    return () => released.abort();
  };

interface Run {
  readonly input: RunExecInput;
  readonly tell: (fact: ExecFact) => void;
  readonly released: AbortSignal;
}

const run = async (scene: Scene, table: Table<SessionStreams>, { input, tell, released }: Run): Promise<void> => {
  const streams = table.take(input.streamsKey);
  if (streams === undefined) throw new FailureError('Cancelled', { execId: input.execId });
  const exec = await launchExec(scene, {
    ...input,
    hasStdin: streams.stdin !== undefined,
    hasStdout: streams.stdout !== undefined,
    hasStderr: streams.stderr !== undefined,
  });
  const release = () => void exec.release();
  released.addEventListener('abort', release, { once: true });
  try {
    if (released.aborted) return;
    tell({ type: 'exec.started' });
    const copies = exec.terminal === undefined ? joinPipes(exec, streams) : joinTerminal(exec.terminal, streams);
    const exitCode = await exec.ended;
    tell({ type: 'exec.exited', exitCode });
    await drained(copies, scene.limits.execDrainMs);
    await Promise.all([finish(streams.stdout), finish(streams.stderr)]);
    tell({ type: 'exec.drained' });
  } finally {
    released.removeEventListener('abort', release);
    await exec.release();
  }
};

const joinPipes = (exec: LaunchedExec, streams: SessionStreams): readonly Copy[] => {
  if (exec.stdin !== undefined && streams.stdin !== undefined) copyInput(streams.stdin, exec.stdin);
  return [
    ...(exec.stdout === undefined ? [] : [copyOutput(exec.stdout, streams.stdout)]),
    ...(exec.stderr === undefined ? [] : [copyOutput(exec.stderr, streams.stderr)]),
  ];
};

const joinTerminal = (terminal: TerminalPort, streams: SessionStreams): readonly Copy[] => {
  terminal.on('error', () => undefined); // its end is told by the command's
  streams.onResize((size) => {
    try {
      terminal.resize(size);
    } catch {
      // it was hung up meanwhile
    }
  });
  if (streams.stdin !== undefined) typeInto(terminal, streams.stdin);
  const copy = copyOutput(terminal, streams.stdout);
  const hangUp = () => {
    terminal.close();
    terminal.emit('end');
  };
  streams.gone.addEventListener('abort', hangUp, { once: true });
  if (streams.gone.aborted) hangUp();
  return [copy];
};

const endOfTransmission = 4;
const newline = 10;

/** A terminal has no end of input: it is typed. Within a line the first one only ends the line. */
const typeInto = (terminal: TerminalPort, stdin: Readable): void => {
  let last = newline;
  stdin.on('data', (chunk: Buffer) => {
    last = chunk.at(-1) ?? last;
    if (!terminal.write(chunk)) stdin.pause();
  });
  terminal.on('drain', () => stdin.resume());
  terminal.once('end', () => stdin.resume());
  stdin.once('end', () => {
    terminal.write(Buffer.alloc(last === newline ? 1 : 2, endOfTransmission));
  });
};
