/** What pods use and what happens to them, as clients are told: numbers that are true, and events that miss nothing. */
import { statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ContainerEventResponse, ContainerEventType, RuntimeServiceService } from '../../proto/generated/api.js';
import { streamOf } from '../cri/stream-client.ts';
import { crictlFor, crictlMissing } from '../helpers/crictl.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { importTestImage, removeAllPods, runPod, shIn, startIn, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const mebibyte = 1024 * 1024;
const numberOf = (wrapped: { readonly value: string } | undefined) =>
  wrapped === undefined ? -1 : Number(wrapped.value);

describe.skipIf(missing !== undefined)(`statistics${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  const statsOf = async (containerId: string) => {
    const { stats } = await daemon.cri.runtime.containerStats({ containerId });
    if (stats === undefined) throw new Error('an answer without statistics');
    return stats;
  };

  test('a container that computes, holds memory and writes → its numbers say so', async () => {
    const pod = await runPod(daemon, podConfig(world, 'busy'));
    // /dev/shm is the pod's: what is in it is charged to who wrote it.
    const script = `head -c ${8 * mebibyte} /dev/zero > /dev/shm/held; head -c ${3 * mebibyte} /dev/urandom > /written; sync; : > /done; while :; do :; done`;
    const id = await startIn(daemon, pod, containerConfig('busy', script));
    await until(
      () => shIn(daemon, id, 'ls /done'),
      ({ exitCode }) => exitCode === 0,
    );
    const first = await statsOf(id);
    expect(numberOf(first.cpu?.usageCoreNanoSeconds)).toBeGreaterThan(0);
    expect(numberOf(first.memory?.usageBytes)).toBeGreaterThan(8 * mebibyte);
    expect(numberOf(first.memory?.workingSetBytes)).toBeGreaterThan(8 * mebibyte);
    const rated = await until(
      () => statsOf(id),
      ({ cpu }) => numberOf(cpu?.usageNanoCores) > 0,
    );
    expect(BigInt(rated.cpu?.timestamp ?? 0)).toBeGreaterThan(BigInt(first.cpu?.timestamp ?? 0));
    const measured = await until(
      () => statsOf(id),
      ({ writableLayer }) => writableLayer !== undefined,
    );
    expect(numberOf(measured.writableLayer?.usedBytes)).toBeGreaterThanOrEqual(3 * mebibyte);
    expect(statSync(measured.writableLayer?.fsId?.mountpoint ?? '').isDirectory()).toBe(true);
  });

  test('a pod → its network and processes, and its containers in it', async () => {
    const pod = await runPod(daemon, podConfig(world, 'pod', 'POD'));
    const one = await startIn(daemon, pod, containerConfig('one', 'sleep 1000 & sleep 1000 & wait', 'POD'));
    await until(
      () => shIn(daemon, one, 'ps | grep -c "[s]leep 1000$"'),
      ({ stdout }) => Number(stdout) >= 2,
    );
    const { stats } = await daemon.cri.runtime.podSandboxStats({ podSandboxId: pod.sandboxId });
    const { linux } = stats ?? {};
    expect(linux?.network?.defaultInterface?.name).toBe('eth0');
    expect(linux?.network?.interfaces.map(({ name }) => name)).toEqual(['eth0']);
    expect(numberOf(linux?.process?.processCount)).toBe(4); // with the infra process
    expect(linux?.containers.map(({ attributes }) => attributes?.id)).toEqual([one]);
    const [ofContainer] = linux?.containers ?? [];
    // The pod has a cgroup of its own, which counts all that is below it.
    expect(numberOf(linux?.memory?.usageBytes)).toBeGreaterThanOrEqual(numberOf(ofContainer?.memory?.usageBytes));
    expect(numberOf(linux?.cpu?.usageCoreNanoSeconds)).toBeGreaterThan(0);
  });

  test('metrics → of the pod and the container, each described, as many labels as keys', async () => {
    const pod = await runPod(daemon, podConfig(world, 'metrics'));
    const id = await startIn(daemon, pod, containerConfig('metrics', 'exec sleep 1000'));
    const { descriptors } = await daemon.cri.runtime.listMetricDescriptors({});
    const keys = new Map(descriptors.map(({ name, labelKeys }) => [name, labelKeys.length]));
    const { podMetrics } = await daemon.cri.runtime.listPodSandboxMetrics({});
    const own = podMetrics.find(({ podSandboxId }) => podSandboxId === pod.sandboxId);
    const ofContainer = own?.containerMetrics.find(({ containerId }) => containerId === id)?.metrics ?? [];
    const all = [...(own?.metrics ?? []), ...ofContainer];
    for (const { name, labelValues } of all) expect(labelValues, name).toHaveLength(keys.get(name) ?? -1);
    const names = new Set(all.map(({ name }) => name));
    for (const name of [
      'cpu_usage_seconds_total',
      'memory_working_set_bytes',
      'network_receive_bytes_total',
      'fs_usage_bytes',
      'processes',
      'file_descriptors',
      'ulimits_soft',
    ])
      expect(names).toContain(`container_${name}`);
  });

  test('events of a life, across a restart of the daemon → each step once; nothing is invented', async () => {
    const typeNames = new Map(Object.entries(ContainerEventType).map(([name, value]) => [value, name]));
    const { getContainerEvents } = RuntimeServiceService;
    const following = () => streamOf(world.socketPath, getContainerEvents, {});
    const steps = (messages: readonly ContainerEventResponse[], names: Readonly<Record<string, string>>) =>
      messages.map((event) => {
        const type = typeNames.get(event.containerEventType) ?? '';
        return `${names[event.containerId] ?? '?'} ${type.replace('CONTAINER_', '').replace('_EVENT', '').toLowerCase()}`;
      });

    const before = following();
    await before.opened;
    const pod = await runPod(daemon, podConfig(world, 'followed'));
    const id = await startIn(daemon, pod, containerConfig('followed', 'exec sleep 1000'));
    const names = { [pod.sandboxId]: 'pod', [id]: 'container' };
    await before.until(4);
    expect(steps(before.messages, names)).toEqual([
      'pod created',
      'pod started',
      'container created',
      'container started',
    ]);
    await daemon.stop();
    expect((await before.ended).code).not.toBe(0);

    daemon = await world.start();
    const after = following();
    await after.opened;
    await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '0' });
    await daemon.cri.runtime.removePodSandbox({ podSandboxId: pod.sandboxId });
    await after.until(4);
    expect(steps(after.messages, names)).toEqual([
      'container stopped',
      'pod stopped',
      'container deleted',
      'pod deleted',
    ]);
    const [stopped] = after.messages;
    expect(stopped?.podSandboxStatus?.metadata?.name).toBe('followed');
    expect(stopped?.containersStatuses).toMatchObject([{ id, exitCode: 137 }]);
    const times = [...before.messages, ...after.messages].map(({ createdAt }) => BigInt(createdAt));
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  const withoutCrictl = crictlMissing();
  test.skipIf(withoutCrictl !== undefined)(
    `crictl stats, statsp, metricsp → they show it${withoutCrictl ? `: ${withoutCrictl}` : ''}`,
    async () => {
      const crictl = crictlFor(world);
      const pod = await runPod(daemon, podConfig(world, 'shown'));
      const id = await startIn(daemon, pod, containerConfig('shown', 'exec sleep 1000'));
      expect(await crictl.say('stats', '--seconds', '1')).toContain(id.slice(0, 13));
      expect(await crictl.say('statsp')).toContain(pod.sandboxId.slice(0, 13));
      expect(await crictl.say('metricsp')).toContain('container_memory_working_set_bytes');
    },
  );
});
