/**
 * The HTTP server behind exec, attach and port-forward: gives out URLs, and turns a connection to one into a session.
 *
 * No TLS, no check of Host (the kubelet passes on the one of its own client): who can reach it needs a token, and its
 * clients are on this node.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { FailureError } from '../../machines/failure.ts';
import type { Handed, Log } from '../handed.ts';
import type { StreamRequest } from './request.ts';
import { defaultTokenLimits, openTokens, type TokenLimits } from './tokens.ts';
import type { StreamLimits } from './transport.ts';
import { serveUpgrade } from './upgrade.ts';

export interface StreamingServerOptions {
  readonly handed: Pick<Handed, 'ask' | 'ids' | 'streams'>;
  readonly log: Log;
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly idleMs: number;
  readonly limits?: Partial<StreamLimits & TokenLimits> | undefined;
}

export interface StreamingServer {
  /** @throws FailureError SyscallFailed {syscall, path, code} */
  readonly listen: () => Promise<void>;
  /** Where a client finds these streams, once, within a minute. @throws FailureError TooManyStreams */
  readonly urlOf: (request: StreamRequest) => string;
  /** Ends all sessions: to their actors, as if the clients had gone. */
  readonly close: () => Promise<void>;
}

const defaultLimits = { creationMs: 30_000, closeMs: 1000, ...defaultTokenLimits } as const;

export const streamingServer = (options: StreamingServerOptions): StreamingServer => {
  const { handed, address, port, idleMs } = options;
  const log = options.log.child({ room: 'cri/streaming' });
  const limits = { ...defaultLimits, ...options.limits, idleMs };
  const tokens = openTokens(() => performance.now(), limits);
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    const { status, text } = redeem(request) === undefined ? absent : notUpgraded;
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(text);
  });
  const redeem = ({ url = '' }: IncomingMessage): StreamRequest | undefined => {
    const [, kind, token] = /^\/(exec|attach|portforward)\/([\w-]{1,64})(?:\?.*)?$/.exec(url) ?? [];
    return kind === undefined || token === undefined ? undefined : tokens.redeem(token, kind);
  };
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMs);
    socket.setTimeout(0);
    const asked = redeem(request);
    if (asked === undefined) refuse(socket, absent);
    else void serveUpgrade({ handed, log, limits }, asked, { request, socket, head });
  });

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) =>
          reject(
            new FailureError(
              'SyscallFailed',
              { syscall: 'listen', path: `${address}:${port}`, code: cause.code ?? '' },
              { cause },
            ),
          ),
        );
        server.listen(port, address === '' ? undefined : address, () => {
          log.info({ address: baseUrl(address, server.address()) }, 'serving streams');
          resolve();
        });
      }),
    urlOf: (request) => `${baseUrl(address, server.address())}/${request.kind}/${tokens.give(request)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
};

const keepAliveMs = 60_000;
const absent = { status: 404, text: 'no such stream, or its time is over\n' };
const notUpgraded = { status: 400, text: 'the request must ask for an upgrade to SPDY/3.1 or WebSocket\n' };

const refuse = (socket: Socket, { status, text }: { readonly status: number; readonly text: string }): void => {
  socket.end(
    `HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Bad Request'}\r\n` +
      `Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  );
};

/** A host that can be connected to: clients take the URL as it is. */
const baseUrl = (address: string, bound: ReturnType<ReturnType<typeof createServer>['address']>): string => {
  if (bound === null || typeof bound === 'string') throw new FailureError('Draining', {});
  const isWildcard = ['', '0.0.0.0', '::', '::0'].includes(address);
  const host = isWildcard ? ownAddress() : address;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${bound.port}`;
};

const ownAddress = (): string => {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
};
