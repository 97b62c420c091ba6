/**
 * The HTTP server behind exec, attach and port-forward: gives out URLs, and turns a connection to one into a session.
 *
 * Who can reach it needs a token; with TLS nobody on the way can read it. No check of Host: the kubelet passes on the one of
 * its own client.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP, isIPv4, isIPv6, type Socket } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { FailureError } from '../../machines/failure.ts';
import type { Handed, Log } from '../handed.ts';
import type { StreamRequest } from './request.ts';
import type { Certificates, Credentials } from './tls/certificates.ts';
import { defaultTokenLimits, openTokens, type TokenLimits } from './tokens.ts';
import type { StreamLimits } from './transport.ts';
import { serveUpgrade } from './upgrade.ts';

export interface StreamingServerOptions {
  readonly handed: Pick<Handed, 'ask' | 'ids' | 'streams'>;
  readonly log: Log;
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Of sessions that begin now. */
  readonly idleMs: () => number;
  /** Absent: no TLS. Whether clients need certificates is decided once, by what is there first. */
  readonly certificates?: Certificates | undefined;
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
  const { handed, address, port, idleMs, certificates } = options;
  const log = options.log.child({ room: 'cri/streaming' });
  const limits = { ...defaultLimits, ...options.limits };
  const tokens = openTokens(() => performance.now(), limits);
  const sockets = new Set<Duplex>();
  const answer: RequestListener = (request, response) => {
    const { status, text } = redeem(request) === undefined ? absent : notUpgraded;
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(text);
  };
  const server = serverFor(certificates, answer);
  const scheme = certificates === undefined ? 'http' : 'https';
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
    else void serveUpgrade({ handed, log, limits: { ...limits, idleMs: idleMs() } }, asked, { request, socket, head });
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
          log.info({ address: baseUrl(scheme, address, server.address()) }, 'serving streams');
          if (certificates === undefined && !isLoopback(address))
            log.warn(
              { address },
              'streams can be reached from other machines and are not encrypted; enable_tls_streaming does',
            );
          resolve();
        });
      }),
    urlOf: (request) => `${baseUrl(scheme, address, server.address())}/${request.kind}/${tokens.give(request)}`,
    close: () =>
      new Promise((resolve) => {
        certificates?.close();
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
};

const serverFor = (
  certificates: Certificates | undefined,
  answer: RequestListener,
): ReturnType<typeof createServer> => {
  if (certificates === undefined) return createServer(answer);
  const asksClients = certificates.current().ca !== undefined;
  const parts = ({ cert, key, ca }: Credentials) => ({ cert, key, ca, minVersion: 'TLSv1.2' as const });
  const server = createTlsServer(
    { ...parts(certificates.current()), requestCert: asksClients, rejectUnauthorized: asksClients, handshakeTimeout },
    answer,
  );
  certificates.onChange((credentials) => server.setSecureContext(parts(credentials)));
  return server;
};

const handshakeTimeout = 30_000;
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
const baseUrl = (
  scheme: string,
  address: string,
  bound: ReturnType<ReturnType<typeof createServer>['address']>,
): string => {
  if (bound === null || typeof bound === 'string') throw new FailureError('Draining', {});
  const host = isWildcard(address) ? ownAddress() : address;
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${bound.port}`;
};

const isWildcard = (address: string): boolean => ['', '0.0.0.0', '::', '::0'].includes(address);

const isLoopback = (address: string): boolean =>
  isIP(address) === 0 ? address === 'localhost' : isIPv4(address) ? address.startsWith('127.') : address === '::1';

/** What a client may call a server that listens there. */
export const hostsOf = (address: string): readonly string[] => {
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((each) => each.address));
  const name = hostname();
  return [
    'localhost',
    '127.0.0.1',
    '::1',
    ...(name === '' ? [] : [name]),
    ...(isWildcard(address) ? own : [address]),
  ].map((host) => host.replace(/%.*$/, ''));
};

const ownAddress = (): string => {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
};
