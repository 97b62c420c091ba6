/** Answers in streams: lists in parts, and events for clients that read, do not read, and go away. */
import { once } from 'node:events';
import http2 from 'node:http2';
import { connect } from 'node:net';
import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ContainerEventType, ImageServiceService, RuntimeServiceService } from '../../proto/generated/api.js';
import { maxQueued, queueOf } from '../../src/cri/life-queue.ts';
import type { LifeEvent, LifeEvents } from '../../src/machines/life-events.ts';
import type { Stats } from '../../src/machines/stats.ts';
import { containerId, containerView, sandboxId, sandboxView, serve, viewsOf } from './fakes.ts';
import { streamOf } from './stream-client.ts';

const { streamContainers, streamPodSandboxes, getContainerEvents } = RuntimeServiceService;
const idOf = (at: number) => at.toString(16).padStart(64, '0');
const many = (count: number, annotations: Record<string, string> = {}) =>
  Array.from({ length: count }, (_, at) => {
    const view = containerView({ containerId: idOf(at) });
    return { ...view, config: { ...view.config, annotations } };
  });

describe('lists in parts', () => {
  test('more than a message holds → every item once, in order, then OK', async () => {
    const { socketPath } = await serve({ views: viewsOf({}, { containers: many(1000) }) });
    const { messages, ended } = streamOf(socketPath, streamContainers, { filter: undefined });
    expect((await ended).code).toBe(status.OK);
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.every(({ containers }) => containers.length > 0)).toBe(true);
    expect(messages.flatMap(({ containers }) => containers.map(({ id }) => id))).toEqual(
      many(1000).map((one) => one.containerId),
    );
  });

  test('items so large that a part is larger than a message may be → smaller parts', async () => {
    const containers = many(40, { note: 'x'.repeat(10_000) });
    const { socketPath } = await serve({ views: viewsOf({}, { containers }), maxResponseBytes: 50_000 });
    const { messages, ended } = streamOf(socketPath, streamContainers, { filter: undefined });
    expect((await ended).code).toBe(status.OK);
    expect(messages.flatMap((message) => message.containers)).toHaveLength(40);
  });

  test('one item that fits into no message → ResourceExhausted', async () => {
    const containers = many(1, { note: 'x'.repeat(60_000) });
    const { socketPath } = await serve({ views: viewsOf({}, { containers }), maxResponseBytes: 50_000 });
    expect((await streamOf(socketPath, streamContainers, { filter: undefined }).ended).code).toBe(
      status.RESOURCE_EXHAUSTED,
    );
  });

  test('nothing fits the filter → no message, OK', async () => {
    const { socketPath } = await serve();
    const filter = { id: 'ff', state: undefined, labelSelector: {} };
    const { messages, ended } = streamOf(socketPath, streamPodSandboxes, { filter });
    expect((await ended).code).toBe(status.OK);
    expect(messages).toEqual([]);
  });

  test('images → as ListImages', async () => {
    const { socketPath, client } = await serve();
    const { messages, ended } = streamOf(socketPath, ImageServiceService.streamImages, { filter: undefined });
    await ended;
    expect(messages).toEqual([await client.image.listImages({ filter: undefined })]);
  });

  test('statistics and metrics → as the unary calls', async () => {
    const stats: Stats = {
      containers: async (views) =>
        views.map((view) => ({ containerId: view.containerId, cpu: { atMs: 5, usageNs: 7 } })),
      sandboxes: async (pods) => pods.map(({ sandbox }) => ({ sandboxId: sandbox.sandboxId, containers: [] })),
      written: () => ({ mountpoint: '/var/lib/troupe', usedBytes: 700, inodesUsed: 3, atMs: 1_700_000_000_000 }),
      metricDescriptions: [],
      metrics: async (pods) =>
        pods.map(({ sandbox }) => ({ sandboxId: sandbox.sandboxId, metrics: [], containers: [] })),
    };
    const { socketPath, client } = await serve({ stats });
    const { streamContainerStats, streamPodSandboxStats, streamPodSandboxMetrics } = RuntimeServiceService;
    const one = streamOf(socketPath, streamContainerStats, { filter: undefined });
    const two = streamOf(socketPath, streamPodSandboxStats, { filter: undefined });
    const three = streamOf(socketPath, streamPodSandboxMetrics, {});
    await Promise.all([one.ended, two.ended, three.ended]);
    const listed = await client.runtime.listContainerStats({ filter: undefined });
    expect(one.messages).toEqual([{ containerStats: listed.stats }]);
    const pods = await client.runtime.listPodSandboxStats({ filter: undefined });
    expect(two.messages).toEqual([{ podSandboxStats: pods.stats }]);
    const { podMetrics } = await client.runtime.listPodSandboxMetrics({});
    expect(three.messages).toEqual([{ podSandboxMetrics: podMetrics }]);
  });

  test('a request that cannot be decoded → InvalidArgument', async () => {
    const { socketPath } = await serve();
    const broken = { ...streamContainers, requestSerialize: () => Buffer.from([0xff, 0xff]) };
    expect((await streamOf(socketPath, broken, { filter: undefined }).ended).code).toBe(status.INVALID_ARGUMENT);
  });
});

