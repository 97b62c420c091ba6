/** The way of spans to a receiver: what arrives, and what happens where it does not take them. */
import { afterEach, expect, test } from 'vitest';
import {
  openTracer,
  type SpanNews,
  type Tracer,
  type TracerOptions,
} from '../../../src/telemetry/traces/open-tracer.ts';
import { type Collector, openCollector } from './collector.ts';

let collector: Collector | undefined;
let tracer: Tracer | undefined;
afterEach(async () => {
  await tracer?.close();
  await collector?.close();
});

const open = async (options: Partial<TracerOptions> = {}) => {
  collector = await openCollector();
  const news: SpanNews[] = [];
  tracer = await openTracer({
    url: `${collector.url}/v1/traces`,
    serviceName: 'troupe-test',
    version: '1.2.3',
    hostName: 'node-1',
    sampler: { ratio: 1, follows: true },
    tell: (one) => news.push(one),
    ...options,
  });
  return { collector, tracer, news };
};
const begun = (name: string, atMs = 1_700_000_000_000) => ({
  name,
  kind: 'internal' as const,
  atMs,
  attributes: { a: 'b', n: 3, none: undefined },
});
const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isSampled: true };

test('spans → arrive with parent, times, attributes, links, status and resource', async () => {
  const { collector, tracer, news } = await open();
  const root = tracer.maker.root({ ...begun('root'), kind: 'server' }, parent);
  const other = tracer.maker.root(begun('other'), undefined);
  const child = tracer.maker.child(begun('child', 1_700_000_000_000.25), root, [other]);
  other.link(root);
  child.end({ atMs: 1_700_000_000_001.5, error: 'it failed' });
  root.end({ atMs: 1_700_000_000_002 });
  other.end({ atMs: 1_700_000_000_002 });
  await tracer.close();
  const [seenChild, seenRoot, seenOther] = collector.spans();
  expect(seenRoot).toMatchObject({ name: 'root', kind: 2, traceId: parent.traceId, parentSpanId: parent.spanId });
  expect(seenRoot?.attributes).toEqual({ a: 'b', n: 3 });
  expect(seenChild).toMatchObject({
    traceId: parent.traceId,
    parentSpanId: seenRoot?.spanId,
    startNs: 1_700_000_000_000_250_000n,
    endNs: 1_700_000_000_001_500_000n,
    status: { code: 2, message: 'it failed' },
    links: [seenOther?.spanId],
  });
  expect(seenOther?.links).toEqual([seenRoot?.spanId]);
  expect(seenOther?.traceId).not.toBe(parent.traceId);
  expect(collector.resource()).toMatchObject({
    'service.name': 'troupe-test',
    'service.version': '1.2.3',
    'host.name': 'node-1',
  });
  expect(news).toEqual([{ type: 'exported', spans: 3 }]);
});

test.each([
  ['a client that decided not to trace', { ratio: 1, follows: true }, { ...parent, isSampled: false }, false],
  ['a client that decided to trace', { ratio: 0, follows: true }, parent, true],
  ['a client that decided, whom we do not follow', { ratio: 0, follows: false }, parent, false],
  ['no client that decided, nothing is to be traced', { ratio: 0, follows: true }, undefined, false],
  ['no client that decided, everything is', { ratio: 1, follows: true }, undefined, true],
])('%s → recorded: %#', async (_, sampler, remote, isRecorded) => {
  const { tracer, collector } = await open({ sampler });
  const span = tracer.maker.root(begun('one'), remote);
  expect(span.isRecorded).toBe(isRecorded);
  span.end({ atMs: 1_700_000_000_001 });
  await tracer.close();
  expect(collector.spans()).toHaveLength(isRecorded ? 1 : 0);
});

test('more spans than the queue holds, while nothing is taken → the rest is counted and gone, and later ones are taken', async () => {
  const { tracer, collector, news } = await open({ limits: { queue: 10, batch: 5, exportMs: 200, delayMs: 10 } });
  collector.behave('hang');
  for (let n = 0; n < 50; n += 1) tracer.maker.root(begun(`lost ${n}`), undefined).end({ atMs: 1_700_000_000_001 });
  const sum = (reason: string) =>
    news.reduce((all, one) => all + (one.type === 'dropped' && one.reason === reason ? one.spans : 0), 0);
  expect(sum('queue_full')).toBe(40);
  await expect.poll(() => sum('export_failed'), { timeout: 10_000 }).toBe(10);
  collector.behave('well');
  tracer.maker.root(begun('taken'), undefined).end({ atMs: 1_700_000_000_001 });
  await expect.poll(() => collector.spans().map(({ name }) => name), { timeout: 10_000 }).toEqual(['taken']);
  expect(news.at(-1)).toEqual({ type: 'exported', spans: 1 });
});

test('a receiver that refuses → counted with what it said, nothing thrown', async () => {
  const { tracer, collector, news } = await open();
  collector.behave('refuse');
  tracer.maker.root(begun('refused'), undefined).end({ atMs: 1_700_000_000_001 });
  await tracer.close();
  expect(news).toEqual([
    { type: 'dropped', spans: 1, reason: 'export_failed', error: expect.stringContaining('Bad Request') },
  ]);
});

test('a receiver that is not there, and one that hangs, at the end → close comes back within its limit', async () => {
  const { tracer, collector } = await open({ limits: { closeMs: 100, exportMs: 60_000 } });
  collector.behave('hang');
  tracer.maker.root(begun('late'), undefined).end({ atMs: 1_700_000_000_001 });
  await tracer.close();
  expect(collector.spans()).toEqual([]);
});
