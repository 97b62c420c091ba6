/**
 * The daemon's own small socket beside the CRI one, for what the CRI has no call for: importing an image archive.
 * HTTP with JSON over a unix socket that only root may open.
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { isAbsolute } from 'node:path';
import { errorOf, type Failure, FailureError, failureOf } from '../machines/failure.ts';
import type { ImportedImage } from './daemon-face.ts';

type Import = (file: string) => Promise<readonly ImportedImage[]>;
type Answer =
  | { readonly ok: true; readonly images: readonly ImportedImage[] }
  | { readonly ok: false; readonly failure: Failure };
const longestRequest = 8192;

/**
 * Listens at `socketFile`, which is replaced where it exists.
 * @returns a function that ends it and removes the socket.
 */
export const serveControl = async (socketFile: string, importImage: Import): Promise<() => Promise<void>> => {
  const server = createServer((incoming, response) => void answer(incoming, response, importImage));
  await rm(socketFile, { force: true });
  await listening(server, socketFile);
  await chmod(socketFile, 0o600);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
};

const listening = (server: Server, socketFile: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketFile, resolve);
  });

const answer = async (incoming: IncomingMessage, response: ServerResponse, importImage: Import) => {
  const said = await replyTo(incoming, importImage).catch(
    (error): Answer => ({ ok: false, failure: failureOf(error) }),
  );
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(said));
};

const replyTo = async (incoming: IncomingMessage, importImage: Import): Promise<Answer> => {
  if (incoming.method !== 'POST' || incoming.url !== '/images') {
    throw new FailureError('NotImplemented', { method: incoming.method, path: incoming.url });
  }
  const asked = parsed(await bodyOf(incoming));
  if (typeof asked !== 'object' || asked === null || !('file' in asked) || typeof asked.file !== 'string') {
    throw new FailureError('RequestInvalid', { field: 'file', reason: 'must be a path' });
  }
  if (!isAbsolute(asked.file)) throw new FailureError('RequestInvalid', { field: 'file', reason: 'must be absolute' });
  return { ok: true, images: await importImage(asked.file) };
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
export const askImport = async (socketFile: string, file: string): Promise<readonly ImportedImage[]> => {
  const body = await new Promise<string>((resolve, reject) => {
    const asking = request({ socketPath: socketFile, path: '/images', method: 'POST' }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', reject);
    });
    asking.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new FailureError('SyscallFailed', { syscall: 'connect', path: socketFile, code: error.code }, { cause: error }),
      ),
    );
    asking.end(JSON.stringify({ file }));
  });
  const answered = JSON.parse(body) as Answer;
  if (!answered.ok) throw errorOf(answered.failure);
  return answered.images;
};
