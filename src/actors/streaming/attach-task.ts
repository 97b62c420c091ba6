/**
 * The `attachTask` contract: a client's streams joined with a container's first process, by way of its monitor.
 *
 * conmon writes to those who are attached in turn and waits for each. So its socket is read whatever the client does; a
 * client that is too far behind loses its session, not the container its output. Source: conmon, conn_sock.c and ctrl.c.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { FailureError, failureOf } from '../../machines/failure.ts';
import type { AttachFact, AttachTaskInput } from '../../machines/services/streaming.ts';
import type { Watches } from '../../machines/services.ts';
import { SeqpacketSocket } from '../../native.ts';
import type { Log } from '../log.ts';
import { taskFiles } from '../tasks/scene.ts';
import { finish } from './copy.ts';
import type { SessionStreams, Table, TerminalSize } from './stream-table.ts';

export interface AttachScene {
  readonly sessions: Table<SessionStreams>;
  readonly log: Log;
  /** What a client may be behind. */
  readonly maxBacklogBytes: number;
}

export const attachTask =
  (scene: AttachScene): Watches['attachTask'] =>
  (input, send) => {
    const released = new AbortController();
    const tell = (fact: AttachFact) => {
      if (!released.signal.aborted) send(fact);
    };
    void attach(scene, input, tell, released.signal).catch((error: unknown) =>
      tell({ type: 'attach.failed', failure: failureOf(error) }),
    );
    return () => released.abort();
  };

const attach = async (
  scene: AttachScene,
  input: AttachTaskInput,
  tell: (fact: AttachFact) => void,
  released: AbortSignal,
): Promise<void> => {
  const streams = scene.sessions.take(input.streamsKey);
  if (streams === undefined) throw new FailureError('Cancelled', { taskId: input.taskId });
  const files = taskFiles(input.bundleDir);
  const socket = await SeqpacketSocket.connect(files.attachSocket);
  const { promise: isReleased, resolve } = Promise.withResolvers<void>();
  released.addEventListener('abort', () => resolve(), { once: true });
  try {
    if (released.aborted) return;
    const output = readOutput(scene, socket, streams);
    const detached = followInput(socket, streams.stdin, input);
    if (input.isTerminal) followSize(scene.log, files.resizeFifo, streams);
    tell({ type: 'attach.attached' });
    await Promise.race([output, detached, isReleased]);
    if (released.aborted) return;
    await Promise.race([Promise.all([finish(streams.stdout), finish(streams.stderr)]), isReleased]);
    tell({ type: 'attach.ended' });
  } finally {
    socket.close();
  }
};

/** First byte of each packet: which of its outputs conmon read. */
const stderrMark = 3;

/** Settles when the monitor has told all; rejects with ViewerTooSlow or SyscallFailed. */
const readOutput = (scene: AttachScene, socket: SeqpacketSocket, streams: SessionStreams): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.on('packet', (packet) => {
      const sink = packet[0] === stderrMark ? streams.stderr : streams.stdout;
      if (sink?.writable !== true) return;
      sink.write(packet.subarray(1));
      if (sink.writableLength <= scene.maxBacklogBytes) return;
      socket.close();
      reject(new FailureError('ViewerTooSlow', { backlogBytes: sink.writableLength }));
    });
    socket.on('end', resolve).on('error', reject);
    swallowErrors(streams.stdout, streams.stderr);
  });

/** That the client has gone is told by its connection. */
const swallowErrors = (...sinks: readonly (Writable | undefined)[]): void => {
  for (const sink of sinks) sink?.on('error', () => undefined);
};

/** Less than conmon's buffer, which cuts a longer packet. */
const packetBytes = 16 * 1024;

/**
 * Settles when the client has ended its input and so detaches, as by crictl's escape keys. Where the end of input is the
 * container's too (`stdin_once`, without a terminal) the client stays for the output.
 */
const followInput = (socket: SeqpacketSocket, stdin: Readable | undefined, input: AttachTaskInput): Promise<void> =>
  new Promise((resolve) => {
    if (stdin === undefined) return;
    let isFull = false;
    const go = () => {
      isFull = false;
      stdin.resume();
    };
    stdin.on('data', (chunk: Buffer) => {
      if (!input.writesStdin) return;
      isFull = !sendAll(socket, chunk);
      if (isFull) stdin.pause();
    });
    socket.on('drain', go).on('end', go);
    stdin.once('end', () => {
      // conmon closes the container's stdin now, if it is to be closed after the first
      if (input.closesStdinOnce && !input.isTerminal) {
        if (input.writesStdin) socket.end();
      } else if (isFull) socket.once('drain', resolve);
      else resolve();
    });
  });

/** @returns false where packets are waiting. */
const sendAll = (socket: SeqpacketSocket, chunk: Buffer): boolean => {
  let hasRoom = true;
  for (let start = 0; start < chunk.length; start += packetBytes)
    hasRoom = socket.send(chunk.subarray(start, start + packetBytes));
  return hasRoom;
};

/** conmon reads this much at a time and knows only the first line of what it has read: so each line is as long as that. */
const resizeLineBytes = 199;

const followSize = (log: Log, fifo: string, streams: SessionStreams): void => {
  let turn: Promise<void> = Promise.resolve();
  const write = async ({ columns, rows }: TerminalSize) => {
    const file = await open(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      await file.write(`${`${rows} ${columns}`.padEnd(resizeLineBytes - 1)}\n`);
    } finally {
      await file.close();
    }
  };
  streams.onResize((size) => {
    turn = turn
      .then(() => write(size))
      .catch((error: unknown) => log.debug({ error: String(error) }, 'the terminal cannot be resized'));
  });
};
