/**
 * The daemon's own small socket beside the CRI one, for what the CRI has no call for: importing an image archive, reloading
 * the configuration, what the store knows. HTTP with JSON over a unix socket that only root may open.
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isAbsolute } from 'node:path';
import type { Reloaded } from '../config/current.ts';
import { errorOf, type Failure, FailureError, failureOf } from '../machines/failure.ts';
import type { Daemon, ImportedImage } from './daemon-face.ts';

export interface ControlDeeds extends Pick<Daemon, 'importImage' | 'known' | 'actors' | 'record' | 'inspect'> {
  readonly reload: () => Promise<Reloaded>;
}

type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly failure: Failure };
const longestRequest = 8192;
const linesType = 'application/x-ndjson';

/**
 * Listens at `socketFile`, which is replaced where it exists.
 * @returns a function that ends it and removes the socket.
 */
export const serveControl = async (socketFile: string, deeds: ControlDeeds): Promise<() => Promise<void>> => {
  const server = createServer((incoming, response) => void answer(incoming, response, deeds));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await rm(socketFile, { force: true });
  await listening(server, socketFile);
  await chmod(socketFile, 0o600);
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    // Viewers are ended by who stops meanwhile, after the last that happens; the others wait for nothing.
    for (const socket of sockets) if (!streaming.has(socket)) socket.destroy();
    const late = setTimeout(() => server.closeAllConnections(), lastWordMs);
    await closed;
    clearTimeout(late);
  };
};

const listening = (server: Server, socketFile: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketFile, resolve);
  });

const answer = async (incoming: IncomingMessage, response: ServerResponse, deeds: ControlDeeds) => {
  if (incoming.method === 'GET' && incoming.url === '/inspect' && deeds.inspect !== undefined) {
    stream(response, deeds.inspect);
    return;
  }
  const said = await replyTo(incoming, deeds).then(
    (result): Answer => ({ ok: true, result }),
    (error): Answer => ({ ok: false, failure: failureOf(error) }),
  );
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(said));
};

/** Connections of viewers. */
const streaming = new WeakSet<Socket>();
const lastWordMs = 5000;

/** Lines for as long as both sides want: NDJSON, chunked. */
const stream = (response: ServerResponse, inspect: NonNullable<ControlDeeds['inspect']>): void => {
  try {
    inspect({
      write: (text) => void response.write(text),
      unsentBytes: () => response.writableLength + (response.socket?.writableLength ?? 0),
      end: () => void response.end(),
      destroy: () => void response.destroy(),
      onGone: (gone) => void response.once('close', gone),
    });
    response.writeHead(200, { 'content-type': linesType, 'cache-control': 'no-store' });
    response.flushHeaders();
    if (response.socket !== null) streaming.add(response.socket);
  } catch (error) {
    response.statusCode = 409;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: false, failure: failureOf(error) } satisfies Answer));
  }
};

const replyTo = async (incoming: IncomingMessage, deeds: ControlDeeds): Promise<unknown> => {
  const asked = `${incoming.method} ${incoming.url}`;
  if (asked === 'POST /images') return deeds.importImage(fileIn(parsed(await bodyOf(incoming))));
  if (asked === 'POST /reload') return deeds.reload();
  if (asked === 'GET /known') return deeds.known();
  if (asked === 'GET /actors') return deeds.actors();
  const { record } = deeds;
  if (record !== undefined) {
    if (asked === 'POST /record/start') return record.start(fileIn(parsed(await bodyOf(incoming))));
    if (asked === 'POST /record/snap') return record.snap(fileIn(parsed(await bodyOf(incoming))));
    if (asked === 'POST /record/stop') return record.stop();
  }
  throw new FailureError('NotImplemented', { method: incoming.method, path: incoming.url });
};

const fileIn = (asked: unknown): string => {
  if (typeof asked !== 'object' || asked === null || !('file' in asked) || typeof asked.file !== 'string') {
    throw new FailureError('RequestInvalid', { field: 'file', reason: 'must be a path' });
  }
  if (!isAbsolute(asked.file)) throw new FailureError('RequestInvalid', { field: 'file', reason: 'must be absolute' });
  return asked.file;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new FailureError('RequestInvalid', { field: 'body', reason: 'is not JSON' });
  }
};

const bodyOf = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > longestRequest) throw new FailureError('RequestInvalid', { field: 'body', reason: 'is too long' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Asks the daemon behind `socketFile` to import `file`.
 * @throws FailureError what the daemon answers; SyscallFailed {syscall, path, code} where none listens.
 */
export const askImport = async (socketFile: string, file: string): Promise<readonly ImportedImage[]> =>
  (await ask(socketFile, 'POST', '/images', { file })) as readonly ImportedImage[];

/** Asks it to read its configuration again. @throws FailureError as {@link askImport} does */
export const askReload = async (socketFile: string): Promise<Reloaded> =>
  (await ask(socketFile, 'POST', '/reload')) as Reloaded;

/** Asks it to record: see {@link Daemon.record}. @throws FailureError as {@link askImport} does */
export const askRecord = async (
  socketFile: string,
  deed: 'start' | 'stop' | 'snap',
  file?: string,
): Promise<{ readonly file: string }> =>
  (await ask(socketFile, 'POST', `/record/${deed}`, file === undefined ? undefined : { file })) as {
    readonly file: string;
  };

/** Asks it what its store knows. @throws FailureError as {@link askImport} does */
export const askKnown = async (socketFile: string): Promise<ReturnType<Daemon['known']>> =>
  (await ask(socketFile, 'GET', '/known')) as ReturnType<Daemon['known']>;

/** Asks it who is there. @throws FailureError as {@link askImport} does */
export const askActors = async (socketFile: string): Promise<ReturnType<Daemon['actors']>> =>
  (await ask(socketFile, 'GET', '/actors')) as ReturnType<Daemon['actors']>;

/**
 * Asks it to tell what happens: bytes of NDJSON, until it ends, or the signal.
 * @throws FailureError as {@link askImport} does; RequestInvalid {field, reason} where it says no
 */
export const askInspect = async (socketFile: string, signal: AbortSignal): Promise<IncomingMessage> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = request({ socketPath: socketFile, path: '/inspect', agent: false, signal }, resolve);
    asking.on('error', (cause: NodeJS.ErrnoException) => reject(noConnection(socketFile, cause)));
    asking.end();
  });
  if (response.statusCode === 200 && response.headers['content-type'] === linesType) return response;
  const answered = parsed(await bodyOf(response)) as Answer;
  throw answered.ok
    ? new FailureError('NotImplemented', { method: 'GET', path: '/inspect' })
    : errorOf(answered.failure);
};

const noConnection = (path: string, cause: NodeJS.ErrnoException): FailureError =>
  new FailureError('SyscallFailed', { syscall: 'connect', path, code: cause.code }, { cause });

const ask = async (socketFile: string, method: string, path: string, body?: object): Promise<unknown> => {
  const said = await new Promise<string>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(noConnection(socketFile, error));
    const asking = request({ socketPath: socketFile, path, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', failed);
    });
    asking.on('error', failed);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const answered = JSON.parse(said) as Answer;
  if (!answered.ok) throw errorOf(answered.failure);
  return answered.result;
};
