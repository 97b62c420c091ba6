/** Exec and attach over a WebSocket: channels 0 stdin, 1 stdout, 2 stderr, 3 error, 4 resize. */
import type { WebSocket } from 'ws';
import type { RemoteClient, RemoteStreamName } from './remote-command.ts';
import { wantedStreams } from './remote-spdy.ts';
import type { CommandRequest } from './request.ts';
import type { StreamLimits } from './transport.ts';
import { openChannels } from './websocket/channels.ts';

const numbers = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const satisfies Record<
  RemoteStreamName,
  number
>;

/** Best first. The empty one: the client named none. */
export const commandSubprotocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
  '',
] as const;

export const openRemoteWebSocket = (
  socket: WebSocket,
  request: CommandRequest,
  {
    protocol,
    onActivity,
    limits,
  }: {
    readonly protocol: string;
    readonly onActivity: () => void;
    readonly limits: StreamLimits;
  },
): RemoteClient => {
  const version = Number(/^v(\d)\./.exec(protocol)?.[1] ?? 1);
  const channels = openChannels(socket, {
    count: 5,
    isBase64: protocol.includes('base64'),
    hasCloseSignal: version >= 5,
    onActivity,
  });
  // here sizes have a channel of their own from the beginning
  const wanted = wantedStreams(request, Math.max(version, 3));
  const streams = Object.fromEntries(wanted.map((name) => [name, channels.all[numbers[name]]]));
  const lowest = (['stdout', 'stderr', 'error'] as const).find((name) => wanted.includes(name)) ?? 'error';
  channels.greet(numbers[lowest]);
  for (const [number, channel] of channels.all.entries())
    if (!wanted.some((name) => numbers[name] === number)) channel.resume(); // what nobody reads must not stop the rest
  return {
    streams,
    hasJsonStatus: version >= 4,
    gone: channels.gone,
    close: () => channels.close(limits.closeMs),
  };
};
