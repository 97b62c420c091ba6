/** Exec and attach over SPDY: a stream for each of error, stdin, stdout, stderr and resize. */
import type { Duplex } from 'node:stream';
import type { RemoteClient, RemoteStreamName } from './remote-command.ts';
import type { CommandRequest } from './request.ts';
import { openSpdy } from './spdy/connection.ts';
import type { Transport } from './transport.ts';

/** Best first, as clients offer them. */
export const commandProtocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
] as const;

/**
 * Waits until the client has opened every stream that its request implies. undefined: it did not within the limit, or
 * went away; then the connection is closed.
 */
export const openRemoteSpdy = async (
  { socket, onActivity, limits }: Transport,
  request: CommandRequest,
  protocol: string,
): Promise<RemoteClient | undefined> => {
  const version = Number(/^v(\d)\./.exec(protocol)?.[1] ?? 1);
  const wanted = new Set<string>(wantedStreams(request, version));
  const streams: { [Name in RemoteStreamName]?: Duplex } = {};
  const complete = Promise.withResolvers<boolean>();
  const connection = openSpdy({
    transport: socket,
    onActivity,
    maxStreams: 16,
    onStream: (stream) => {
      const type = stream.headers.get('streamtype') ?? '';
      if (!wanted.delete(type)) {
        stream.destroy(); // one that was not asked for, or came twice
        return;
      }
      streams[type as RemoteStreamName] = stream;
      if (wanted.size === 0) complete.resolve(true);
    },
  });
  const giveUp = () => complete.resolve(false);
  const limit = setTimeout(giveUp, limits.creationMs);
  connection.gone.addEventListener('abort', giveUp, { once: true });
  const isComplete = await complete.promise;
  clearTimeout(limit);
  if (!isComplete) {
    connection.destroy();
    return undefined;
  }
  return {
    streams,
    hasJsonStatus: version >= 4,
    gone: connection.gone,
    close: () => connection.close(limits.closeMs),
  };
};

/** Sizes came with v3. */
export const wantedStreams = (request: CommandRequest, version: number): readonly RemoteStreamName[] => [
  'error',
  ...(request.stdin ? (['stdin'] as const) : []),
  ...(request.stdout ? (['stdout'] as const) : []),
  ...(request.stderr && !request.isTerminal ? (['stderr'] as const) : []),
  ...(request.isTerminal && version >= 3 ? (['resize'] as const) : []),
];
