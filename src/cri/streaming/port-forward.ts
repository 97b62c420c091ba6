/** Port-forward sessions: pairs of a data and an error stream, each pair a connection to a port of the pod. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { type Failure, failureOf } from '../../machines/failure.ts';
import type { ForwardedConnection, Handed } from '../handed.ts';
import type { PortForwardRequest } from './request.ts';
import { openSpdy } from './spdy/connection.ts';
import type { SpdyStream } from './spdy/stream.ts';
import type { StreamLimits, Transport } from './transport.ts';
import { openChannels } from './websocket/channels.ts';

export const portForwardProtocol = 'portforward.k8s.io';
/** The same inside a WebSocket. */
export const tunnelSubprotocol = `SPDY/3.1+${portForwardProtocol}`;
export const portForwardSubprotocols = [
  tunnelSubprotocol,
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
  '',
] as const;

type Parts = { readonly handed: Pick<Handed, 'ask' | 'ids' | 'streams'> };

/** Two streams a connection; enough for a busy browser behind one session. */
const maxStreams = 2000;

/** Settles when the session is over and its connection closed. @returns why it ended, if the client did not end it. */
export const forwardOverSpdy = async (
  parts: Parts,
  request: PortForwardRequest,
  { socket, onActivity, limits }: Transport,
): Promise<Failure | undefined> => {
  const queue = connectionQueue();
  const pair = pairer(queue.add, limits.creationMs);
  const connection = openSpdy({ transport: socket, onActivity, maxStreams, onStream: pair });
  const failure = await serve(parts, request, queue.listen, connection.gone);
  await connection.close(limits.closeMs);
  return failure;
};

/** Channels 2n and 2n+1 are data and error of the n-th port of the request; each begins with the port. */
export const forwardOverChannels = async (
  parts: Parts,
  request: PortForwardRequest,
  socket: WebSocket,
  options: { readonly protocol: string; readonly onActivity: () => void; readonly limits: StreamLimits },
): Promise<Failure | undefined> => {
  const { ports } = request;
  const queue = connectionQueue();
  const isBase64 = options.protocol.includes('base64');
  const { onActivity, limits } = options;
  const channels = openChannels(socket, { count: 2 * ports.length, isBase64, hasCloseSignal: false, onActivity });
  const open = new Set<number>();
  const whenAllEnded = Promise.withResolvers<void>();
  for (const [index, port] of ports.entries()) {
    const data = channels.all[2 * index];
    const error = channels.all[2 * index + 1];
    if (data === undefined || error === undefined) continue;
    const prefix = Buffer.of(port & 0xff, port >> 8);
    for (const stream of [data, error]) stream.write(prefix);
    error.resume();
    open.add(index);
    data.once('close', () => {
      open.delete(index);
      if (open.size === 0) whenAllEnded.resolve();
    });
    queue.add({ port, data, error });
  }
  const over = new AbortController();
  channels.gone.addEventListener('abort', () => over.abort(), { once: true });
  void whenAllEnded.promise.then(() => over.abort());
  const failure = await serve(parts, request, queue.listen, over.signal);
  await channels.close(limits.closeMs);
  return failure;
};

const serve = async (
  { handed: { ask, ids, streams } }: Parts,
  { sandboxId }: PortForwardRequest,
  onConnection: (listener: (connection: ForwardedConnection) => void) => void,
  gone: AbortSignal,
): Promise<Failure | undefined> => {
  const streamsKey = streams.forwards.keep({ onConnection, gone });
  try {
    await ask({ type: 'sandbox.forwardPorts', sandboxId, forwardId: ids.execId(), streamsKey }, gone);
    return undefined;
  } catch (thrown) {
    return gone.aborted ? undefined : failureOf(thrown);
  } finally {
    streams.forwards.drop(streamsKey);
  }
};

/** Connections that come before anybody listens wait. */
const connectionQueue = () => {
  const early: ForwardedConnection[] = [];
  let tell = (connection: ForwardedConnection): void => void early.push(connection);
  return {
    add: (connection: ForwardedConnection) => tell(connection),
    listen: (listener: (connection: ForwardedConnection) => void) => {
      tell = listener;
      for (const connection of early.splice(0)) listener(connection);
    },
  };
};

interface HalfPair {
  readonly port: number;
  readonly streams: { error?: Duplex; data?: Duplex };
  readonly limit: NodeJS.Timeout;
}

/** Joins the two streams of a connection: by `requestid`, or (old clients) by their numbers, which follow each other. */
const pairer = (add: (connection: ForwardedConnection) => void, limitMs: number) => {
  const halves = new Map<string, HalfPair>();
  return (stream: SpdyStream): void => {
    const { headers, streamId } = stream;
    const type = headers.get('streamtype');
    const port = portOf(headers.get('port'));
    if ((type !== 'error' && type !== 'data') || port === undefined) {
      if (type === 'error') stream.end('the port is not between 1 and 65535');
      else stream.destroy();
      return;
    }
    const key = headers.get('requestid') ?? `#${type === 'error' ? streamId : streamId - 2}`;
    const half = halves.get(key) ?? newHalf(port, () => forget(key));
    if (half.port !== port || half.streams[type] !== undefined) {
      stream.destroy();
      return;
    }
    half.streams[type] = stream;
    halves.set(key, half);
    stream.once('close', () => {
      if (halves.get(key) === half) forget(key);
    });
    const { data, error } = half.streams;
    if (data === undefined || error === undefined) return;
    clearTimeout(half.limit);
    halves.delete(key);
    error.resume(); // nobody writes there but us
    add({ port, data, error });
  };

  function forget(key: string): void {
    const half = halves.get(key);
    halves.delete(key);
    clearTimeout(half?.limit);
    half?.streams.data?.destroy();
    half?.streams.error?.destroy();
  }
  function newHalf(port: number, giveUp: () => void): HalfPair {
    return { port, streams: {}, limit: setTimeout(giveUp, limitMs) };
  }
};

const portOf = (text = ''): number | undefined => {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
};
