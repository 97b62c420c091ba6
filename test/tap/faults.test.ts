/** The language of fault plans, and what each fault does to a call. */
import { constants } from 'node:http2';
import { afterEach, describe, expect, test } from 'vitest';
import { injector } from '../../src/tap/inject/injector.ts';
import { parsePlan } from '../../src/tap/inject/plan.ts';
import { answer, answerOf, type Bench, framed, grpc, isPhase, makeBench } from './fake-runtime.ts';

const start = '/runtime.v1.RuntimeService/StartContainer';

describe('a plan', () => {
  const faults = (plan: string, calls: number, method = 'PullImage', seed = 1) => {
    const next = injector(parsePlan(plan), seed);
    return Array.from({ length: calls }, () => next(method)?.text ?? 'off');
  };

  test('terms with counts are used up in their order', () => {
    expect(faults('PullImage: 1*off->2*delay(2s)->error(UNAVAILABLE)', 5)).toEqual([
      'off',
      'delay(2s)',
      'delay(2s)',
      'error(UNAVAILABLE)',
      'error(UNAVAILABLE)',
    ]);
  });
  test('a method of its own comes before *', () => {
    expect(faults('*: hang; PullImage: duplicate', 1)).toEqual(['duplicate']);
    expect(faults('*: hang; PullImage: duplicate', 1, 'Version')).toEqual(['hang']);
    expect(faults('PullImage: duplicate', 1, 'Version')).toEqual(['off']);
  });
  test('chances: as often as said, and the same with the same seed', () => {
    const some = faults('*: 20%close', 1000);
    const hits = some.filter((each) => each === 'close').length;
    expect(hits).toBeGreaterThan(150);
    expect(hits).toBeLessThan(250);
    expect(faults('*: 20%close', 1000)).toEqual(some);
    expect(faults('*: 20%close', 1000, 'PullImage', 2)).not.toEqual(some);
  });
  test('an error has a message of its own', () => {
    expect(parsePlan('*: error(not_found, no, really)')[0]?.terms[0]?.fault).toMatchObject({
      code: 5,
      message: 'no, really',
    });
  });
  test.each([
    ['', 'has no rule'],
    ['PullImage', 'a rule is METHOD: TERM->TERM'],
    ['PullImage: explode', 'there is no action explode'],
    ['PullImage: delay', 'takes a time up to an hour, such as 250ms or 2s'],
    ['PullImage: delay(2h)', 'takes a time up to an hour, such as 250ms or 2s'],
    ['PullImage: delay(90m)', 'takes a time up to an hour, such as 250ms or 2s'],
    ['PullImage: error(SAD)', 'error takes a gRPC status, such as UNAVAILABLE'],
    ['PullImage: 200%hang', 'more than 100%'],
    ['PullImage: hang(1s)', 'hang takes no argument'],
    ['PullImage: off->', 'a term is [N%][N*]ACTION[(ARGUMENT)]'],
  ])('%j → %s', (plan, reason) => {
    expect(() => parsePlan(plan)).toThrow(
      expect.objectContaining({
        code: 'RequestInvalid',
        details: expect.objectContaining({ field: 'fault plan', reason }),
      }),
    );
  });
});

describe('a call', () => {
  let bench: Bench;
  afterEach(() => bench.end());
  const call = () => {
    const stream = bench.client().request(grpc(start));
    stream.end(framed(Buffer.from('q')));
    return { stream, got: answerOf(stream) };
  };

  test('delay → passes later', async () => {
    bench = await makeBench({ plan: 'StartContainer: delay(20ms)' });
    const { got } = call();
    const { stream } = await bench.asked();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(framed(Buffer.from('q')));
    answer(stream, Buffer.from('a'), { 'grpc-status': '0' });
    expect((await got).trailers?.['grpc-status']).toBe('0');
    expect(await bench.recorded(isPhase('injected'))).toMatchObject({ e: 'delay(20ms)', m: 'StartContainer' });
  });
  test('error → the runtime is not asked', async () => {
    bench = await makeBench({ plan: 'StartContainer: 1*error(UNAVAILABLE, so there)' });
    expect((await call().got).headers).toMatchObject({ 'grpc-status': '14', 'grpc-message': 'so there' });
    call();
    await bench.asked(); // the second is the first that it gets
    await bench.recorded((record) => record.k === 'O' && record.id === 2);
    expect(bench.records.filter(isPhase('injected'))).toHaveLength(1);
  });
  test('drop-answer → the runtime has answered, the client waits', async () => {
    bench = await makeBench({ plan: 'StartContainer: drop-answer' });
    const { stream, got } = call();
    answer((await bench.asked()).stream, Buffer.from('a'), { 'grpc-status': '0' });
    expect(await bench.recorded(isPhase('answer'))).toMatchObject({ s: 0 });
    stream.close(constants.NGHTTP2_CANCEL);
    expect((await got).headers).toEqual({});
  });
  test('error-answer → the runtime has answered, the client hears of an error', async () => {
    bench = await makeBench({ plan: 'StartContainer: error-answer(DEADLINE_EXCEEDED)' });
    const { got } = call();
    answer((await bench.asked()).stream, Buffer.from('a'), { 'grpc-status': '0' });
    expect((await got).headers['grpc-status']).toBe('4');
    expect(await bench.recorded(isPhase('answer'))).toMatchObject({ s: 0 });
  });
  test('delay-answer → the answer, later', async () => {
    bench = await makeBench({ plan: 'StartContainer: delay-answer(20ms)' });
    const { got } = call();
    answer((await bench.asked()).stream, Buffer.from('a'), { 'grpc-status': '0' });
    expect((await got).body).toEqual(framed(Buffer.from('a')));
  });
  test('hang → nobody hears anything', async () => {
    bench = await makeBench({ plan: 'StartContainer: hang' });
    const { stream, got } = call();
    await bench.recorded(isPhase('request'));
    stream.close(constants.NGHTTP2_CANCEL);
    await got;
    await bench.recorded(isPhase('cancel'));
    expect(bench.records.filter(isPhase('answer'))).toEqual([]);
  });
  test('duplicate → the runtime gets it twice, the client one answer', async () => {
    bench = await makeBench({ plan: 'StartContainer: duplicate' });
    const { got } = call();
    const [first, second] = [await bench.asked(), await bench.asked()];
    const read = async ({ stream }: typeof first) => {
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part);
      return Buffer.concat(parts);
    };
    expect(await Promise.all([read(first), read(second)])).toEqual([
      framed(Buffer.from('q')),
      framed(Buffer.from('q')),
    ]);
    answer(second.stream, Buffer.from('2'), { 'grpc-status': '0' });
    answer(first.stream, Buffer.from('1'), { 'grpc-status': '0' });
    expect((await got).body).toEqual(framed(Buffer.from('1')));
  });
  test('cancel → the runtime is cancelled, the client hears so', async () => {
    bench = await makeBench({ plan: 'StartContainer: cancel' });
    const { got } = call();
    const { stream } = await bench.asked();
    expect((await got).headers['grpc-status']).toBe('1');
    if (!stream.destroyed) await new Promise((resolve) => stream.once('close', resolve));
    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });
  test('close → the connection ends', async () => {
    bench = await makeBench({ plan: 'StartContainer: close' });
    await call().got;
    expect(await bench.recorded(isPhase('cancel'))).toMatchObject({ by: 'tap' });
  });
});
