/** What the RPCs of statistics show, and of whom. */
import { describe, expect, test } from 'vitest';
import { MetricType } from '../../proto/generated/api.js';
import type { ContainerUse, Pod, SandboxUse, Stats } from '../../src/machines/stats.ts';
import type { ContainerView } from '../../src/machines/views.ts';
import { containerId, containerView, failureOf, sandboxId, sandboxView, serve, viewsOf } from './fakes.ts';

const otherId = 'd4'.repeat(32);
const other = containerView({
  containerId: otherId,
  sandboxId: 'b2'.repeat(32),
  config: { ...containerView().config, labels: { tier: 'back' } },
});
const full: Omit<ContainerUse, 'containerId'> = {
  cpu: {
    atMs: 1000,
    usageNs: 12,
    nanoCores: 0,
    pressure: { some: { totalNs: 5000, avg10: 1.5, avg60: 0, avg300: 0 } },
  },
  memory: { atMs: 1001, usageBytes: 20, workingSetBytes: 0, rssBytes: 5 },
  swap: { atMs: 1001, usageBytes: 0 },
  writableLayer: { mountpoint: '/var/lib/troupe/snapshots', usedBytes: 4096, inodesUsed: 3, atMs: 900 },
};
const measuring = (fields: Partial<Stats> = {}): Stats => ({
  containers: async (views) => views.map((view) => ({ containerId: view.containerId, ...full })),
  sandboxes: async (pods) =>
    pods.map(({ sandbox, containers }) => ({
      sandboxId: sandbox.sandboxId,
      containers: containers.map((view) => ({ containerId: view.containerId, ...full })),
    })),
  written: () => ({ mountpoint: '/var/lib/troupe', usedBytes: 700, inodesUsed: 3, atMs: 1_700_000_000_000 }),
  metricDescriptions: [],
  metrics: async () => [],
  ...fields,
});

describe('ContainerStats', () => {
  test('all that is known → its own times; wrapped numbers, where 0 is a value and absent is not', async () => {
    const { client } = await serve({ stats: measuring() });
    const { stats } = await client.runtime.containerStats({ containerId: containerId.slice(0, 8) });
    expect(stats).toEqual({
      attributes: {
        id: containerId,
        metadata: { name: 'app', attempt: 1 },
        labels: { tier: 'front' },
        annotations: { hash: '1' },
      },
      cpu: {
        timestamp: '1000000000',
        usageCoreNanoSeconds: { value: '12' },
        usageNanoCores: { value: '0' },
        psi: { Some: { Total: '5000', Avg10: 1.5, Avg60: 0, Avg300: 0 }, Full: undefined },
      },
      memory: {
        timestamp: '1001000000',
        usageBytes: { value: '20' },
        workingSetBytes: { value: '0' },
        availableBytes: undefined,
        rssBytes: { value: '5' },
        pageFaults: undefined,
        majorPageFaults: undefined,
        psi: undefined,
      },
      swap: { timestamp: '1001000000', swapUsageBytes: { value: '0' }, swapAvailableBytes: undefined },
      io: undefined,
      writableLayer: {
        timestamp: '900000000',
        fsId: { mountpoint: '/var/lib/troupe/snapshots' },
        usedBytes: { value: '4096' },
        inodesUsed: { value: '3' },
      },
    });
  });

  test('unknown, or removed while it is measured → NotFound', async () => {
    let containers: readonly ContainerView[] = [containerView()];
    const views = viewsOf({
      containers: () => containers,
      container: (id) => containers.find((one) => one.containerId === id),
    });
    const stats = measuring({
      containers: async (asked) => {
        containers = [];
        return asked.map((view) => ({ containerId: view.containerId }));
      },
    });
    const { client } = await serve({ views, stats });
    expect((await failureOf(client.runtime.containerStats({ containerId: 'ff' }))).code).toBe(5);
    expect((await failureOf(client.runtime.containerStats({ containerId }))).code).toBe(5);
  });
});