/** Events that a test tells. */
const stage = () => {
  const listeners = new Set<(event: LifeEvent) => void>();
  let atMs = 1000;
  const life: LifeEvents = {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const tell = (change: LifeEvent['change'] = 'started', bytes = 0) => {
    atMs += 1;
    const { config: usual } = containerView();
    const config = bytes === 0 ? usual : { ...usual, annotations: { note: 'x'.repeat(bytes) } };
    const event = { change, id: containerId, atMs, sandbox: sandboxView(), containers: [containerView({ config })] };
    for (const listener of listeners) listener(event);
  };
  return { life, tell, followers: () => listeners.size };
};

/** A subscriber that takes nothing from its connection until it is asked to. grpc-js itself would read without end. */
const deafFollower = async (socketPath: string) => {
  const session = http2.connect('http://localhost', { createConnection: () => connect(socketPath) });
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ':method': 'POST',
    ':path': getContainerEvents.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.pause();
  stream.end(Buffer.alloc(5)); // an empty message: not compressed, length 0
  await once(stream, 'response');
  return {
    /** The gRPC status at its end. */
    readToEnd: async (): Promise<unknown> => {
      const ended = once(stream, 'trailers');
      stream.resume();
      const [trailers] = await ended;
      return trailers['grpc-status'];
    },
  };
};

describe('events', () => {
  test('an event → the whole pod as it was, and when', async () => {
    const { life, tell } = stage();
    const { socketPath, client } = await serve({ life });
    const { opened, until, messages } = streamOf(socketPath, getContainerEvents, {});
    await opened;
    tell('stopped');
    await until(1);
    const { status: podStatus, containersStatuses } = await client.runtime.podSandboxStatus({
      podSandboxId: sandboxId,
      verbose: false,
    });
    expect(messages).toEqual([
      {
        containerId,
        containerEventType: ContainerEventType.CONTAINER_STOPPED_EVENT,
        createdAt: '1001000000',
        podSandboxStatus: podStatus,
        containersStatuses,
      },
    ]);
  });

  test('headers come at once → who lists after them misses nothing', async () => {
    const { life, followers } = stage();
    const { socketPath } = await serve({ life });
    await streamOf(socketPath, getContainerEvents, {}).opened;
    expect(followers()).toBe(1);
  });

  test('many followers, one of whom goes away → the others hear all, nothing of it is left', async () => {
    const { life, tell, followers } = stage();
    const { socketPath } = await serve({ life });
    const streams = Array.from({ length: 10 }, () => streamOf(socketPath, getContainerEvents, {}));
    await Promise.all(streams.map(({ opened }) => opened));
    tell('created');
    await Promise.all(streams.map(({ until }) => until(1)));
    streams[0]?.call.cancel();
    await streams[0]?.ended;
    while (followers() > 9) await new Promise((resolve) => setImmediate(resolve));
    tell('started');
    await Promise.all(streams.slice(1).map(({ until }) => until(2)));
    expect(streams[0]?.messages).toHaveLength(1);
  });

  test('a follower that does not read → loses its stream with ResourceExhausted; another hears all', async () => {
    const { life, tell, followers } = stage();
    const { socketPath } = await serve({ life });
    const slow = await deafFollower(socketPath);
    const quick = streamOf(socketPath, getContainerEvents, {});
    await quick.opened;
    let told = 0;
    while (followers() === 2) {
      for (let each = 0; each < 20; each += 1) tell('started', 10_000);
      told += 20;
      await quick.until(told);
    }
    const inFlight = 100; // what the connection itself holds
    expect(told).toBeLessThan(maxQueued + inFlight);
    tell('stopped');
    await quick.until(told + 1);
    expect(await slow.readToEnd()).toBe(String(status.RESOURCE_EXHAUSTED));
  });

  test('the daemon ends → streams end at once with Unavailable, and do not hold it up', async () => {
    const { life, followers } = stage();
    const { socketPath, server } = await serve({ life });
    const { opened, ended } = streamOf(socketPath, getContainerEvents, {});
    await opened;
    const drained = server.drain({ limitMs: 30_000 });
    expect((await ended).code).toBe(status.UNAVAILABLE);
    await drained;
    expect(followers()).toBe(0);
  });
});

describe('the queue of a follower', () => {
  test('told before it is read → kept, in order; past the limit → a failure, never a hole', async () => {
    const { life, tell, followers } = stage();
    const { signal } = new AbortController();
    const queue = queueOf(life, signal, 3);
    for (const change of ['created', 'started', 'stopped'] as const) tell(change);
    const reader = queue[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ change: 'created' });
    tell('deleted');
    tell('created');
    await expect(reader.next()).rejects.toThrow('the client does not take the output fast enough');
    expect(followers()).toBe(0);
  });

  test('the signal fires while it waits → it ends', async () => {
    const { life, followers } = stage();
    const control = new AbortController();
    const next = queueOf(life, control.signal)[Symbol.asyncIterator]().next();
    control.abort();
    expect((await next).done).toBe(true);
    expect(followers()).toBe(0);
  });
});
