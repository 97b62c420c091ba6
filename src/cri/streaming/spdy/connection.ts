/**
 * The server's side of a SPDY/3.1 connection: streams that the client opens, over any transport.
 *
 * Enough of SPDY for Kubernetes, whose clients open all streams: no server push, no priorities, no settings of ours.
 * Source: SPDY Protocol, Draft 3.1.
 */
import type { Duplex } from 'node:stream';
import {
  type ControlFrame,
  controlFrame,
  dataHead,
  finFlag,
  frameReader,
  frameTypes,
  initialWindowBytes,
  resetCodes,
  settingIds,
} from './frames.ts';
import { openHeaderCodec } from './header-block.ts';
import { SpdyStream, type StreamPort } from './stream.ts';

export interface SpdyConnection {
  /** Fires when nothing more can come from the client: it closed, broke the protocol, or `close` was done. */
  readonly gone: AbortSignal;
  /** Lets the client close first, for as long as that; then says GOAWAY and closes. Settles when all is closed. */
  readonly close: (limitMs: number) => Promise<void>;
  readonly destroy: () => void;
}

export interface SpdyOptions {
  readonly transport: Duplex;
  /** A stream that the client opened; the reply has been sent. */
  readonly onStream: (stream: SpdyStream) => void;
  /** Data went, in either direction. */
  readonly onActivity: () => void;
  /** Streams that may be open at a time; further ones are refused. */
  readonly maxStreams: number;
}

export const openSpdy = ({ transport, onStream, onActivity, maxStreams }: SpdyOptions): SpdyConnection => {
  const codec = openHeaderCodec();
  const streams = new Map<number, SpdyStream>();
  const gone = new AbortController();
  let lastStreamId = 0;
  let windowBytes = initialWindowBytes;
  let hasWindows = false;
  transport.setMaxListeners(0);

  const send = (bytes: Buffer) => {
    if (transport.writable) transport.write(bytes);
  };
  const reset = (streamId: number, code: number) => send(controlFrame(frameTypes.rstStream, [streamId, code]));
  const port: StreamPort = {
    sendData: (streamId, data, done) => {
      if (!transport.writable) {
        done(new Error('the connection is closed'));
        return;
      }
      onActivity();
      transport.cork();
      transport.write(dataHead(streamId, data.length));
      transport.write(data, (error) => done(error));
      transport.uncork();
    },
    sendFin: (streamId) => send(dataHead(streamId, 0, finFlag)),
    sendReset: (streamId) => reset(streamId, resetCodes.cancel),
    sendCredit: (streamId, bytes) => send(controlFrame(frameTypes.windowUpdate, [streamId, bytes])),
    obeysWindows: () => hasWindows,
    onClosed: (streamId) => void streams.delete(streamId),
  };

  const openStream = async ({ flags, body }: ControlFrame): Promise<void> => {
    const streamId = body.readUInt32BE(0) & 0x7fffffff;
    const headers = await codec.decode(body.subarray(10)); // also of a stream that is refused: blocks hang together
    if (streamId % 2 === 0 || streamId <= lastStreamId) throw new Error('a stream has a wrong number');
    lastStreamId = streamId;
    if (streams.size >= maxStreams) {
      reset(streamId, resetCodes.refusedStream);
      return;
    }
    const stream = new SpdyStream(streamId, headers, port, windowBytes);
    streams.set(streamId, stream);
    send(controlFrame(frameTypes.synReply, [streamId], await codec.encode(new Map())));
    if ((flags & finFlag) !== 0) void stream.receive(Buffer.alloc(0), true);
    onStream(stream);
  };

  const readSettings = (body: Buffer): void => {
    const count = body.readUInt32BE(0);
    for (let entry = 0; entry < count; entry += 1) {
      const at = 4 + 8 * entry;
      if (body.readUIntBE(at + 1, 3) !== settingIds.initialWindowSize) continue;
      const change = (body.readUInt32BE(at + 4) & 0x7fffffff) - windowBytes;
      windowBytes += change;
      hasWindows = true;
      for (const stream of streams.values()) stream.widen(change);
    }
  };

  const onControl = async (frame: ControlFrame): Promise<void> => {
    const { type, body } = frame;
    switch (type) {
      case frameTypes.synStream:
        return openStream(frame);
      case frameTypes.synReply:
        await codec.decode(body.subarray(4));
        return;
      case frameTypes.headers: {
        await codec.decode(body.subarray(4));
        const streamId = body.readUInt32BE(0) & 0x7fffffff;
        if ((frame.flags & finFlag) !== 0) await streams.get(streamId)?.receive(Buffer.alloc(0), true);
        return;
      }
      case frameTypes.rstStream:
        streams.get(body.readUInt32BE(0) & 0x7fffffff)?.wasReset();
        return;
      case frameTypes.settings:
        readSettings(body);
        return;
      case frameTypes.ping:
        if (body.readUInt32BE(0) % 2 === 1) send(controlFrame(frameTypes.ping, [body.readUInt32BE(0)]));
        return;
      case frameTypes.windowUpdate:
        hasWindows = true;
        streams.get(body.readUInt32BE(0) & 0x7fffffff)?.widen(body.readUInt32BE(4) & 0x7fffffff);
        return;
      default: // GOAWAY: its streams end before it closes. Others: later drafts'
        return;
    }
  };

  const read = frameReader({
    onControl,
    onData: (streamId, piece, isLast) => {
      onActivity();
      return streams.get(streamId)?.receive(piece, isLast);
    },
  });

  const end = () => {
    if (gone.signal.aborted) return;
    gone.abort();
    for (const stream of [...streams.values()]) stream.wasReset();
    codec.close();
    transport.destroy();
  };
  const serve = async () => {
    for await (const chunk of transport) await read(chunk as Buffer);
  };
  transport.on('error', () => undefined).once('close', end); // also while a reader is waited for
  void serve().then(end, end);

  return {
    gone: gone.signal,
    close: (limitMs) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          end();
          resolve();
        };
        const timer = setTimeout(() => {
          send(controlFrame(frameTypes.goAway, [lastStreamId, 0]));
          transport.end(finish);
          setTimeout(finish, limitMs).unref();
        }, limitMs);
        gone.signal.addEventListener('abort', finish, { once: true });
        if (gone.signal.aborted) finish();
      }),
    destroy: end,
  };
};
