/** A page server with little in it, and requests to it as no browser would make them. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Api } from '../../../src/inspector/server/api.ts';
import { Refusal } from '../../../src/inspector/server/api.ts';
import { type Assets, assetOf } from '../../../src/inspector/server/assets.ts';
import { type PageServer, type ServerInput, startServer } from '../../../src/inspector/server/server.ts';
import type { SourceAbout } from '../../../src/inspector/stream.ts';

export const about: SourceAbout = {
  id: 'one',
  kind: 'recording',
  title: 'one.jsonl',
  troubles: [],
  isUnfolded: true,
  hasContexts: true,
  canPlay: false,
};

export const smallApi = (stream: Api['stream'] = lines): Api => ({ sources: async () => [about], stream });
async function* lines(source: string) {
  if (source !== 'one') throw new Refusal(404, `there is no source "${source}"`);
  yield `${JSON.stringify({ k: 'about', about })}\n`;
  yield '{"k":"ended","why":"read"}\n';
}

export const smallAssets = async (): Promise<Assets> =>
  new Map([['/', await assetOf(Buffer.from('<!doctype html><title>small</title>'.repeat(10)), 'text/html')]]);

export const served = async (input: Partial<ServerInput> = {}) => {
  const failures: unknown[] = [];
  const server = await startServer({
    api: smallApi(),
    assets: await smallAssets(),
    port: 0,
    onFailure: (error) => failures.push(error),
    ...input,
  });
  onTestFinished(() => server.close());
  return { ...server, failures };
};

export interface Said {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export const bearer = ({ token }: Pick<PageServer, 'token'>) => ({ authorization: `Bearer ${token}` });

export const ask = (
  { port }: Pick<PageServer, 'port'>,
  path: string,
  { headers = {}, method = 'GET', host = '127.0.0.1', body = '' } = {} as {
    readonly headers?: Readonly<Record<string, string>>;
    readonly method?: string;
    readonly host?: string;
    readonly body?: string;
  },
): Promise<Said> =>
  new Promise((resolve, reject) => {
    const asking = request({ host, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });

/** Bytes as they are; settles with all that came back when the server has closed. */
export const sayRaw = ({ port }: Pick<PageServer, 'port'>, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
  });
