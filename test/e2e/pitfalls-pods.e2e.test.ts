/**
 * What implementers of a runtime get wrong about pods and about answers to a kubelet, each trap as a test with real calls.
 * Those about containers are in pitfalls-containers, those about images and the wire in pitfalls-wire.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status as codes } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ContainerEventType, type PodSandbox, RuntimeServiceService } from '../../proto/generated/api.js';
import { criClient } from '../../src/cri/client.ts';
import { streamOf } from '../cri/stream-client.ts';
import { type Gates, gateNetwork } from '../helpers/gated-network.ts';
import { idMappingRuncMissing, idMappingSettings } from '../helpers/id-mapping-runc.ts';
import * as losses from '../helpers/losses.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { oneNode } from '../helpers/one-node.ts';
import {
  containerStates,
  createIn,
  exitedOf,
  pidOf,
  podStatusOf,
  runPod,
  sandboxStates,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { namespaces } from '../helpers/secured.ts';
import { begin, play, sandboxConfig, setStage, containerConfig as stagedContainer } from '../helpers/stage.ts';
import { idsFrom, usernsContainer, usernsPod } from '../helpers/userns-pods.ts';

const missing = daemonMissing();
const because = missing === undefined ? '' : `: ${missing}`;
const sleeping = 'exec sleep 1000';
const everyPod = { filter: undefined };

test('while one container is still looked for, nothing is listed and nothing is done: all of it is refused', async () => {
  const before = await play();
  const config = sandboxConfig();
  await before.system.ask({ type: 'sandbox.run', sandboxId: 's1', config, runtimeHandler: '' });
  const made = { type: 'container.create', sandboxId: 's1', containerId: 'c1', config: stagedContainer() } as const;
  await before.system.ask(made);
  const stage = setStage();
  stage.hold('probeTask');
  const { system } = begin({ stage, store: before.store });
  await stage.waiting('probeTask');
  const recovering = expect.objectContaining({ code: 'Recovering' });
  for (const read of [system.views.sandboxes, system.views.containers]) expect(read).toThrow(recovering);
  await expect(system.ask({ type: 'sandbox.stop', sandboxId: 's1' })).rejects.toEqual(recovering);
  stage.free('probeTask');
  await system.whenServing();
  expect([system.views.sandboxes().length, system.views.containers().length]).toEqual([1, 1]);
});

describe.skipIf(missing !== undefined)(`pitfalls of pods${because}`, () => {
  const node = oneNode();
  const running = async (name: string) => {
    const pod = await runPod(node.daemon, podConfig(node.world, name));
    return { pod, containerId: await startIn(node.daemon, pod, containerConfig(name, sleeping)) };
  };

  test('a list while the daemon still looks around after a restart → refused, for an empty one would start every pod anew', async () => {
    const { pod } = await running('present');
    await node.daemon.kill();
    const early = criClient({ socketPath: node.world.socketPath });
    const codesSeen = new Set<number>();
    const firstList = async (): Promise<readonly PodSandbox[]> => {
      for (;;) {
        const answer = await early.runtime.listPodSandbox(everyPod, { timeoutMs: 30_000 }).catch((error) => error);
        if (answer.items !== undefined) return answer.items;
        codesSeen.add(answer.code);
      }
    };
    const [items] = await Promise.all([firstList(), node.restart('kill')]);
    early.close();
    expect(items.map(({ id }) => id)).toEqual([pod.sandboxId]);
    expect([...codesSeen]).toEqual([codes.UNAVAILABLE]);
  });

  test('retries have the same metadata → they join the one at work or get its result; a stopped pod keeps its name', async () => {
    const { runtime } = node.daemon.cri;
    const config = podConfig(node.world, 'again');
    const ask = () => runPod(node.daemon, config);
    const [one, two, three] = await Promise.all([ask(), ask(), ask()]);
    expect([two.sandboxId, three.sandboxId]).toEqual([one.sandboxId, one.sandboxId]);
    const container = containerConfig('main', sleeping);
    const ids = await Promise.all([one, two].map((pod) => createIn(node.daemon, pod, container)));
    expect(ids[1]).toBe(ids[0]);
    await runtime.stopPodSandbox({ podSandboxId: one.sandboxId });
    await expect(ask()).rejects.toMatchObject({ code: codes.ALREADY_EXISTS });
    const next = await runPod(node.daemon, {
      ...config,
      metadata: { name: 'again', namespace: 'test', uid: 'uid-again', attempt: 1 },
    });
    const times = await Promise.all(
      [one, next].map(async (pod) => BigInt((await podStatusOf(node.daemon, pod)).createdAt)),
    );
    expect(times[1]).toBeGreaterThan(times[0] ?? 0n);
  });

  describe('a pod can be stopped and removed, and what lived in it is dead, although the node has lost', () => {
    afterEach(() => losses.networkConfigIsBack(node.world));
    test.each([
      ['its network namespace', losses.networkNamespace],
      ['the network configuration', losses.networkConfig],
      ['the monitor of its container', losses.monitor],
      ['the bundle', losses.bundle],
      ['the OCI runtime’s state', losses.runtimeState],
    ] as const)('%s', async (_, lose) => {
      const { runtime } = node.daemon.cri;
      const { pod, containerId } = await running('losing');
      const pid = await pidOf(node.daemon, containerId);
      await lose({ world: node.world, daemon: node.daemon, pod, containerId });
      const ofPod = { podSandboxId: pod.sandboxId };
      for (let time = 0; time < 2; time += 1) await runtime.stopPodSandbox(ofPod);
      expect(existsSync(`/proc/${pid}`)).toBe(false);
      await runtime.removePodSandbox(ofPod);
      await expect(runtime.podSandboxStatus({ ...ofPod, verbose: false })).rejects.toMatchObject({
        code: codes.NOT_FOUND,
      });
    });

    test('all that was in memory: a reboot → NOTREADY without an address, EXITED with a code that is none of a success', async () => {
      const { pod, containerId } = await running('rebooted');
      const created = await createIn(node.daemon, pod, containerConfig('created', sleeping));
      const before = await podStatusOf(node.daemon, pod);
      await node.restart('kill', () => losses.memory(node.world));
      expect(await podStatusOf(node.daemon, pod)).toMatchObject({
        state: sandboxStates.notready,
        createdAt: before.createdAt,
        network: { ip: '', additionalIps: [] },
      });
      for (const id of [containerId, created]) {
        const ended = await statusOf(node.daemon, id);
        expect(ended).toMatchObject({ state: containerStates.exited, exitCode: 255, reason: 'Unknown' });
        expect(BigInt(ended.finishedAt)).toBeGreaterThanOrEqual(BigInt(ended.startedAt));
      }
      await expect(runPod(node.daemon, pod.config)).rejects.toMatchObject({ code: codes.ALREADY_EXISTS });
    });
  });

  test('events: their times only rise, each brings the whole pod, and an end comes after the exit is known', async () => {
    const { runtime } = node.daemon.cri;
    const events = streamOf(node.world.socketPath, RuntimeServiceService.getContainerEvents, {});
    await events.opened;
    const pods = await Promise.all(['one', 'two'].map(running));
    for (const { pod } of pods) {
      await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
      await runtime.removePodSandbox({ podSandboxId: pod.sandboxId });
    }
    await events.until(16);
    const times = events.messages.map(({ createdAt }) => BigInt(createdAt));
    expect(times).toEqual(times.toSorted((one, other) => Number(one - other)));
    expect(new Set(times).size).toBe(16);
    for (const { podSandboxStatus } of events.messages) expect(podSandboxStatus?.metadata?.name).toMatch(/one|two/);
    for (const { containerId } of pods) {
      const own = events.messages.filter((event) => event.containerId === containerId);
      expect(own.map(({ containerEventType }) => containerEventType)).toEqual([
        ContainerEventType.CONTAINER_CREATED_EVENT,
        ContainerEventType.CONTAINER_STARTED_EVENT,
        ContainerEventType.CONTAINER_STOPPED_EVENT,
        ContainerEventType.CONTAINER_DELETED_EVENT,
      ]);
      const [ended] = own[2]?.containersStatuses.filter(({ id }) => id === containerId) ?? [];
      expect(ended).toMatchObject({ state: containerStates.exited, exitCode: 137, reason: 'Error' });
    }
  });

  test('statistics: each number with a time of its own; a rate only where there are two samples', async () => {
    const { containerId } = await running('measured');
    const sample = async () => (await node.daemon.cri.runtime.containerStats({ containerId })).stats;
    const first = await sample();
    expect(BigInt(first?.cpu?.timestamp ?? 0)).toBeGreaterThan(0n);
    expect(BigInt(first?.memory?.timestamp ?? 0)).toBeGreaterThan(0n);
    expect(first?.cpu?.usageCoreNanoSeconds).toBeDefined();
    expect(first?.cpu?.usageNanoCores).toBeUndefined();
    const second = await until(sample, (stats) => stats?.cpu?.usageNanoCores !== undefined);
    expect(BigInt(second?.cpu?.timestamp ?? 0)).toBeGreaterThan(BigInt(first?.cpu?.timestamp ?? 0));
  });

  test('logs are the kubelet’s: they stay when their container goes, and their directory when the pod goes', async () => {
    const { runtime } = node.daemon.cri;
    const logDirectory = join(node.world.logDir, 'test_kept_uid-kept');
    mkdirSync(logDirectory);
    const pod = await runPod(node.daemon, { ...podConfig(node.world, 'kept'), logDirectory });
    const containerId = await startIn(node.daemon, pod, containerConfig('kept', 'echo last words'));
    const { logPath } = await exitedOf(node.daemon, containerId);
    await runtime.removeContainer({ containerId });
    expect(await readFile(logPath, 'utf8')).toContain('last words');
    await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
    await runtime.removePodSandbox({ podSandboxId: pod.sandboxId });
    expect(await readFile(logPath, 'utf8')).toContain('last words');
  });
});

describe.skipIf(missing !== undefined)(`pitfalls of a pod that is not up yet${because}`, () => {
  let gates: Gates;
  const node = oneNode('', async (world) => {
    gates = await gateNetwork(world);
  });
  afterAll(() => gates?.end());

  const waiting = async (name: string) => {
    gates.close('ADD');
    const giveUp = new AbortController();
    const config = podConfig(node.world, name);
    const asked = node.daemon.cri.runtime.runPodSandbox({ config, runtimeHandler: '' }, { signal: giveUp.signal });
    const answer = asked.catch((error) => error);
    await gates.arrival('ADD');
    return { answer, giveUp: () => giveUp.abort() };
  };
  const listed = async () => (await node.daemon.cri.runtime.listPodSandbox(everyPod)).items;

  test('the client goes while the network is made → the ADD is brought to its end, and its address is known and given back', async () => {
    const { answer, giveUp } = await waiting('left');
    giveUp();
    expect(await answer).toMatchObject({ code: codes.CANCELLED });
    gates.open('ADD');
    const [pod] = await until(listed, (items) => items.length === 1);
    const { podSandboxId } = await node.daemon.cri.runtime.runPodSandbox({
      config: podConfig(node.world, 'left'),
      runtimeHandler: '',
    });
    expect(podSandboxId).toBe(pod?.id);
    // That the address goes with the pod is what every test here ends with: no lease is left.
    expect(
      (await podStatusOf(node.daemon, { sandboxId: podSandboxId, config: podConfig(node.world, 'left') })).network?.ip,
    ).toMatch(/^10\./);
  });

  test('nobody sees a pod before all of it has succeeded, and nothing is left of one that fails', async () => {
    const { runtime } = node.daemon.cri;
    const events = streamOf(node.world.socketPath, RuntimeServiceService.getContainerEvents, {});
    await events.opened;
    const { answer } = await waiting('refused');
    expect(await listed()).toEqual([]);
    const created = createIn(
      node.daemon,
      { sandboxId: 'none', config: podConfig(node.world, 'x') },
      containerConfig('x', ''),
    );
    await expect(created).rejects.toMatchObject({ code: codes.NOT_FOUND });
    gates.fail('ADD');
    expect(await answer).toMatchObject({ details: expect.stringContaining('gate') });
    expect(await listed()).toEqual([]);
    expect(await node.world.traces()).toEqual([]);
    gates.open('ADD');
    const retried = await runPod(node.daemon, podConfig(node.world, 'refused'));
    await runtime.removePodSandbox({ podSandboxId: retried.sandboxId });
    await events.until(4);
    expect(new Set(events.messages.map(({ containerId }) => containerId))).toEqual(new Set([retried.sandboxId]));
  });
});

const noMapping = missing ?? idMappingRuncMissing();
describe.skipIf(noMapping !== undefined)(
  `pitfalls of user namespaces${noMapping === undefined ? '' : `: ${noMapping}`}`,
  () => {
    const node = oneNode(() => idMappingSettings());
    beforeAll(async () => {
      const { runtimeHandlers } = await node.daemon.cri.runtime.status({ verbose: false });
      expect(runtimeHandlers[0]?.features?.userNamespaces).toBe(true);
    });

    const half = [
      { containerId: 0, hostId: 100_000, length: 100 },
      { containerId: 100, hostId: 200_000, length: 100 },
    ];
    test.each([
      ['two ranges', half],
      ['none', []],
      ['one without root', [{ containerId: 1, hostId: 100_000, length: 65_536 }]],
      ['an empty one', [{ containerId: 0, hostId: 100_000, length: 0 }]],
    ])('%s of ids → refused, and nothing is there', async (_, uids) => {
      const config = usernsPod(node.world, 'ranges');
      const usernsOptions = { mode: 0 as const, uids: [...uids], gids: [...uids] };
      Object.assign(config.linux?.securityContext ?? {}, { namespaceOptions: namespaces({ usernsOptions }) });
      await expect(runPod(node.daemon, config)).rejects.toMatchObject({ code: codes.INVALID_ARGUMENT });
      expect((await node.daemon.cri.runtime.listPodSandbox(everyPod)).items).toEqual([]);
    });

    test('a container must ask for the same as its pod; the network is of that user namespace', async () => {
      const pod = await runPod(node.daemon, usernsPod(node.world, 'mapped'));
      const other = usernsContainer('other', sleeping, { hostId: idsFrom(300_000).hostId });
      await expect(createIn(node.daemon, pod, other)).rejects.toMatchObject({ code: codes.INVALID_ARGUMENT });
      const capabilities = { addCapabilities: ['NET_ADMIN'], dropCapabilities: [], addAmbientCapabilities: [] };
      const config = usernsContainer('main', sleeping);
      Object.assign(config.linux?.securityContext ?? {}, { capabilities });
      const id = await startIn(node.daemon, pod, config);
      const changed = await shIn(
        node.daemon,
        id,
        'ip address add 10.255.255.254/32 dev lo && head -1 /proc/self/uid_map',
      );
      expect(changed.stdout.trim().split(/\s+/)).toEqual(['0', '100000', '65536']);
    });
  },
);
