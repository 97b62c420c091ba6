/** From an HTTP request with a good token to a session: which protocol, which transport, and a line in the log at its end. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { type Failure, failureOf } from '../../machines/failure.ts';
import type { Handed, Log } from '../handed.ts';
import {
  forwardOverChannels,
  forwardOverSpdy,
  portForwardProtocol,
  portForwardSubprotocols,
  tunnelSubprotocol,
} from './port-forward.ts';
import { serveCommand } from './remote-command.ts';
import { commandProtocols, openRemoteSpdy } from './remote-spdy.ts';
import { commandSubprotocols, openRemoteWebSocket } from './remote-websocket.ts';
import type { StreamRequest } from './request.ts';
import { type StreamLimits, watchIdle } from './transport.ts';

export interface UpgradeParts {
  readonly handed: Pick<Handed, 'ask' | 'ids' | 'streams'>;
  readonly log: Log;
  readonly limits: StreamLimits;
}
export interface Upgrading {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What came behind the request. */
  readonly head: Buffer;
}

/** Never rejects; the socket is closed at the end. */
export const serveUpgrade = async (parts: UpgradeParts, asked: StreamRequest, upgrading: Upgrading): Promise<void> => {
  const startedAtMs = performance.now();
  const { socket, request } = upgrading;
  const subject = asked.kind === 'portforward' ? { sandboxId: asked.sandboxId } : { containerId: asked.containerId };
  let failure: Failure | undefined;
  try {
    const upgrade = String(request.headers.upgrade ?? '').toLowerCase();
    if (upgrade === 'spdy/3.1') failure = await overSpdy(parts, asked, upgrading);
    else if (upgrade === 'websocket') failure = await overWebSocket(parts, asked, upgrading);
    else refuse(socket, 400, 'Bad Request', ['Upgrade: SPDY/3.1']);
  } catch (thrown) {
    failure = failureOf(thrown);
    socket.destroy();
  }
  const elapsedMs = Math.round(performance.now() - startedAtMs);
  const fields = { ...subject, stream: asked.kind, elapsedMs };
  if (failure === undefined) parts.log.info(fields, 'stream ended');
  else parts.log.warn({ ...fields, failure }, 'stream failed');
};

const overSpdy = async (
  { handed, limits }: UpgradeParts,
  asked: StreamRequest,
  { request, socket, head }: Upgrading,
): Promise<Failure | undefined> => {
  const accepted: readonly string[] = asked.kind === 'portforward' ? [portForwardProtocol] : commandProtocols;
  const offered = listOf(request, 'x-stream-protocol-version');
  const protocol = offered.length === 0 ? '' : offered.find((each) => accepted.includes(each));
  if (protocol === undefined) {
    refuse(
      socket,
      403,
      'Forbidden',
      accepted.map((each) => `X-Accepted-Stream-Protocol-Versions: ${each}`),
    );
    return undefined;
  }
  const chosen = protocol === '' ? '' : `X-Stream-Protocol-Version: ${protocol}\r\n`;
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${chosen}\r\n`);
  if (head.length > 0) socket.unshift(head);
  const transport = { socket, onActivity: watchIdle(socket, limits.idleMs), limits };
  if (asked.kind === 'portforward') return forwardOverSpdy({ handed }, asked, transport);
  const client = await openRemoteSpdy(transport, asked, protocol);
  if (client === undefined) return undefined;
  return serveCommand({ handed }, asked, client);
};

/** Compression would cost more than it saves on a loopback; no message of a client is longer than some 32 KiB. */
const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 });

const chosen = new WeakMap<IncomingMessage, string>();
webSockets.on('headers', (headers, request) => {
  const protocol = chosen.get(request) ?? '';
  if (protocol !== '') headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
});

const overWebSocket = async (
  { handed, limits }: UpgradeParts,
  asked: StreamRequest,
  upgrading: Upgrading,
): Promise<Failure | undefined> => {
  const accepted: readonly string[] = asked.kind === 'portforward' ? portForwardSubprotocols : commandSubprotocols;
  const offered = listOf(upgrading.request, 'sec-websocket-protocol');
  const protocol = offered.length === 0 ? '' : offered.find((each) => accepted.includes(each));
  if (protocol === undefined) {
    refuse(upgrading.socket, 403, 'Forbidden', []);
    return undefined;
  }
  const socket = await accept(upgrading, protocol);
  if (socket === undefined) return undefined;
  const onActivity = watchIdle(upgrading.socket, limits.idleMs);
  if (asked.kind === 'portforward') {
    if (protocol !== tunnelSubprotocol)
      return forwardOverChannels({ handed }, asked, socket, { protocol, onActivity, limits });
    return forwardOverSpdy({ handed }, asked, { socket: createWebSocketStream(socket), onActivity, limits });
  }
  const client = openRemoteWebSocket(socket, asked, { protocol, onActivity, limits });
  return serveCommand({ handed }, asked, client);
};

/** undefined: it was not a WebSocket's request after all, and has been answered so. */
const accept = ({ request, socket, head }: Upgrading, protocol: string): Promise<WebSocket | undefined> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve(undefined));
    // the tunnel's name has a slash, which ws refuses: so it neither reads nor writes the header
    delete request.headers['sec-websocket-protocol'];
    chosen.set(request, protocol);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => resolve(webSocket));
  });

/** A header that may come more than once, and have commas. */
const listOf = ({ headersDistinct }: IncomingMessage, name: string): readonly string[] =>
  (headersDistinct[name] ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');

const refuse = (socket: Socket, status: number, reason: string, headers: readonly string[]): void => {
  const lines = [`HTTP/1.1 ${status} ${reason}`, 'Connection: close', 'Content-Length: 0', ...headers];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
};
