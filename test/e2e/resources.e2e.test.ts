/** Limits of containers and pods: what is asked is in the kernel, at creation and later; and what is shown is what is so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { status as grpcStatus } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LinuxContainerResources } from '../../proto/generated/api.js';
import { hostFacts } from '../../src/actors/bundle/host-facts.ts';
import { crictlFor, crictlMissing } from '../helpers/crictl.ts';
import {
  driversAndHandlers,
  hasHugetlb,
  isCgroupV2,
  type KernelLimits,
  kernelLimits,
  limitDir,
  mebibyte,
  pageSizes,
  resourcesAsked,
  withResources,
} from '../helpers/limits.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  containerStates,
  createIn,
  exitedOf,
  importTestImage,
  logOf,
  pidOf,
  removeAllPods,
  runPod,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const sleeping = 'exec sleep 1000';
type Asked = Partial<LinuxContainerResources>;
const memoryOf = (mebibytes: number): Asked => ({
  memoryLimitInBytes: String(mebibytes * mebibyte),
  memorySwapLimitInBytes: String(mebibytes * mebibyte),
});
/** As a kubelet sends it for every container. */
const noHugepages = { hugepageLimits: pageSizes.map((pageSize) => ({ pageSize, limit: '0' })) };

const title = `resources by $driver and $handler${missing === undefined ? '' : `: ${missing}`}`;

