/** The whole room over files of a machine that does not exist. */
import { describe, expect, test } from 'vitest';
import { metricDescriptions } from '../../../src/actors/stats/metric-descriptions.ts';
import { podCgroupsOf } from '../../../src/actors/stats/pod-cgroups.ts';
import { openStats } from '../../../src/actors/stats/stats.ts';
import type { SandboxView } from '../../../src/machines/views.ts';
import { containerView, sandboxView } from '../../cri/fakes.ts';

const inCgroup = (cgroupParent: string, fields: Partial<SandboxView> = {}): SandboxView => {
  const view = sandboxView(fields);
  const linux = { cgroupParent, securityContext: undefined, sysctls: {}, overhead: undefined, resources: undefined };
  return { ...view, config: { ...view.config, linux } };
};

describe("a pod's own cgroup", () => {
  const of = (driver: 'cgroupfs' | 'systemd', ...views: SandboxView[]) => [...podCgroupsOf(driver, views).values()];
  test.each([
    ['cgroupfs', '/kubepods/burstable/pod1', '/kubepods/burstable/pod1'],
    [
      'systemd',
      'kubepods-besteffort-pod1.slice',
      '/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1.slice',
    ],
    ['cgroupfs', '', undefined],
    ['cgroupfs', '/', undefined],
    ['cgroupfs', '/../etc', undefined],
    ['systemd', '/kubepods/pod1', undefined],
  ] as const)('%s, %j → %s', (driver, parent, path) => expect(of(driver, inCgroup(parent))).toEqual([path]));

  test('a parent of two pods → of neither; of a stopped one and its successor → the successor’s', () => {
    const [one, two] = ['a1', 'b2'].map((id) => inCgroup('/x', { sandboxId: id }));
    if (one === undefined || two === undefined) throw new Error('there are two');
    expect(of('cgroupfs', one, two)).toEqual([undefined, undefined]);
    expect(of('cgroupfs', { ...one, state: 'notready' }, two)).toEqual([undefined, '/x']);
  });
});

const cgroup = '/pod/app';
const whole: Readonly<Record<string, string>> = {
  'cpu.stat':
    'usage_usec 2000000\nuser_usec 1000000\nsystem_usec 1000000\nnr_periods 1\nnr_throttled 1\nthrottled_usec 9\n',
  'cpu.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
  'memory.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
  'io.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
  'memory.current': '4096\n',
  'memory.stat': 'anon 1\nfile 2\nkernel 3\nfile_mapped 1\nactive_file 1\ninactive_file 1\npgfault 1\npgmajfault 1\n',
  'memory.max': 'max\n',
  'memory.peak': '8192\n',
  'memory.swap.current': '0\n',
  'memory.swap.max': 'max\n',
  'memory.events': 'max 0\noom_kill 0\n',
  'cgroup.procs': '42\n',
  'pids.current': '1\n',
  'pids.max': 'max\n',
  'io.stat': '8:0 rbytes=1 wbytes=1 rios=1 wios=1 dbytes=0 dios=0\n',
  'hugetlb.2MB.current': '0\n',
};
const netDev =
  'a\nb\n  eth0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n    lo: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\n  net1: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n';

const room = ({
  readNetworks = async (paths: readonly string[]) => paths.map((): string | undefined => netDev),
  fileOf = (path: string): string | undefined =>
    path.startsWith(`/cg${cgroup}/`) ? whole[path.slice(path.lastIndexOf('/') + 1)] : undefined,
} = {}) => {
  const pod = { sandbox: sandboxView(), containers: [containerView({ cgroupsPath: cgroup })] };
  const clock = { elapsedMs: 0 };
  const asked: string[] = [];
  const stats = openStats({
    native: {
      readSmallFiles: async (paths) => {
        asked.push(...paths);
        return paths.map((path) =>
          path === '/proc/42/limits'
            ? 'Limit Soft Hard Units\nMax open files            1024                 4096                 files\n'
            : fileOf(path),
        );
      },
      readNetDev: readNetworks,
      countDescriptors: async (groups) => groups.map((pids) => ({ descriptors: pids.length * 4, sockets: 1 })),
    },
    cgroups: { mode: 'v2', unifiedDir: '/cg', controllerDirs: {} },
    cgroupDriver: 'cgroupfs',
    pageSizes: ['2MB'],
    writtenBy: async () => ({ usedBytes: 4096, inodesUsed: 2 }),
    mountpoint: '/',
    sandboxes: () => [pod.sandbox],
    isThere: () => true,
    now: () => 1_700_000_000_000 + clock.elapsedMs,
    elapsed: () => clock.elapsedMs,
    report: () => undefined,
  });
  return { stats, pod, clock, asked };
};

