/** A runtime's end of the wire that does what a test says, and a client's end; both plain HTTP/2 over unix sockets. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http2, {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRecord, ObservationRecord } from '../../src/journal/format.ts';
import type { Sink } from '../../src/journal/write.ts';
import { parsePlan } from '../../src/tap/inject/plan.ts';
import { startTap, type Tap } from '../../src/tap/tap.ts';

export interface Asked {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly raw: readonly string[];
  readonly session: ServerHttp2Session;
}

export interface Answered {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders | undefined;
  readonly rawTrailers: readonly string[];
  readonly body: Buffer;
  readonly code: number;
}

export interface Bench {
  readonly dir: string;
  readonly tap: Tap;
  readonly said: readonly string[];
  readonly records: readonly JournalRecord[];
  /** The next call that the runtime gets. */
  readonly asked: () => Promise<Asked>;
  readonly client: () => ClientHttp2Session;
  /** Resolves when a record that fits is there. */
  readonly recorded: (fits: (record: JournalRecord) => boolean) => Promise<JournalRecord>;
  readonly stopRuntime: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export const grpc = (path: string, more: readonly string[] = []): readonly string[] => [
  ':method',
  'POST',
  ':scheme',
  'http',
  ':path',
  path,
  ':authority',
  'localhost',
  'content-type',
  'application/grpc',
  'te',
  'trailers',
  ...more,
];

export const framed = (bytes: Uint8Array): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.byteLength, 1);
  return Buffer.concat([prefix, bytes]);
};

/** All of a call's answer. */
export const answerOf = async (stream: ClientHttp2Stream): Promise<Answered> => {
  const parts: Buffer[] = [];
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders | undefined;
  let rawTrailers: readonly string[] = [];
  stream.on('response', (got) => {
    headers = got;
  });
  stream.on('trailers', (got, _flags, raw) => {
    trailers = got;
    rawTrailers = raw;
  });
  stream.on('data', (bytes: Buffer) => parts.push(bytes));
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('close', resolve));
  return { headers, trailers, rawTrailers, body: Buffer.concat(parts), code: stream.rstCode ?? -1 };
};

/** Answers as a gRPC server does. */
export const answer = (stream: ServerHttp2Stream, body: Uint8Array, trailers: http2.OutgoingHttpHeaders): void => {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(framed(body));
};

export const makeBench = async (
  options: {
    readonly plan?: string;
    readonly record?: Sink | string;
    readonly observes?: boolean;
    readonly seed?: number;
    readonly settings?: http2.Settings;
    readonly hasRuntime?: boolean;
    /** How a tap without a plan relays: bytes as they are, or call by call as it does with a plan. */
    readonly relays?: 'bytes' | 'calls';
  } = {},
): Promise<Bench> => {
  const dir = await mkdtemp(join(tmpdir(), 'trp-tap-'));
  const upstreamPath = join(dir, 'up.sock');
  const listenPath = join(dir, 'tap.sock');
  const calls: Asked[] = [];
  const waiting: ((call: Asked) => void)[] = [];
  const server = http2.createServer({ settings: options.settings ?? {} });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers, _flags, raw) => {
    stream.on('error', () => {});
    const call = { stream, headers, raw, session: stream.session as ServerHttp2Session };
    const next = waiting.shift();
    if (next === undefined) calls.push(call);
    else next(call);
  });
  if (options.hasRuntime !== false) await once(server.listen(upstreamPath), 'listening');
  const records: JournalRecord[] = [];
  const hopes: { readonly fits: (record: JournalRecord) => boolean; readonly met: (record: JournalRecord) => void }[] =
    [];
  const said: string[] = [];
  const tap = await startTap({
    listenPath,
    upstreamPath,
    build: 'test',
    record: options.record,
    observes: options.observes ?? false,
    rules: parsePlanOf(options.plan, options.relays),
    seed: options.seed ?? 1,
    say: (line) => said.push(line),
    onRecord: (record) => {
      records.push(record);
      for (const hope of hopes) if (hope.fits(record)) hope.met(record);
    },
  });
  const clients: ClientHttp2Session[] = [];
  const stopRuntime = async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    dir,
    tap,
    said,
    records,
    asked: () =>
      new Promise((resolve) => {
        const call = calls.shift();
        if (call === undefined) waiting.push(resolve);
        else resolve(call);
      }),
    client: () => {
      const session = http2.connect('http://localhost', { createConnection: () => net.connect(listenPath) });
      session.on('error', () => {});
      clients.push(session);
      return session;
    },
    recorded: (fits) =>
      new Promise((resolve) => {
        const there = records.find(fits);
        if (there === undefined) hopes.push({ fits, met: resolve });
        else resolve(there);
      }),
    stopRuntime,
    end: async () => {
      for (const session of clients) session.destroy();
      await tap.close(0);
      await stopRuntime();
      await rm(dir, { recursive: true });
    },
  };
};

const parsePlanOf = (plan: string | undefined, relays: 'bytes' | 'calls' = 'bytes') =>
  plan === undefined ? (relays === 'bytes' ? [] : parsePlan('*: off')) : parsePlan(plan);

export const isPhase =
  (ph: ObservationRecord['ph']) =>
  (record: JournalRecord): boolean =>
    record.k === 'O' && record.ph === ph;
