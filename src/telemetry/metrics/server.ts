/** The HTTP server of metrics: GET /metrics (and containerd's /v1/metrics). One scrape at a time; it has nothing else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { FailureError } from '../../machines/failure.ts';
import { contentTypes, formatFor, toOpenMetrics } from './exposition.ts';

export interface MetricsServer {
  /** @throws FailureError SyscallFailed {syscall, path, code} */
  readonly listen: (
    place: { readonly path: string } | { readonly host: string; readonly port: number },
  ) => Promise<void>;
  /** Where it listens over TCP: `127.0.0.1:1338`; undefined on a unix socket. */
  readonly address: () => string | undefined;
  readonly close: () => Promise<void>;
}

/** Scrapers are few. */
const maxConnections = 64;

/** @param read samples and tells all metrics in Prometheus' text format. */
export const metricsServer = (read: () => Promise<string>): MetricsServer => {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 90_000 });
  server.maxConnections = maxConnections;
  server.on('request', (request, response) => void answer(request, response, read));
  server.on('clientError', (_, socket) => void socket.destroy());
  server.unref();
  return {
    listen: (place) => listening(server, place),
    address: () => {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') return undefined;
      return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = async (request: IncomingMessage, response: ServerResponse, read: () => Promise<string>) => {
  const path = request.url?.split('?')[0];
  const isKnown = path === '/metrics' || path === '/v1/metrics';
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isKnown || !isRead) {
    const refusal = isKnown ? { status: 405, text: 'only GET\n' } : { status: 404, text: 'metrics are at /metrics\n' };
    response.writeHead(refusal.status, { 'content-type': 'text/plain' }).end(refusal.text);
    return;
  }
  try {
    const text = await read();
    const format = formatFor(request.headers.accept);
    response.writeHead(200, { 'content-type': contentTypes[format] });
    response.end(request.method === 'HEAD' ? '' : format === 'openmetrics' ? toOpenMetrics(text) : text);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`${String(error)}\n`);
  }
};

const listening = (
  server: Server,
  place: { readonly path: string } | { readonly host: string; readonly port: number },
) =>
  new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => {
      const path = 'path' in place ? place.path : `${place.host}:${place.port}`;
      reject(new FailureError('SyscallFailed', { syscall: 'listen', path, code: cause.code ?? '' }, { cause }));
    };
    server.once('error', fail);
    server.listen(place, () => {
      server.off('error', fail);
      server.on('error', () => {}); // a connection that cannot be accepted: the scraper tries again
      resolve();
    });
  });
