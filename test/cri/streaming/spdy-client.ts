/** A client as those of Kubernetes are: it opens all streams, and neither sends nor heeds window updates unless told to. */
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { controlFrame, dataHead, finFlag, frameReader, frameTypes } from '../../../src/cri/streaming/spdy/frames.ts';
import { openHeaderCodec } from '../../../src/cri/streaming/spdy/header-block.ts';

export interface ClientStream {
  readonly streamId: number;
  readonly write: (data: string | Buffer) => void;
  readonly end: (data?: string | Buffer) => void;
  readonly reset: () => void;
  /** All that came, once the server has ended or reset the stream, or the connection is gone. */
  readonly whole: Promise<Buffer>;
  /** What has come so far. */
  readonly seen: () => Buffer;
  /** Settles when at least this much has come. */
  readonly atLeast: (bytes: number) => Promise<Buffer>;
  readonly wasReset: () => boolean;
}

interface Incoming {
  readonly pieces: Buffer[];
  readonly ended: PromiseWithResolvers<Buffer>;
  isReset: boolean;
  size: number;
  wake: () => void;
}

export interface SpdyClient {
  readonly socket: Socket;
  readonly open: (headers: Readonly<Record<string, string>>) => Promise<ClientStream>;
  /** Any control frame. */
  readonly send: (type: number, numbers: readonly number[], rest?: Buffer) => void;
  readonly credits: Map<number, number>;
  readonly pings: readonly number[];
  readonly closed: Promise<void>;
}

/** @returns the response's head, and a client where it was 101. */
export const upgrade = async (
  url: string,
  headers: readonly string[],
  method = 'POST',
  tls: ConnectionOptions = {},
): Promise<{ readonly head: string; readonly body: string; readonly socket: Socket; readonly rest: Buffer }> => {
  const { hostname, port, pathname, search, host, protocol } = new URL(url);
  const socket =
    protocol === 'https:'
      ? connectTls({ ...tls, port: Number(port), host: hostname })
      : connect(Number(port), hostname);
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...headers];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let text = Buffer.alloc(0);
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    const take = (chunk: Buffer) => {
      text = Buffer.concat([text, chunk]);
      if (!text.includes('\r\n\r\n')) return;
      socket.off('data', take).pause();
      resolve();
    };
    socket.on('data', take).once('close', () => resolve());
  });
  const end = text.indexOf('\r\n\r\n');
  const head = text.toString('latin1', 0, end);
  return { head, body: text.toString('latin1', end + 4), socket, rest: text.subarray(end + 4) };
};

export const spdyHeaders = (...protocols: readonly string[]): readonly string[] => [
  'Connection: Upgrade',
  'Upgrade: SPDY/3.1',
  ...protocols.map((protocol) => `X-Stream-Protocol-Version: ${protocol}`),
];

export const spdyClient = (socket: Socket, rest: Buffer = Buffer.alloc(0)): SpdyClient => {
  const codec = openHeaderCodec();
  const streams = new Map<number, Incoming>();
  const replies = new Map<number, () => void>();
  const credits = new Map<number, number>();
  const pings: number[] = [];
  let nextId = 1;
  const finish = (streamId: number, isReset: boolean) => {
    const incoming = streams.get(streamId);
    if (incoming === undefined) return;
    incoming.isReset ||= isReset;
    incoming.ended.resolve(Buffer.concat(incoming.pieces));
    incoming.wake();
    replies.get(streamId)?.();
  };
  const read = frameReader({
    onControl: async ({ type, body }) => {
      const first = body.readUInt32BE(0);
      if (type === frameTypes.synReply) {
        await codec.decode(body.subarray(4));
        replies.get(first)?.();
      } else if (type === frameTypes.rstStream) finish(first, true);
      else if (type === frameTypes.windowUpdate) credits.set(first, (credits.get(first) ?? 0) + body.readUInt32BE(4));
      else if (type === frameTypes.ping) pings.push(first);
    },
    onData: (streamId, piece, isLast) => {
      const incoming = streams.get(streamId);
      if (incoming !== undefined && piece.length > 0) {
        incoming.pieces.push(Buffer.from(piece));
        incoming.size += piece.length;
        incoming.wake();
      }
      if (isLast) finish(streamId, false);
      return undefined;
    },
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  if (rest.length > 0) socket.unshift(rest);
  const serve = async () => {
    for await (const chunk of socket) await read(chunk as Buffer);
  };
  void serve()
    .catch(() => undefined)
    .then(() => {
      for (const streamId of streams.keys()) finish(streamId, false);
      codec.close();
    });

  return {
    socket,
    credits,
    pings,
    closed,
    send: (type, numbers, more) => socket.write(controlFrame(type, numbers, more)),
    open: async (headers) => {
      const streamId = nextId;
      nextId += 2;
      const incoming: Incoming = {
        pieces: [],
        ended: Promise.withResolvers<Buffer>(),
        isReset: false,
        size: 0,
        wake: () => {},
      };
      streams.set(streamId, incoming);
      const replied = new Promise<void>((resolve) => replies.set(streamId, resolve));
      const block = await codec.encode(new Map(Object.entries(headers)));
      socket.write(controlFrame(frameTypes.synStream, [streamId, 0], Buffer.concat([Buffer.alloc(2), block])));
      await Promise.race([replied, closed]);
      const write = (data: string | Buffer, flags = 0) => {
        const bytes = Buffer.from(data);
        socket.write(Buffer.concat([dataHead(streamId, bytes.length, flags), bytes]));
      };
      return {
        streamId,
        write,
        end: (data = '') => write(data, finFlag),
        reset: () => socket.write(controlFrame(frameTypes.rstStream, [streamId, 5])),
        whole: incoming.ended.promise,
        seen: () => Buffer.concat(incoming.pieces),
        atLeast: async (bytes) => {
          while (incoming.size < bytes)
            await new Promise<void>((resolve) => {
              incoming.wake = resolve;
            });
          return Buffer.concat(incoming.pieces);
        },
        wasReset: () => incoming.isReset,
      };
    },
  };
};