describe.skipIf(missing !== undefined).each(driversAndHandlers)(title, ({ driver, handler }) => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld('', { cgroupDriver: driver });
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

  const pod = (name: string) => runPod(daemon, podConfig(world, name), handler);
  const limited = (name: string, asked: Asked, script = sleeping) =>
    withResources(containerConfig(name, script), asked);
  const running = async (name: string, asked: Asked, script = sleeping) =>
    startIn(daemon, await pod(name), limited(name, asked, script));
  const update = (containerId: string, asked: Asked) =>
    daemon.cri.runtime.updateContainerResources({
      containerId,
      linux: resourcesAsked(asked),
      windows: undefined,
      annotations: {},
    });
  const kernel = (id: string): KernelLimits => kernelLimits(world, driver, id);
  const shown = async (id: string) => (await statusOf(daemon, id)).resources?.linux;
  const specOf = async (containerId: string) => {
    const { info } = await daemon.cri.runtime.containerStatus({ containerId, verbose: true });
    return JSON.parse(info.info ?? '').runtimeSpec.linux.resources;
  };
  const memory = (mebibytes: number) => ({ memory: mebibytes * mebibyte, swap: withSwap(mebibytes * mebibyte) });
  const { cgroups: limitFacts, oomScoreAdjFloor = -1000 } = hostFacts({ isOomScoreAdjRestricted: true });
  const withSwap = (bytes: number) => (limitFacts.hasSwap ? bytes : undefined);

  test('every limit → the kernel has it, status shows it', async () => {
    const asked = {
      ...memoryOf(64),
      ...noHugepages,
      cpuPeriod: '50000',
      cpuQuota: '20000',
      cpuShares: '512',
      cpusetCpus: '0',
      cpusetMems: '0',
      oomScoreAdj: '-998',
    };
    const id = await running('all', asked);
    expect(kernel(id)).toMatchObject({ ...memory(64), quota: 20_000, period: 50_000, cpus: '0' });
    expect(kernel(id).cpu).toBe(isCgroupV2 ? kernel(id).cpu : 512);
    expect(readFileSync(join(limitDir(world, driver, id, 'cpuset'), 'cpuset.mems'), 'utf8')).toBe('0\n');
    const adjusted = String(Math.max(-998, oomScoreAdjFloor));
    expect(readFileSync(`/proc/${await pidOf(daemon, id)}/oom_score_adj`, 'utf8').trim()).toBe(adjusted);
    expect(await shown(id)).toEqual({
      ...resourcesAsked(asked),
      memorySwapLimitInBytes: String(withSwap(64 * mebibyte) ?? 0),
      hugepageLimits: limitFacts.controllers.includes('hugetlb') ? noHugepages.hugepageLimits : [],
      oomScoreAdj: adjusted,
    });
  });

  test('memory without swap → no swap; -1 → no limit', async () => {
    const one = await pod('swap');
    const id = await startIn(daemon, one, limited('without', { memoryLimitInBytes: String(64 * mebibyte) }));
    expect(kernel(id)).toMatchObject(memory(64));
    const unlimited = await startIn(daemon, one, limited('unlimited', { memoryLimitInBytes: '-1', cpuQuota: '-1' }));
    expect(kernel(unlimited)).toMatchObject({ memory: Number.POSITIVE_INFINITY, quota: -1 });
  });

  test.runIf(hasHugetlb)('huge pages → the kernel has the limits, and those of an update', async () => {
    const [pageSize = ''] = pageSizes;
    const id = await running('pages', { hugepageLimits: [{ pageSize, limit: String(4 * mebibyte) }] });
    const limit = () =>
      readFileSync(
        join(limitDir(world, driver, id, 'hugetlb'), `hugetlb.${pageSize}.${isCgroupV2 ? 'max' : 'limit_in_bytes'}`),
        'utf8',
      );
    expect(limit()).toBe(`${4 * mebibyte}\n`);
    await update(id, { hugepageLimits: [{ pageSize, limit: '0' }] });
    expect(limit()).toBe('0\n');
  });

  test.each(['created', 'running'] as const)(
    '%s: an update → kernel, bundle and status; zeros change nothing',
    async (state) => {
      const created = await createIn(daemon, await pod(state), limited(state, { ...memoryOf(64), cpuShares: '512' }));
      if (state === 'running') await daemon.cri.runtime.startContainer({ containerId: created });
      const before = kernel(created);
      await update(created, { ...noHugepages });
      expect(kernel(created)).toEqual(before);

      await update(created, { ...memoryOf(96), ...noHugepages });
      await update(created, { cpuQuota: '30000', cpuPeriod: '100000', cpuShares: '256', cpusetCpus: '0' });
      const after = { ...memory(96), quota: 30_000, period: 100_000, cpus: '0' };
      expect(kernel(created)).toMatchObject(after);
      expect(kernel(created).cpu).toBeLessThan(before.cpu);
      expect(await shown(created)).toMatchObject({
        memoryLimitInBytes: String(96 * mebibyte),
        cpuQuota: '30000',
        cpuShares: '256',
        cpusetCpus: '0',
      });
      expect(await specOf(created)).toMatchObject({
        memory: { limit: 96 * mebibyte },
        cpu: { quota: 30_000, shares: 256 },
        devices: expect.anything(),
      });
      if (state === 'created') await daemon.cri.runtime.startContainer({ containerId: created });
      expect(kernel(created)).toMatchObject(after);
      await update(created, { cpuQuota: '-1' });
      expect(kernel(created)).toMatchObject({ ...after, quota: -1 });
      expect(await shown(created)).toMatchObject({ cpuQuota: '-1', cpuShares: '256' });
    },
  );

  test('refused → an error that says why; kernel and status are as before', async () => {
    const script = 'dd if=/dev/zero of=/dev/shm/held bs=1M count=24 2>/dev/null; echo held; exec sleep 1000';
    const id = await running('refused', { ...memoryOf(64), cpuQuota: '50000', cpuPeriod: '100000' }, script);
    await until(
      () => logOf(join(world.logDir, 'refused.log')),
      (lines) => lines.includes('stdout held'),
    );
    const before = [kernel(id), await shown(id)];
    const { FAILED_PRECONDITION, INTERNAL, INVALID_ARGUMENT } = grpcStatus;
    const refusals: [Asked, number, RegExp][] = [
      [memoryOf(8), FAILED_PRECONDITION, /usedBytes=/],
      [{ ...memoryOf(96), cpusetCpus: '4711' }, INTERNAL, /cpuset/],
      [{ ...memoryOf(96), cpuQuota: '1' }, INTERNAL, /cpu|invalid argument/i],
      [{ cpusetCpus: '0..3' }, INVALID_ARGUMENT, /cpuset_cpus/],
      [{ memorySwapLimitInBytes: '4096' }, INVALID_ARGUMENT, /memory_swap_limit/],
      [
        { hugepageLimits: [{ pageSize: '../x', limit: '0' }] },
        limitFacts.controllers.includes('hugetlb') ? INVALID_ARGUMENT : 0,
        /size/,
      ],
      [{ unified: { 'memory.high': '4096' } }, isCgroupV2 ? 0 : INVALID_ARGUMENT, /unified/],
    ];
    for (const [asked, code, text] of refusals) {
      if (code === 0) continue;
      await expect(update(id, asked), JSON.stringify(asked)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(text),
      });
      expect([kernel(id), await shown(id)], JSON.stringify(asked)).toEqual(before);
    }
  });

  test.runIf(isCgroupV2)('cgroup v2: files of its own choice → written by an update, one by one', async () => {
    const id = await running('unified', { unified: { 'memory.high': String(48 * mebibyte) } });
    const file = (name: string) => readFileSync(join(limitDir(world, driver, id, 'memory'), name), 'utf8').trim();
    await update(id, { unified: { 'memory.low': String(8 * mebibyte) } });
    expect([file('memory.high'), file('memory.low')]).toEqual([String(48 * mebibyte), String(8 * mebibyte)]);
    await expect(update(id, { unified: { 'memory.low': '4096', 'memory.nothing': '1' } })).rejects.toMatchObject({
      code: grpcStatus.INTERNAL,
    });
    expect(file('memory.low')).toBe(String(8 * mebibyte));
    expect((await shown(id))?.unified).toEqual({
      'memory.high': String(48 * mebibyte),
      'memory.low': String(8 * mebibyte),
    });
  });

  test('nothing asked, no such container, an exited one → said clearly', async () => {
    const { runtime } = daemon.cri;
    const id = await running('over', {}, 'exit 0');
    await exitedOf(daemon, id);
    await expect(update(id, { cpuShares: '2' })).rejects.toMatchObject({ code: grpcStatus.FAILED_PRECONDITION });
    await expect(update('0'.repeat(64), { cpuShares: '2' })).rejects.toMatchObject({ code: grpcStatus.NOT_FOUND });
    const empty = { containerId: id, linux: undefined, windows: undefined, annotations: {} };
    await expect(runtime.updateContainerResources(empty)).rejects.toMatchObject({ code: grpcStatus.INVALID_ARGUMENT });
  });

  test('a restart of the daemon, and kill -9 → what was updated stays shown and in force', async () => {
    const id = await running('restart', memoryOf(64));
    await update(id, { ...memoryOf(96), cpuShares: '512' });
    const before = [kernel(id), await shown(id)];
    await daemon.stop();
    daemon = await world.start();
    expect([kernel(id), await shown(id)]).toEqual(before);
    await daemon.kill();
    daemon = await world.start();
    expect([kernel(id), await shown(id)]).toEqual(before);
    await update(id, { cpuShares: '100' });
    expect(await shown(id)).toMatchObject({ cpuShares: '100', memoryLimitInBytes: String(96 * mebibyte) });
  });

  test('kill -9 in the middle of updates → the kernel has what is shown', async () => {
    const id = await running('crash', memoryOf(64));
    for (const round of [1, 2, 3]) {
      const updates = [80, 96, 112].map((size) =>
        update(id, { ...memoryOf(size + round), cpuShares: String(size) }).catch(() => undefined),
      );
      await updates[0];
      await daemon.kill();
      await Promise.all(updates);
      daemon = await world.start();
      const agree = async () => {
        const limits = await shown(id);
        return [kernel(id).memory, Number(limits?.memoryLimitInBytes)];
      };
      // what was cut off is set again beside everything else
      await until(agree, ([there, said]) => there === said);
      await update(id, { cpuShares: String(200 + round) }); // the queue is empty then
      const [there, said] = await agree();
      expect(there).toBe(said);
    }
  });

  test('updates, probes and a stop at once → all are answered; the container ends', async () => {
    const id = await running('storm', memoryOf(64), 'trap "exit 3" TERM; while :; do sleep 0.05; done');
    const sizes = [70, 80, 90, 100, 110, 120];
    const updates = sizes.map((size) => update(id, memoryOf(size)));
    const probes = sizes.map(() => shIn(daemon, id, 'echo alive'));
    await Promise.all(updates);
    expect(kernel(id)).toMatchObject(memory(120));
    expect((await Promise.all(probes)).map(({ stdout }) => stdout)).toEqual(sizes.map(() => 'alive\n'));
    const late = sizes.map((size) =>
      update(id, memoryOf(size)).then(
        () => 0,
        ({ code }: { readonly code: number }) => code,
      ),
    );
    await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '20' });
    const allowed: readonly number[] = [0, grpcStatus.FAILED_PRECONDITION, grpcStatus.INTERNAL];
    for (const code of await Promise.all(late)) expect(allowed).toContain(code);
    expect(await statusOf(daemon, id)).toMatchObject({ state: containerStates.exited, exitCode: 3 });
  });

  test('as a kubelet resizes: the pod, then memory and CPU by turns, probes meanwhile → each is shown as soon as it is answered', async () => {
    const one = await pod('resize');
    const id = await startIn(daemon, one, limited('resize', { ...memoryOf(64), ...noHugepages, cpuShares: '102' }));
    for (const size of [96, 64, 128]) {
      const limits = {
        ...memoryOf(size),
        ...noHugepages,
        cpuShares: String(size),
        cpuQuota: String(size * 1000),
        cpuPeriod: '100000',
      };
      await daemon.cri.runtime.updatePodSandboxResources({
        podSandboxId: one.sandboxId,
        overhead: undefined,
        resources: resourcesAsked(limits),
      });
      const probe = shIn(daemon, id, 'true');
      await update(id, { ...limits, cpuShares: '0', cpuQuota: '0' });
      expect(await shown(id)).toMatchObject({ memoryLimitInBytes: String(size * mebibyte) });
      await update(id, limits);
      expect(await shown(id)).toMatchObject({ memoryLimitInBytes: String(size * mebibyte), cpuShares: String(size) });
      expect(kernel(id)).toMatchObject({ ...memory(size), quota: size * 1000 });
      expect(await probe).toMatchObject({ exitCode: 0 });
    }
  });

  test('a pod’s resources → shown, and kept over a restart; unknown and stopped pods → refused', async () => {
    const { sandboxId } = await pod('sums');
    const updatePod = (podSandboxId: string) =>
      daemon.cri.runtime.updatePodSandboxResources({
        podSandboxId,
        overhead: resourcesAsked({ memoryLimitInBytes: '1048576' }),
        resources: resourcesAsked({ cpuShares: '77' }),
      });
    for (const _ of [1, 2]) await updatePod(sandboxId);
    await daemon.stop();
    daemon = await world.start();
    const { info } = await daemon.cri.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: true });
    expect(JSON.parse(info.info ?? '')).toMatchObject({
      overhead: { memoryLimitInBytes: '1048576' },
      resources: { cpuShares: '77' },
    });
    await expect(updatePod('0'.repeat(64))).rejects.toMatchObject({ code: grpcStatus.NOT_FOUND });
    await daemon.cri.runtime.stopPodSandbox({ podSandboxId: sandboxId });
    await expect(updatePod(sandboxId)).rejects.toMatchObject({ code: grpcStatus.FAILED_PRECONDITION });
  });

  test('a limit that was lowered is met → OOMKilled', async () => {
    const id = await running(
      'oom',
      memoryOf(256),
      'trap "exec dd if=/dev/zero of=/dev/null bs=128M count=1" USR1; while :; do sleep 0.05; done',
    );
    await update(id, memoryOf(32));
    await shIn(daemon, id, 'kill -USR1 1');
    expect(await exitedOf(daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  test.skipIf(crictlMissing() !== undefined)(
    `crictl update → in force, and shown by inspect ${crictlMissing() ?? ''}`,
    async () => {
      const crictl = crictlFor(world);
      const id = await running('crictl', memoryOf(64));
      const asked = [
        '--memory',
        String(96 * mebibyte),
        '--cpu-share',
        '512',
        '--cpu-quota',
        '30000',
        '--cpu-period',
        '100000',
        '--cpuset-cpus',
        '0',
      ];
      await crictl.say('update', ...asked, id);
      expect(kernel(id)).toMatchObject({ ...memory(96), quota: 30_000, cpus: '0' });
      const { status } = await crictl.json<{ readonly status: { readonly resources: unknown } }>('inspect', id);
      expect(status.resources).toMatchObject({
        linux: { memoryLimitInBytes: String(96 * mebibyte), cpuShares: '512' },
      });
      expect(await crictl.fails('update', '--memory', '4096', id)).toContain('below what the container uses');
    },
  );
});
