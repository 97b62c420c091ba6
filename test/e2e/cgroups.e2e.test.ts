/** What the kernel is told of a container's limits, what a container sees of cgroups, and that none of them is left. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { driversAndHandlers, isCgroupV2, limitDir, mebibyte, withResources } from '../helpers/limits.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
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
const scarce = { memoryLimitInBytes: String(32 * mebibyte), memorySwapLimitInBytes: String(32 * mebibyte) };

const title = `cgroups by $driver and $handler${missing === undefined ? '' : `: ${missing}`}`;

describe.skipIf(missing !== undefined).each(driversAndHandlers)(title, ({ driver, handler }) => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld('', { cgroupDriver: driver });
    daemon = await world.start();
    await importTestImage(world);
  });
  /** Neither is a cgroup. */
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  const dirOf = (id: string, controller: string): string => limitDir(world, driver, id, controller);
  const fileOf = (id: string, controller: string, name: string): string =>
    readFileSync(join(dirOf(id, controller), name), 'utf8').trim();

  test('limits → the kernel has them', async () => {
    const pod = await runPod(daemon, podConfig(world, 'limits'), handler);
    const config = withResources(containerConfig('limits', sleeping), {
      memoryLimitInBytes: String(64 * mebibyte),
      cpuShares: '512',
      cpuQuota: '50000',
      cpuPeriod: '100000',
      cpusetCpus: '0',
    });
    const id = await startIn(daemon, pod, config);
    expect(fileOf(id, 'memory', isCgroupV2 ? 'memory.max' : 'memory.limit_in_bytes')).toBe(String(64 * mebibyte));
    expect(fileOf(id, 'cpuset', 'cpuset.cpus')).toBe('0');
    expect(fileOf(id, 'cpu', isCgroupV2 ? 'cpu.max' : 'cpu.cfs_quota_us')).toBe(isCgroupV2 ? '50000 100000' : '50000');
    const weight = Number(fileOf(id, 'cpu', isCgroupV2 ? 'cpu.weight' : 'cpu.shares'));
    expect(weight).toBeGreaterThan(1);
    expect(weight).toBeLessThan(isCgroupV2 ? 100 : 513); // what nobody set is 100; 1024
  });

  test('cgroup v2: a file of its own choice → written; v1: refused', async () => {
    const pod = await runPod(daemon, podConfig(world, 'unified'), handler);
    const config = withResources(containerConfig('unified', sleeping), {
      unified: { 'memory.high': String(32 * mebibyte) },
    });
    const started = startIn(daemon, pod, config);
    if (isCgroupV2) expect(fileOf(await started, 'memory', 'memory.high')).toBe(String(32 * mebibyte));
    else await expect(started).rejects.toThrow(/unified/);
  });

  test('a container sees its own cgroup, and cannot change it', async () => {
    const pod = await runPod(daemon, podConfig(world, 'view'), handler);
    const id = await startIn(daemon, pod, containerConfig('view', sleeping));
    const dir = isCgroupV2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
    expect((await shIn(daemon, id, `cat ${dir}/cgroup.procs`)).stdout).toMatch(/^1\n/);
    expect(await shIn(daemon, id, `mkdir ${dir}/below`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/read-only/i),
    });
    if (isCgroupV2) expect((await shIn(daemon, id, 'cat /proc/self/cgroup')).stdout).toBe('0::/\n');
  });

  test('the first process ends, others of its cgroup go on in the pod’s pid namespace → they are ended', async () => {
    const pod = await runPod(daemon, podConfig(world, 'orphans', 'POD'), handler);
    const script = 'for n in 1 2 3 4 5; do setsid sh -c "trap : TERM; while :; do sleep 4712; done" & done; exit 5';
    const id = await startIn(daemon, pod, containerConfig('orphans', script, 'POD'));
    const seer = await startIn(daemon, pod, containerConfig('seer', sleeping, 'POD'));
    expect(await exitedOf(daemon, id)).toMatchObject({ exitCode: 5 });
    await until(
      () => shIn(daemon, seer, 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'),
      ({ stdout }) => !stdout.includes('sleep 4712'),
    );
    expect(await statusOf(daemon, seer)).toMatchObject({ exitCode: 0, finishedAt: '0' });
  });

  test('a child is killed for memory, later the first process ends with its code → OOMKilled', async () => {
    const pod = await runPod(daemon, podConfig(world, 'child', 'POD'), handler);
    const script = `trap 'exit 3' TERM; dd if=/dev/zero of=/dev/null bs=256M count=1; echo killed; while :; do sleep 0.05; done`;
    const id = await startIn(daemon, pod, withResources(containerConfig('child', script, 'POD'), scarce));
    await until(
      () => logOf(join(world.logDir, 'child.log')),
      (lines) => lines.includes('stdout killed'),
    );
    await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '20' });
    expect(await statusOf(daemon, id)).toMatchObject({ exitCode: 3, reason: 'OOMKilled' });
  });

  test.runIf(isCgroupV2)('cgroup v2: a child is killed for memory, and with it all → 137, OOMKilled', async () => {
    const pod = await runPod(daemon, podConfig(world, 'group', 'POD'), handler);
    const script = 'dd if=/dev/zero of=/dev/null bs=256M count=1; sleep 1000';
    const resources = { ...scarce, unified: { 'memory.oom.group': '1' } }; // as the kubelet asks for
    const id = await startIn(daemon, pod, withResources(containerConfig('group', script, 'POD'), resources));
    expect(await exitedOf(daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  /** With systemd both cgroups are gone, with what was counted in them, before anybody can look. */
  test('one is killed for memory, its neighbour by a signal later → OOMKilled, and Error', async () => {
    const pod = await runPod(daemon, podConfig(world, 'neighbours', 'POD'), handler);
    const neighbour = await startIn(daemon, pod, containerConfig('neighbour', sleeping, 'POD'));
    const script = 'exec dd if=/dev/zero of=/dev/null bs=256M count=1';
    const id = await startIn(daemon, pod, withResources(containerConfig('hungry', script, 'POD'), scarce));
    expect(await exitedOf(daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    process.kill(await pidOf(daemon, neighbour), 'SIGKILL');
    expect(await exitedOf(daemon, neighbour)).toMatchObject({ exitCode: 137, reason: 'Error' });
  });

  test('a privileged container makes cgroups below its own, and goes into them → exec works, all are removed', async () => {
    const sandbox = podConfig(world, 'nested');
    const { linux } = sandbox;
    const security = linux?.securityContext;
    if (linux === undefined || security === undefined) throw new Error('a pod without linux');
    const privileged = { ...linux, securityContext: { ...security, privileged: true } };
    const pod = await runPod(daemon, { ...sandbox, linux: privileged }, handler);
    const config = containerConfig('nested', sleeping);
    const own = config.linux?.securityContext;
    if (config.linux === undefined || own === undefined) throw new Error('a container without linux');
    const id = await startIn(daemon, pod, {
      ...config,
      linux: { ...config.linux, securityContext: { ...own, privileged: true } },
    });
    const dir = dirOf(id, 'memory');
    const inside = isCgroupV2 ? dir : '/sys/fs/cgroup/memory';
    const made = await shIn(daemon, id, `mkdir -p ${inside}/a/b && echo 1 > ${inside}/a/b/cgroup.procs`);
    expect(made).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(dir, 'a/b/cgroup.procs'), 'utf8')).toBe(`${await pidOf(daemon, id)}\n`);
    expect(await shIn(daemon, id, 'echo still')).toMatchObject({ exitCode: 0, stdout: 'still\n' });
    await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '0' });
    expect(await statusOf(daemon, id)).toMatchObject({ exitCode: 137 });
  });
});
