/** Receivers come to us: on loopback, with the token in the path, as `createWebSocketReceiver({ server: URL })` takes it. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isSame, refusalOf } from '../server/checks.ts';
import { listenOnLoopback } from '../server/listen.ts';
import { type Outlet, type OutletOptions, sendTo } from './outlet.ts';
import { closed } from './relay.ts';

const mostReceivers = 8;
const limits = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 20_000 };

/** @param port 0: one that is free. @throws Error EADDRINUSE, EACCES */
export const serveReceivers = async (port: number, { present, say }: OutletOptions): Promise<Outlet> => {
  const token = randomBytes(32).toString('base64url');
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false });
  const receivers = new Set<WebSocket>();

  const admit = (receiver: WebSocket) => {
    receivers.add(receiver);
    say(`a receiver has come (${receivers.size})`);
    receiver.on('message', () => undefined); // nothing is answered
    receiver.on('error', () => undefined); // its end is told by close
    receiver.on('close', () => {
      receivers.delete(receiver);
      say(`a receiver has gone (${receivers.size})`);
    });
    sendTo(receiver, present());
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { method, headers, url: path = '' } = request;
    const refused = refusalOf({ method, headers, path }, { port: listening.port, token });
    if (refused !== undefined) refuse(socket, refused.status, refused.error);
    else if (!isSame(path.slice(1), token)) refuse(socket, 401, 'wrong token, or none');
    else if (receivers.size >= mostReceivers) refuse(socket, 429, `${mostReceivers} receivers are here already`);
    else sockets.handleUpgrade(request, socket, head, admit);
  };
  const listening = await listenOnLoopback(() => {
    const server = createServer(limits, (_, response) => void response.writeHead(426).end());
    server.maxConnections = 64;
    server.on('upgrade', upgrade);
    return server;
  }, port);

  return {
    address: `ws://127.0.0.1:${listening.port}/${token}`,
    send: (messages) => {
      for (const receiver of receivers) if (!sendTo(receiver, messages)) say('a receiver does not read: dropped');
    },
    close: async () => {
      await Promise.all([...receivers].map(closed));
      await listening.close();
    },
  };
};

const refuse = (socket: Duplex, status: number, reason: string): void => {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
