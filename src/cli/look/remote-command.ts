/** The client's side of an exec over a WebSocket. Source: Kubernetes, remotecommand v5.channel.k8s.io. */
import type { ConnectionOptions } from 'node:tls';
import { type RawData, WebSocket } from 'ws';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
}
export interface RemoteCommand {
  readonly url: string;
  readonly tls: ConnectionOptions;
  /** Undefined: the command gets no stdin. */
  readonly stdin: NodeJS.ReadableStream | undefined;
  /** Settles when there is room for more. */
  readonly write: (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void>;
  /** Calls with the size now and at every change; returns what ends that. */
  readonly onSize?: ((tell: (size: Terminal) => void) => () => void) | undefined;
  /** Ends the session; the command may go on. */
  readonly signal: AbortSignal;
}

const protocol = 'v5.channel.k8s.io';
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
/** Sent and not yet taken by the system: then stdin waits. */
const mostUnsentBytes = 1024 * 1024;
const handshakeMs = 30_000;

/**
 * Runs until the command has ended and all its output is written.
 * @returns its exit code.
 * @throws Complaint where it could not be started, or the connection broke; the signal's reason where that fired.
 */
export const runRemoteCommand = async (remote: RemoteCommand): Promise<number> => {
  const socket = new WebSocket(remote.url, [protocol], {
    ...remote.tls,
    perMessageDeflate: false,
    handshakeTimeout: handshakeMs,
    maxPayload: 64 * 1024 * 1024,
  });
  const cleanups: (() => void)[] = [];
  try {
    return await session(socket, remote, cleanups);
  } finally {
    for (const clean of cleanups) clean();
    socket.terminate();
  }
};

const session = (socket: WebSocket, remote: RemoteCommand, cleanups: (() => void)[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const { signal } = remote;
    let status: Buffer | undefined;
    let writing = Promise.resolve();
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    cleanups.push(() => signal.removeEventListener('abort', stop));

    const take = (channel: number | undefined, bytes: Buffer) => {
      if (channel === channels.error) status = Buffer.concat([status ?? Buffer.alloc(0), bytes]);
      if (channel !== channels.stdout && channel !== channels.stderr) return;
      if (bytes.length === 0) return;
      socket.pause();
      writing = writing
        .then(() => remote.write(channel === channels.stdout ? 'stdout' : 'stderr', bytes))
        .then(() => socket.resume());
      writing.catch(reject);
    };
    socket.on('message', (data) => {
      const message = bytesOf(data);
      take(message[0], message.subarray(1));
    });
    socket.on('open', () => {
      if (remote.stdin !== undefined) cleanups.push(sendInput(socket, remote.stdin));
      if (remote.onSize !== undefined) cleanups.push(remote.onSize((size) => sendSize(socket, size)));
    });
    socket.on('error', (error: Error) => reject(connectionFailed(error)));
    socket.on('close', () =>
      writing.then(() => {
        try {
          resolve(exitCodeOf(status));
        } catch (error) {
          reject(error);
        }
      }, reject),
    );
  });

const sendSize = (socket: WebSocket, { columns, rows }: Terminal): void => {
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.send(framed(channels.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows }))));
};

/** @returns what ends it. */
const sendInput = (socket: WebSocket, stdin: NodeJS.ReadableStream): (() => void) => {
  const give = (chunk: Buffer | string) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(framed(channels.stdin, Buffer.from(chunk)), () => {
      if (socket.bufferedAmount < mostUnsentBytes) stdin.resume();
    });
    if (socket.bufferedAmount >= mostUnsentBytes) stdin.pause();
  };
  const end = () => {
    if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.of(channels.close, channels.stdin));
  };
  stdin.on('data', give).on('end', end).on('error', end);
  return () => {
    stdin.off('data', give).off('end', end).off('error', end);
    stdin.pause();
  };
};

const framed = (channel: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.of(channel), bytes]);

const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);

interface Status {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** What came on the error channel, last. Source: Kubernetes, metav1.Status of remotecommand v4 and later. */
const exitCodeOf = (bytes: Buffer | undefined): number => {
  if (bytes === undefined) throw broken('the connection ended before the command did');
  const status = JSON.parse(bytes.toString()) as Status;
  if (status.status === 'Success') return 0;
  const code = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  if (status.reason === 'NonZeroExitCode' && code !== undefined) return Number(code);
  throw new Complaint([`troupe: ${status.message ?? 'the command could not be run'}`], cannotRun);
};
/** As a shell has it for what it cannot run. */
const cannotRun = 126;

const broken = (reason: string) => new Complaint([`troupe: ${reason}`], exitCodes.unavailable);

const connectionFailed = (error: Error & { readonly code?: string }): Complaint => {
  const isCertificate = /CERT|ALTNAME|SSL|TLS/.test(error.code ?? '');
  if (!isCertificate) return broken(`the streaming server cannot be reached: ${error.message}`);
  return new Complaint(
    [
      `troupe: the streaming server's certificate is not trusted: ${error.message}`,
      '  name the file of who signed it: --tls-ca <file>',
    ],
    exitCodes.unavailable,
  );
};
