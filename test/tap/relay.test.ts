/** What passes through a tap passes as it is. */
import { type EventEmitter, once } from 'node:events';
import { constants } from 'node:http2';
import { afterEach, describe, expect, test } from 'vitest';
import { answer, answerOf, type Bench, framed, grpc, isPhase, makeBench as makeAnyBench } from './fake-runtime.ts';

const list = '/runtime.v1.RuntimeService/ListContainers';
/** Errors say no more than codes do. */
const closed = (thing: EventEmitter) => new Promise<void>((resolve) => thing.once('close', resolve));
let bench: Bench;
afterEach(() => bench.end());

describe.each(['bytes', 'calls'] as const)('a relay of %s', (relays) => {
  const makeBench = (options: Parameters<typeof makeAnyBench>[0] = {}) => makeAnyBench({ ...options, relays });

  test('a call → headers, body, trailers and their order reach the other side', async () => {
    bench = await makeBench();
    const stream = bench
      .client()
      .request(grpc('/future.v9.Service/Unheard', ['x-multi', '1', 'x-multi', '2', 'grpc-timeout', '7S']));
    stream.end(framed(Buffer.from('question')));
    const { stream: up, raw } = await bench.asked();
    expect(raw.filter((_, at) => raw[at - (at % 2)]?.startsWith('x-'))).toEqual(['x-multi', '1', 'x-multi', '2']);
    expect(raw[raw.indexOf('grpc-timeout') + 1]).toBe('7S');
    expect(raw[raw.indexOf('te') + 1]).toBe('trailers');
    const parts: Buffer[] = [];
    for await (const part of up) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(framed(Buffer.from('question')));
    answer(up, Buffer.from('answer'), { 'grpc-status': '0', 'x-more': ['a', 'b'] });
    const got = await answerOf(stream);
    expect(got.body).toEqual(framed(Buffer.from('answer')));
    expect(got.rawTrailers).toEqual(['grpc-status', '0', 'x-more', 'a', 'x-more', 'b']);
    expect(got.code).toBe(constants.NGHTTP2_NO_ERROR);
    await bench.recorded(
      (record) => record.k === 'O' && record.ph === 'answer' && record.m === '/future.v9.Service/Unheard',
    );
  });

  test('an answer of trailers alone → one', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list), { endStream: false });
    stream.end(framed(Buffer.alloc(0)));
    const { stream: up } = await bench.asked();
    up.resume();
    up.respond({ ':status': 200, 'grpc-status': '5', 'grpc-message': 'no such%20thing' }, { endStream: true });
    const got = await answerOf(stream);
    expect(got.headers['grpc-status']).toBe('5');
    expect(got.trailers).toBeUndefined();
    expect(await bench.recorded(isPhase('answer'))).toMatchObject({ m: 'ListContainers', s: 5, e: 'no such thing' });
  });

  test.each([constants.NGHTTP2_CANCEL, constants.NGHTTP2_ENHANCE_YOUR_CALM])(
    'the client resets with %s → so does the tap, and it is recorded',
    async (code) => {
      bench = await makeBench();
      const stream = bench.client().request(grpc(list));
      stream.on('error', () => {});
      stream.write(framed(Buffer.alloc(0)));
      const { stream: up } = await bench.asked();
      stream.close(code);
      await closed(up);
      expect(up.rstCode).toBe(code);
      expect(await bench.recorded(isPhase('cancel'))).toMatchObject({ by: 'client', h2: code });
    },
  );

  test.each([true, false])(
    'the client resets after all of its request (one write: %s) → the runtime hears, before any answer',
    async (isOne) => {
      bench = await makeBench();
      const stream = bench.client().request(grpc(list));
      stream.on('error', () => {});
      stream.end(framed(Buffer.alloc(0)));
      if (isOne) stream.close(constants.NGHTTP2_CANCEL);
      const { stream: up } = await bench.asked();
      up.resume();
      if (!isOne) {
        await once(up, 'end');
        stream.close(constants.NGHTTP2_CANCEL);
      }
      if (!up.destroyed) await closed(up);
      expect(up.rstCode).toBe(constants.NGHTTP2_CANCEL);
      expect(await bench.recorded(isPhase('cancel'))).toMatchObject({ by: 'client', h2: constants.NGHTTP2_CANCEL });
    },
  );

  test('the client resets while the runtime takes nothing → the runtime hears', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list));
    stream.on('error', () => {});
    const { stream: up } = await bench.asked();
    // more than all windows on the way hold
    stream.write(Buffer.alloc(8 * 1024 * 1024));
    await once(up, 'readable');
    stream.close(constants.NGHTTP2_CANCEL);
    await bench.recorded(isPhase('cancel'));
    up.resume();
    if (!up.destroyed) await closed(up);
    expect(up.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });

  test('the runtime resets before it answers → the client sees its code', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list));
    stream.end();
    const { stream: up } = await bench.asked();
    up.close(constants.NGHTTP2_REFUSED_STREAM);
    expect((await answerOf(stream)).code).toBe(constants.NGHTTP2_REFUSED_STREAM);
    expect(await bench.recorded(isPhase('cancel'))).toMatchObject({
      by: 'runtime',
      h2: constants.NGHTTP2_REFUSED_STREAM,
    });
  });

  test('the runtime resets in the middle of an answer → the client sees its code', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list));
    stream.end();
    const { stream: up } = await bench.asked();
    up.respond({ ':status': 200 }, { waitForTrailers: true });
    up.write(framed(Buffer.from('half')));
    const got = answerOf(stream);
    await once(stream, 'data');
    up.close(constants.NGHTTP2_INTERNAL_ERROR);
    expect((await got).code).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  });

  test('a stream of answers → each as it comes, before the end', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc('/runtime.v1.RuntimeService/GetContainerEvents'));
    stream.end(framed(Buffer.alloc(0)));
    const { stream: up } = await bench.asked();
    up.respond({ ':status': 200 }, { waitForTrailers: true });
    up.on('wantTrailers', () => up.sendTrailers({ 'grpc-status': '0' }));
    const got = answerOf(stream);
    for (const text of ['one', 'two', 'three']) {
      up.write(framed(Buffer.from(text)));
      await once(stream, 'data');
    }
    up.end();
    expect((await got).trailers?.['grpc-status']).toBe('0');
    await bench.recorded(isPhase('answer'));
    expect(bench.records.filter(isPhase('message'))).toHaveLength(3);
  });

  test('an answer of 16 MiB → whole', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list));
    stream.end(framed(Buffer.alloc(0)));
    const { stream: up } = await bench.asked();
    const big = Buffer.alloc(16 * 1024 * 1024, 'x');
    answer(up, big, { 'grpc-status': '0' });
    expect((await answerOf(stream)).body.equals(framed(big))).toBe(true);
  });

  test('a client that does not read → the runtime is held back', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list));
    stream.end();
    const { stream: up } = await bench.asked();
    up.respond({ ':status': 200 });
    const chunk = Buffer.alloc(1024 * 1024);
    let taken = 0;
    const write = () =>
      up.write(chunk, () => {
        taken += 1;
        if (taken < 32) write();
      });
    write();
    // a call beside it answers: what was to come has come
    const beside = bench.client().request(grpc(list));
    beside.end();
    answer((await bench.asked()).stream, Buffer.alloc(0), { 'grpc-status': '0' });
    await answerOf(beside);
    expect(taken).toBeLessThan(16);
    const got = answerOf(stream);
    stream.resume();
    await new Promise<void>((resolve) => {
      const look = () => (taken === 32 ? resolve() : setImmediate(look));
      look();
    });
    up.end();
    expect((await got).body.byteLength).toBe(32 * chunk.byteLength);
  });

  test('100 calls at once over one connection → each gets its own answer', async () => {
    bench = await makeBench();
    const client = bench.client();
    const answers = Array.from({ length: 150 }, (_, index) => {
      const stream = client.request(grpc(list, ['x-number', `${index}`]));
      stream.end();
      return answerOf(stream);
    });
    for (let index = 0; index < 150; index += 1) {
      const { stream, headers } = await bench.asked();
      answer(stream, Buffer.from(String(headers['x-number'])), { 'grpc-status': '0' });
    }
    const bodies = (await Promise.all(answers)).map(({ body }) => body.subarray(5).toString());
    expect(bodies).toEqual(Array.from({ length: 150 }, (_, index) => `${index}`));
  });

  test("the runtime's limit of streams → the client's", async () => {
    bench = await makeBench({ settings: { maxConcurrentStreams: 7 } });
    const client = bench.client();
    await new Promise<void>((resolve) =>
      client.on('remoteSettings', ({ maxConcurrentStreams }) => maxConcurrentStreams === 7 && resolve()),
    );
  });

  test('the runtime goes away in order → the client hears; a running call ends well', async () => {
    bench = await makeBench();
    const client = bench.client();
    const goaway = once(client, 'goaway');
    const stream = client.request(grpc(list));
    stream.end();
    const { stream: up, session } = await bench.asked();
    const got = answerOf(stream);
    session.goaway(constants.NGHTTP2_NO_ERROR);
    await goaway;
    answer(up, Buffer.from('last'), { 'grpc-status': '0' });
    expect((await got).trailers?.['grpc-status']).toBe('0');
  });

  test('no runtime → the connection ends, and the tap goes on', async () => {
    bench = await makeBench({ hasRuntime: false });
    const client = bench.client();
    await closed(client);
    expect(await bench.recorded(isPhase('refused'))).toMatchObject({ cx: 1 });
    const again = bench.client();
    await closed(again);
  });

  test('the runtime dies → the connection of its client ends', async () => {
    bench = await makeBench();
    const client = bench.client();
    const stream = client.request(grpc(list));
    stream.on('error', () => {});
    stream.end();
    await bench.asked();
    const ended = closed(client);
    await bench.stopRuntime();
    await ended;
    expect(await bench.recorded(isPhase('cancel'))).toMatchObject({ by: 'runtime' });
  });

  test('the client goes → so does its connection to the runtime', async () => {
    bench = await makeBench();
    const client = bench.client();
    const stream = client.request(grpc(list));
    stream.on('error', () => {});
    stream.end();
    const { session } = await bench.asked();
    client.destroy();
    await closed(session);
  });

  test('draining → running calls end, new connections are refused', async () => {
    bench = await makeBench();
    const stream = bench.client().request(grpc(list));
    stream.end();
    const { stream: up } = await bench.asked();
    const got = answerOf(stream);
    const ended = bench.tap.close(10_000);
    answer(up, Buffer.from('last'), { 'grpc-status': '0' });
    expect((await got).trailers?.['grpc-status']).toBe('0');
    await ended;
  });

  test('the disk is full → bytes flow, and it is said', async () => {
    const full = { append: () => Promise.reject(new Error('ENOSPC')), close: async () => {} };
    bench = await makeBench({ record: full });
    const stream = bench.client().request(grpc(list));
    stream.end();
    answer((await bench.asked()).stream, Buffer.from('x'), { 'grpc-status': '0' });
    expect((await answerOf(stream)).trailers?.['grpc-status']).toBe('0');
    await bench.tap.close(0);
    expect(bench.said).toContain('recording fails; traffic goes on: ENOSPC');
  });
});
