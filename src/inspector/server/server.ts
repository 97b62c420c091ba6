/**
 * The page's web server: on loopback, for who has the token, read-only. It has no sessions, no cookies, no paths that lead to
 * files, and says nothing of a request to any log.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerOf } from './answers.ts';
import { type Api, Refusal } from './api.ts';
import type { Asset, Assets } from './assets.ts';
import { refusalOf } from './checks.ts';
import { headers } from './headers.ts';
import { listenOnLoopback } from './listen.ts';
import { queryOf } from './query.ts';
import { type Pace, sendStream, usualPace } from './stream.ts';

/**
 * At a time. A browser has six connections to one server and lets all else wait, without a word: so there is one left, by which the
 * next window is told.
 */
export const mostStreams = 5;
const longestUrl = 8192;
const limits = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 10_000 };
const mostConnections = 64;
/** Where a ticket is turned into the token. */
const tokenPath = '/api/token';
const ticketMs = 60_000;
const secret = () => randomBytes(32).toString('base64url');

export interface ServerInput {
  readonly api: Api;
  readonly assets: Assets;
  /** 0: one that is free. */
  readonly port: number;
  /** A failure behind {@link Api} that is no {@link Refusal}: a defect, or a source that broke. */
  readonly onFailure: (error: unknown) => void;
  readonly pace?: Pace;
}

export interface PageServer {
  readonly port: number;
  /** 256 bits, base64url. */
  readonly token: string;
  /** For the browser: with the token in its fragment, which browsers send to nobody. */
  readonly url: string;
  /**
   * The same, with a ticket in the place of the token: good once, for a minute. For command lines, which every user of a machine
   * may read.
   */
  readonly ticketUrl: () => string;
  /** `performance.now()` of the last request; undefined: somebody reads a stream now. */
  readonly idleSince: () => number | undefined;
  readonly close: () => Promise<void>;
}

/** @throws Error EADDRINUSE, EACCES: of a port that was chosen */
export const startServer = async (input: ServerInput): Promise<PageServer> => {
  const { api, assets, onFailure, pace = usualPace } = input;
  const token = secret();
  const closing = new AbortController();
  let streams = 0;
  let lastAskedAt = performance.now();
  /** What nobody knows, where there is none. */
  let ticket = secret();

  const stream = async (response: ServerResponse, search: string, gone: AbortSignal): Promise<void> => {
    const source = queryOf(search, ['source']).text('source');
    if (streams >= mostStreams)
      return say(response, 429, { error: `${mostStreams} streams are open already: close another window` });
    streams += 1;
    try {
      const begin = () => response.writeHead(200, { ...headers, 'content-type': 'application/x-ndjson' });
      await sendStream(response, api.stream(source, gone), begin, pace);
    } finally {
      streams -= 1;
      lastAskedAt = performance.now();
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, headers: asked, url = '' } = request;
    const [path = '', search = ''] = url.split(/\?(.*)/s, 2);
    const refused = refusalOf(
      { method, headers: asked, path },
      {
        port: listening.port,
        token: path === tokenPath ? ticket : token,
      },
    );
    if (refused !== undefined) {
      const { status, error, headers: more } = refused;
      return say(response, status, { error }, { ...more, ...(status === 400 ? { connection: 'close' } : {}) });
    }
    lastAskedAt = performance.now();
    if (url.length > longestUrl) return say(response, 400, { error: `longer than ${longestUrl} characters` });
    const asset = assets.get(path);
    if (asset !== undefined) return sendAsset(request, response, asset);
    if (path === tokenPath) {
      ticket = secret();
      return say(response, 200, { token });
    }
    const left = new AbortController();
    response.once('close', () => left.abort());
    const gone = AbortSignal.any([left.signal, closing.signal]);
    if (path === '/api/stream') return stream(response, search, gone);
    const answered = await answerOf(api, path, search, gone);
    if (answered === undefined) return say(response, 404, { error: 'there is nothing here' });
    say(response, 200, answered);
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      if (closing.signal.aborted || response.destroyed) return response.destroy();
      if (!(error instanceof Refusal)) onFailure(error);
      if (response.headersSent) return;
      if (error instanceof Refusal) say(response, error.status, { error: error.message });
      else say(response, 500, { error: 'it failed; troupe has said why where it was started' });
    });
  };

  const newServer = () => {
    const server = createServer(limits, handle);
    server.maxConnections = mostConnections;
    return server;
  };
  const listening = await listenOnLoopback(newServer, input.port);
  return {
    port: listening.port,
    token,
    url: `http://127.0.0.1:${listening.port}/#t=${token}`,
    ticketUrl: () => {
      const issued = secret();
      ticket = issued;
      setTimeout(() => {
        if (ticket === issued) ticket = secret();
      }, ticketMs).unref();
      return `http://127.0.0.1:${listening.port}/#o=${issued}`;
    },
    idleSince: () => (streams > 0 ? undefined : lastAskedAt),
    close: async () => {
      closing.abort();
      await listening.close();
    },
  };
};

const say = (
  response: ServerResponse,
  status: number,
  answer: object,
  more: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8', ...more });
  response.end(`${JSON.stringify(answer)}\n`);
};

/** The browser keeps it, and asks each time whether it is still the same. */
const sendAsset = ({ headers: asked }: IncomingMessage, response: ServerResponse, asset: Asset): void => {
  const packs = /\bgzip\b/.test(String(asked['accept-encoding'] ?? ''));
  const common = { ...headers, 'cache-control': 'no-cache', etag: asset.etag, vary: 'accept-encoding' };
  if (asked['if-none-match']?.split(/\s*,\s*/).includes(asset.etag)) {
    response.writeHead(304, common).end();
    return;
  }
  const bytes = packs ? asset.gzip : asset.bytes;
  response.writeHead(200, {
    ...common,
    'content-type': asset.type,
    'content-length': bytes.length,
    ...(packs ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(bytes);
};
