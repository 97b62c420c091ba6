/**
 * Many streams over one WebSocket: the first byte of each message is the channel's number.
 * Source: Kubernetes, wsstream; its v5 adds a message that says that a channel has ended.
 */
import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';

export interface ChannelOptions {
  readonly count: number;
  /** Messages are text: the channel's digit, then base64. */
  readonly isBase64: boolean;
  /** v5: the client can end a channel. */
  readonly hasCloseSignal: boolean;
  /** Data went, in either direction. */
  readonly onActivity: () => void;
}

export interface Channels {
  readonly all: readonly Duplex[];
  /** Sends a message without content: the client learns that the session is there. */
  readonly greet: (channel: number) => void;
  /** Fires when the client has gone. */
  readonly gone: AbortSignal;
  /** Says goodbye, and waits for the client's for as long as that. */
  readonly close: (limitMs: number) => Promise<void>;
}

const closeSignal = 255;
const zero = 0x30;
/** From here on nothing is read from the client until somebody takes it. */
const maxBufferedBytes = 1024 * 1024;

export const openChannels = (socket: WebSocket, options: ChannelOptions): Channels => {
  const { count, isBase64, hasCloseSignal, onActivity } = options;
  const gone = new AbortController();
  const ended = new Set<Duplex>();

  const send = (channel: number, data: Buffer, done: (error?: Error | null) => void) => {
    onActivity();
    if (isBase64) socket.send(`${channel}${data.toString('base64')}`, { binary: false }, done);
    else socket.send(Buffer.concat([Buffer.of(channel), data]), { binary: true }, done);
  };
  const all = Array.from({ length: count }, (_, channel) => {
    const stream = new Duplex({
      allowHalfOpen: true,
      read: () => socket.isPaused && all.every((each) => each.readableLength <= maxBufferedBytes) && socket.resume(),
      write: (chunk: Buffer, _encoding, done) => send(channel, chunk, done),
    });
    return stream.on('error', () => undefined);
  });

  const take = (message: RawData, isBinary: boolean) => {
    const bytes = bytesOf(message);
    const [first] = bytes;
    if (first === undefined || isBinary === isBase64) return;
    onActivity();
    if (hasCloseSignal && first === closeSignal) {
      const stream = all[bytes[1] ?? closeSignal];
      if (stream === undefined || ended.has(stream)) return;
      ended.add(stream); // a push after the end would be an error
      stream.push(null);
      return;
    }
    const stream = all[isBase64 ? first - zero : first];
    const rest = bytes.subarray(1);
    const data = isBase64 ? Buffer.from(rest.toString('latin1'), 'base64') : rest;
    if (stream === undefined || stream.destroyed || ended.has(stream) || data.length === 0) return;
    stream.push(data);
    if (stream.readableLength > maxBufferedBytes) socket.pause();
  };
  socket.on('message', take);
  socket.on('error', () => socket.terminate());
  socket.once('close', () => {
    gone.abort();
    for (const stream of all) stream.destroy();
  });

  return {
    all,
    greet: (channel) => send(channel, Buffer.alloc(0), () => undefined),
    gone: gone.signal,
    close: (limitMs) =>
      new Promise((resolve) => {
        if (gone.signal.aborted) {
          resolve();
          return;
        }
        const timer = setTimeout(() => socket.terminate(), limitMs);
        gone.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
        socket.close(1000);
        socket.resume(); // the client's goodbye may be behind what nobody reads
        for (const stream of all) stream.resume();
      }),
  };
};

const bytesOf = (message: RawData): Buffer =>
  Buffer.isBuffer(message) ? message : Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