describe('ListContainerStats', () => {
  const filtered = async (
    filter: { id?: string; podSandboxId?: string; labelSelector?: Record<string, string> } | undefined,
  ) => {
    const views = viewsOf({}, { containers: [containerView(), other] });
    const { client } = await serve({ views, stats: measuring() });
    const whole = filter && { id: '', podSandboxId: '', labelSelector: {}, ...filter };
    const { stats } = await client.runtime.listContainerStats({ filter: whole });
    return stats.map(({ attributes }) => attributes?.id);
  };
  test.each([
    ['none', undefined, [containerId, otherId]],
    ['empty', {}, [containerId, otherId]],
    ['id prefix', { id: 'c3' }, [containerId]],
    ['pod', { podSandboxId: 'b2'.repeat(32) }, [otherId]],
    ['labels', { labelSelector: { tier: 'back' } }, [otherId]],
    ['all of them at once', { id: 'c3', labelSelector: { tier: 'back' } }, []],
  ])('filter: %s → those that fit', async (_, filter, ids) => expect(await filtered(filter)).toEqual(ids));

  test('one that cannot be measured → listed without numbers; the other as ever', async () => {
    const stats = measuring({ containers: async () => [{ containerId: otherId, ...full }] });
    const { client } = await serve({ views: viewsOf({}, { containers: [containerView(), other] }), stats });
    const { stats: listed } = await client.runtime.listContainerStats({ filter: undefined });
    expect(listed.map(({ cpu }) => cpu?.usageCoreNanoSeconds?.value)).toEqual([undefined, '12']);
  });

  test('one that is removed while it is measured → left out', async () => {
    let containers: readonly ContainerView[] = [containerView(), other];
    const stats = measuring({
      containers: async (views) => {
        containers = [other];
        return views.map((view) => ({ containerId: view.containerId }));
      },
    });
    const { client } = await serve({ views: viewsOf({ containers: () => containers }), stats });
    const { stats: listed } = await client.runtime.listContainerStats({ filter: undefined });
    expect(listed.map(({ attributes }) => attributes?.id)).toEqual([otherId]);
  });
});

describe('pods', () => {
  const use: SandboxUse = {
    sandboxId,
    network: {
      atMs: 7,
      interfaces: [
        {
          name: 'eth0',
          received: { bytes: 1, packets: 2, errors: 3, dropped: 4 },
          sent: { bytes: 5, packets: 6, errors: 0, dropped: 8 },
        },
      ],
    },
    processes: { atMs: 8, count: 3 },
    containers: [{ containerId, ...full }],
  };

  test('one pod → network, processes, and its own containers', async () => {
    const asked: (readonly Pod[])[] = [];
    const stats = measuring({
      sandboxes: async (pods) => {
        asked.push(pods);
        return [use];
      },
    });
    const { client } = await serve({ stats, views: viewsOf({}, { containers: [containerView(), other] }) });
    const answer = await client.runtime.podSandboxStats({ podSandboxId: sandboxId });
    expect(asked[0]?.[0]?.containers).toHaveLength(1);
    const eth0 = {
      name: 'eth0',
      rxBytes: { value: '1' },
      rxErrors: { value: '3' },
      txBytes: { value: '5' },
      txErrors: { value: '0' },
    };
    expect(answer.stats?.linux).toMatchObject({
      cpu: undefined,
      network: { timestamp: '7000000', defaultInterface: eth0, interfaces: [eth0] },
      process: { timestamp: '8000000', processCount: { value: '3' } },
      containers: [{ attributes: { id: containerId }, cpu: { usageCoreNanoSeconds: { value: '12' } } }],
    });
    expect((await failureOf(client.runtime.podSandboxStats({ podSandboxId: 'ff' }))).code).toBe(5);
  });

  test('a list → ready pods that fit', async () => {
    const sandboxes = [sandboxView(), sandboxView({ sandboxId: 'b2'.repeat(32), state: 'notready' })];
    const { client } = await serve({ stats: measuring(), views: viewsOf({}, { sandboxes }) });
    const ids = async (labelSelector: Record<string, string>) =>
      (await client.runtime.listPodSandboxStats({ filter: { id: '', labelSelector } })).stats.map(
        ({ attributes }) => attributes?.id,
      );
    expect(await ids({})).toEqual([sandboxId]);
    expect(await ids({ app: 'other' })).toEqual([]);
  });

  test('metrics → kinds, labels and values as they are', async () => {
    const metric = { name: 'm', kind: 'gauge', atMs: 1, labelValues: ['a', ''], value: 3 } as const;
    const stats = measuring({
      metricDescriptions: [{ name: 'm', help: 'says', labelKeys: ['x', 'y'] }],
      metrics: async () => [{ sandboxId, metrics: [metric], containers: [{ containerId, metrics: [] }] }],
    });
    const { client } = await serve({ stats });
    expect(await client.runtime.listMetricDescriptors({})).toEqual({
      descriptors: [{ name: 'm', help: 'says', labelKeys: ['x', 'y'] }],
    });
    const wire = {
      name: 'm',
      timestamp: '1000000',
      metricType: MetricType.GAUGE,
      labelValues: ['a', ''],
      value: { value: '3' },
    };
    expect(await client.runtime.listPodSandboxMetrics({})).toEqual({
      podMetrics: [{ podSandboxId: sandboxId, metrics: [wire], containerMetrics: [{ containerId, metrics: [] }] }],
    });
  });
});
