/** A tap that injects nothing passes bytes as they are; what it tells of them is what the relay of calls tells. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ContainerConfig, CreateContainerRequest, KeyValue } from '../../proto/generated/api.js';
import type { JournalRecord } from '../../src/journal/format.ts';
import { startTap, type Tap } from '../../src/tap/tap.ts';
import { answer, answerOf, type Bench, framed, grpc, isPhase, makeBench } from './fake-runtime.ts';

const pathOf = (method: string) => `/runtime.v1.RuntimeService/${method}`;

describe('the same traffic through both relays', () => {
  let bench: Bench;
  afterEach(() => bench.end());

  const create = CreateContainerRequest.encode({
    podSandboxId: 'p',
    config: {
      ...ContainerConfig.decode(new Uint8Array()),
      metadata: { name: 'web', attempt: 0 },
      envs: [{ ...KeyValue.decode(new Uint8Array()), key: 'PASSWORD', value: Buffer.from('hunter2') }],
    },
    sandboxConfig: undefined,
  }).finish();

  /** All kinds of ends, one after the other. */
  const traffic = async (relays: 'bytes' | 'calls'): Promise<readonly JournalRecord[]> => {
    bench = await makeBench({ relays });
    const client = bench.client();
    const count = (ph: 'answer' | 'cancel') => bench.records.filter(isPhase(ph)).length;
    const until = async (ph: 'answer' | 'cancel', wanted: number) => {
      while (count(ph) < wanted) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const ask = async (method: string, body: Uint8Array, more: readonly string[] = []) => {
      const stream = client.request(grpc(pathOf(method), more));
      const got = answerOf(stream);
      stream.end(framed(body));
      return { stream, got, up: (await bench.asked()).stream };
    };
    const created = await ask('CreateContainer', create, ['grpc-timeout', '7S']);
    created.up.resume();
    answer(created.up, Buffer.from([0x0a, 1, 0x63]), { 'grpc-status': '0' });
    await created.got;
    await until('answer', 1);
    const missing = await ask('ContainerStatus', Buffer.alloc(0));
    missing.up.respond({ ':status': 200, 'grpc-status': '5', 'grpc-message': 'no%20such' }, { endStream: true });
    await missing.got;
    await until('answer', 2);
    const bad = await ask('Version', Buffer.from([0xff, 0xff]));
    bad.up.respond({ ':status': 503 }, { endStream: true });
    await bad.got;
    await until('answer', 3);
    const reset = await ask('StopContainer', Buffer.alloc(0));
    reset.up.close(constants.NGHTTP2_INTERNAL_ERROR);
    await reset.got;
    await until('cancel', 1);
    const events = await ask('GetContainerEvents', Buffer.alloc(0));
    events.up.respond({ ':status': 200 });
    for (const size of [0, 3, 70_000]) events.up.write(framed(Buffer.alloc(size)));
    await once(events.stream, 'data');
    while (bench.records.filter(isPhase('message')).length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    events.stream.close(constants.NGHTTP2_CANCEL);
    await events.got;
    await until('cancel', 2);
    const hanging = await ask('ExecSync', Buffer.alloc(0), ['grpc-timeout', '1m']);
    client.destroy();
    await hanging.got;
    await bench.recorded(isPhase('close'));
    return bench.records;
  };

  test('equal records', async () => {
    /** Without times, and what a recording's own key makes of a secret. */
    const bare = (records: readonly JournalRecord[]) =>
      records.map((record) => JSON.parse(JSON.stringify({ ...record, t: 0, d: 0 }).replace(/"h":"[^"]*"/g, '"h":""')));
    const asCalls = bare(await traffic('calls'));
    await bench.end();
    const asBytes = bare(await traffic('bytes'));
    expect(asBytes).toEqual(asCalls);
    expect(asCalls).toHaveLength(17);
  });
});

describe('bytes', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A runtime of bare bytes. */
  const scene = async (serve: (socket: net.Socket) => void) => {
    const dir = await mkdtemp(join(tmpdir(), 'trp-tap-'));
    ends.push(() => rm(dir, { recursive: true }));
    const sockets = new Set<net.Socket>();
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      serve(socket);
    });
    await once(server.listen(join(dir, 'up.sock')), 'listening');
    ends.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const records: JournalRecord[] = [];
    const listenPath = join(dir, 'tap.sock');
    const tap: Tap = await startTap({
      listenPath,
      upstreamPath: join(dir, 'up.sock'),
      build: 'test',
      observes: true,
      rules: [],
      seed: 1,
      say: () => {},
      onRecord: (record) => records.push(record),
    });
    ends.push(() => tap.close(0));
    const connect = () => {
      const socket = net.connect({ path: listenPath, allowHalfOpen: true });
      ends.push(() => socket.destroy());
      return socket;
    };
    return { tap, records, connect };
  };
  const untilEnd = async (socket: net.Socket): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of socket.iterator({ destroyOnReturn: false })) parts.push(part);
    return Buffer.concat(parts);
  };

  test('100 MB each way, of no HTTP/2 at all → the same bytes; a gap is told once, and the end', async () => {
    const { connect, records, tap } = await scene((socket) => socket.pipe(socket));
    const socket = connect();
    const chunk = randomBytes(1024 * 1024);
    const sent = createHash('sha256');
    const got = createHash('sha256');
    let bytes = 0;
    const reading = (async () => {
      for await (const part of socket.iterator({ destroyOnReturn: false })) {
        got.update(part);
        bytes += part.length;
      }
    })();
    for (let count = 0; count < 100; count += 1) {
      chunk.writeUInt32BE(count);
      sent.update(chunk);
      if (!socket.write(Buffer.from(chunk))) await once(socket, 'drain');
    }
    socket.end();
    await reading;
    expect(bytes).toBe(100 * chunk.length);
    expect(got.digest('hex')).toBe(sent.digest('hex'));
    await tap.close(1_000);
    expect(records.map((record) => (record.k === 'O' ? record.ph : record.k))).toEqual(['open', 'G', 'close']);
    expect(records[1]).toMatchObject({ why: 'connection 1: it does not begin as HTTP/2 does' });
  });
  test('half of it is closed → the other half goes on', async () => {
    const { connect } = await scene((socket) => {
      socket.resume();
      socket.once('end', () => socket.end('after your end'));
    });
    const socket = connect();
    socket.end('x');
    expect((await untilEnd(socket)).toString()).toBe('after your end');
  });
  test('the runtime dies with an answer on its way → the client has all of it', async () => {
    const all = randomBytes(300_000);
    const { connect } = await scene((socket) => socket.write(all, () => socket.destroy()));
    expect((await untilEnd(connect())).equals(all)).toBe(true);
  });
  test('the client dies → the runtime hears', async () => {
    const heard = Promise.withResolvers<void>();
    const { connect } = await scene((socket) => {
      socket.resume();
      socket.once('end', heard.resolve);
    });
    const socket = connect();
    socket.write('x', () => socket.destroy());
    await heard.promise;
  });
  test('a client that does not read → the runtime is held back', async () => {
    let written = 0;
    const { connect } = await scene((socket) => {
      const chunk = Buffer.alloc(1024 * 1024);
      const write = () =>
        socket.write(chunk, (error) => {
          if (error !== undefined && error !== null) return;
          written += 1;
          write();
        });
      write();
    });
    const socket = connect();
    socket.pause();
    const echo = connect();
    echo.resume();
    // another connection flows meanwhile
    await new Promise<void>((resolve) => {
      let bytes = 0;
      echo.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > 30 * 1024 * 1024) resolve();
      });
    });
    echo.destroy();
    const before = written;
    expect(before).toBeLessThan(60);
    socket.resume();
    await new Promise<void>((resolve) => socket.on('data', () => written > before + 2 && resolve()));
  });
  test('200 connections at once', async () => {
    const { connect } = await scene((socket) => socket.pipe(socket));
    const texts = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const socket = connect();
        socket.end(`number ${index}`);
        return (await untilEnd(socket)).toString();
      }),
    );
    expect(texts).toEqual(texts.map((_, index) => `number ${index}`));
  });
  test('it is to end: an idle connection ends at once, one that cannot be read when time is over', async () => {
    const { connect, tap } = await scene((socket) => socket.pipe(socket));
    const unreadable = connect();
    unreadable.write('this is not how HTTP/2 begins, and long enough');
    await once(unreadable, 'data');
    const idle = connect();
    await once(idle, 'connect');
    const first = Promise.race([
      untilEnd(idle).then(() => 'idle'),
      untilEnd(unreadable).then(
        () => 'unreadable',
        () => 'unreadable',
      ),
    ]);
    await tap.close(500);
    expect(await first).toBe('idle');
  });
});