describe('statistics', () => {
  test('a running container → numbers; the second time a rate', async () => {
    const { stats, pod, clock } = room();
    const [first] = await stats.containers(pod.containers);
    expect(first).toMatchObject({ cpu: { usageNs: 2e9, nanoCores: undefined }, memory: { usageBytes: 4096 } });
    clock.elapsedMs = 1000;
    expect((await stats.containers(pod.containers))[0]?.cpu?.nanoCores).toBe(0);
  });

  test('limits on a cgroup below the scope, as crun makes with systemd → they are shown with the use of the whole', async () => {
    const scope = '/pod.slice/troupe-c1.scope';
    const inner: Readonly<Record<string, string>> = { 'memory.max': '16384\n', 'memory.swap.max': '0\n' };
    const { stats } = room({
      fileOf: (path) => {
        const file = path.slice(path.lastIndexOf('/') + 1);
        if (path.startsWith(`/cg${scope}/container/`)) return inner[file] ?? whole[file];
        return path.startsWith(`/cg${scope}/`) ? whole[file] : undefined;
      },
    });
    const [use] = await stats.containers([containerView({ cgroupsPath: 'pod.slice:troupe:c1' })]);
    expect(use).toMatchObject({
      memory: { usageBytes: 4096, availableBytes: 16384 - 4095 },
      swap: { availableBytes: 0 },
    });
  });

  test('an exited one → only what it wrote, and no cgroup is looked for', async () => {
    const { stats, asked } = room();
    const exited = containerView({ cgroupsPath: cgroup, state: 'exited' });
    await stats.containers([exited]);
    const [use] = await stats.containers([exited]);
    expect(use).toMatchObject({ cpu: undefined, memory: undefined, writableLayer: { usedBytes: 4096 } });
    expect(asked).toEqual([]);
  });

  test('a pod without a cgroup of its own → its containers together; its network, the default interface first', async () => {
    const { stats, pod } = room();
    const [use] = await stats.sandboxes([pod]);
    expect(use).toMatchObject({ cpu: { usageNs: 2e9 }, memory: { usageBytes: 4096 }, processes: { count: 1 } });
    expect(use?.network?.interfaces.map(({ name }) => name)).toEqual(['eth0', 'net1']);
    expect(use?.network?.interfaces[0]?.received).toEqual({ bytes: 1, packets: 2, errors: 3, dropped: 4 });
  });

  test('the node’s network → no network, not zero', async () => {
    const { stats, pod } = room();
    const [use] = await stats.sandboxes([{ ...pod, sandbox: sandboxView({ netnsPath: undefined }) }]);
    expect(use?.network).toBeUndefined();
  });
});

test('a network that hangs → the pod without it, in bounded time; it is not read again until it comes back', async () => {
  const { promise, resolve } = Promise.withResolvers<(string | undefined)[]>();
  let readings = 0;
  const { stats, pod } = room({
    readNetworks: () => {
      readings += 1;
      return readings === 1 ? promise : Promise.resolve([netDev]);
    },
  });
  const networks = async () =>
    (await stats.sandboxes([pod])).map(({ cpu, network }) => [cpu?.usageNs, network?.interfaces.length]);
  expect(await networks()).toEqual([[2e9, undefined]]);
  expect(await networks()).toEqual([[2e9, undefined]]);
  expect(readings).toBe(1);
  resolve([netDev]);
  await new Promise((settled) => setImmediate(settled));
  expect(await networks()).toEqual([[2e9, 2]]);
});

describe('metrics', () => {
  test('descriptions → each once, with help and keys', () => {
    expect(new Set(metricDescriptions.map(({ name }) => name)).size).toBe(metricDescriptions.length);
    for (const { help, labelKeys } of metricDescriptions) {
      expect(help).not.toBe('');
      expect(labelKeys.length).toBeGreaterThan(0);
    }
  });

  test('every value → described, with as many labels as keys; every description → a value', async () => {
    const { stats, pod } = room();
    const [metrics] = await stats.metrics([pod]);
    const values = [...(metrics?.metrics ?? []), ...(metrics?.containers[0]?.metrics ?? [])];
    const keys = new Map(metricDescriptions.map(({ name, labelKeys }) => [name, labelKeys]));
    for (const { name, labelValues } of values) expect(labelValues, name).toHaveLength(keys.get(name)?.length ?? -1);
    const named = new Set(values.map(({ name }) => name));
    // Only v1 keeps the most that there ever was of huge pages; and no quota was asked for.
    const absent = ['container_hugetlb_max_usage_bytes', 'container_spec_cpu_quota'];
    expect(
      metricDescriptions
        .map(({ name }) => name)
        .filter((name) => !named.has(name))
        .toSorted(),
    ).toEqual(absent);
  });

  test('labels → container, cgroup, image, id, namespace, pod', async () => {
    const { stats, pod } = room();
    const [metrics] = await stats.metrics([pod]);
    const usage = metrics?.containers[0]?.metrics.find(({ name }) => name === 'container_cpu_usage_seconds_total');
    expect(usage).toMatchObject({
      kind: 'counter',
      labelValues: ['app', cgroup, 'busybox', pod.containers[0]?.containerId, 'shop', 'web'],
      value: 2,
    });
  });
});
