/** What implementers of a runtime get wrong about limits and logs, each trap as a test with real calls. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status as codes } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { type ContainerConfig, LinuxContainerResources } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { isCgroupV2, kernelLimits, mebibyte, withResources } from '../helpers/limits.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { oneNode } from '../helpers/one-node.ts';
import { createIn, exitedOf, pidOf, runPod, startIn, statusOf, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const sleeping = 'exec sleep 1000';

describe.skipIf(missing !== undefined)(`pitfalls of limits${missing === undefined ? '' : `: ${missing}`}`, () => {
  const node = oneNode();
  const plainPod = (name: string) => runPod(node.daemon, podConfig(node.world, name));
  const inPod = async (config: ContainerConfig) =>
    startIn(node.daemon, await plainPod(config.metadata?.name ?? ''), config);

  describe('out of memory', () => {
    const limited = (name: string, script: string) =>
      withResources(containerConfig(name, script), { memoryLimitInBytes: String(32 * mebibyte) });
    const greed = 'dd if=/dev/zero of=/dev/null bs=256M count=1';

    test.each([
      ['the first process is killed', `exec ${greed}`],
      ['a child is killed, and its parent dies of that', `${greed}; exit $?`],
    ])('%s → 137 says OOMKilled, whichever notice came first', async (_, script) => {
      const pod = await plainPod('greedy');
      const ids = await Promise.all([1, 2, 3].map((n) => startIn(node.daemon, pod, limited(`greedy-${n}`, script))));
      for (const id of ids)
        expect(await exitedOf(node.daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    });

    test('a child is killed and its parent comes to a good end → Completed', async () => {
      const pod = await plainPod('survivor');
      const survivor = limited('survivor', `${greed}; exit 0`);
      // Else the kernel may be told to kill all of a cgroup.
      const config = isCgroupV2 ? withUnified(survivor, { 'memory.oom.group': '0' }) : survivor;
      const id = await startIn(node.daemon, pod, config);
      expect(await exitedOf(node.daemon, id)).toMatchObject({ exitCode: 0, reason: 'Completed' });
    });

    test('137 for another reason → Error', async () => {
      const id = await startIn(node.daemon, await plainPod('killed'), limited('killed', 'exit 137'));
      expect(await exitedOf(node.daemon, id)).toMatchObject({ exitCode: 137, reason: 'Error' });
    });
  });

  test('an update: zero leaves things as they are; the status has the new numbers as soon as it is answered', async () => {
    const asked = {
      memoryLimitInBytes: String(64 * mebibyte),
      cpuShares: '512',
      cpuQuota: '50000',
      cpuPeriod: '100000',
    };
    const id = await inPod(withResources(containerConfig('resized', sleeping), asked));
    const before = kernelLimits(node.world, 'cgroupfs', id);
    const update = (linux: Partial<LinuxContainerResources>) =>
      node.daemon.cri.runtime.updateContainerResources({
        containerId: id,
        linux: message(LinuxContainerResources, linux),
        windows: undefined,
        annotations: {},
      });
    await update({});
    expect(kernelLimits(node.world, 'cgroupfs', id)).toEqual(before);
    await update({ memoryLimitInBytes: String(96 * mebibyte) });
    expect((await statusOf(node.daemon, id)).resources?.linux).toMatchObject({
      ...asked,
      memoryLimitInBytes: String(96 * mebibyte),
    });
    expect(kernelLimits(node.world, 'cgroupfs', id)).toMatchObject({ memory: 96 * mebibyte, quota: before.quota });
  });

  test('the swap limit counts memory and swap: unset it allows no swap, and below the memory limit it is refused', async () => {
    const memoryLimitInBytes = String(64 * mebibyte);
    const pod = await plainPod('swap');
    const wrong = { memoryLimitInBytes, memorySwapLimitInBytes: String(32 * mebibyte) };
    await expect(
      createIn(node.daemon, pod, withResources(containerConfig('below', sleeping), wrong)),
    ).rejects.toMatchObject({
      code: codes.INVALID_ARGUMENT,
      details: expect.stringContaining('memory_swap_limit'),
    });
    expect((await node.daemon.cri.runtime.listContainers({ filter: undefined })).containers).toEqual([]);
    const id = await startIn(
      node.daemon,
      pod,
      withResources(containerConfig('unset', sleeping), { memoryLimitInBytes }),
    );
    const { memory, swap = memory } = kernelLimits(node.world, 'cgroupfs', id);
    expect([memory, swap]).toEqual([64 * mebibyte, 64 * mebibyte]);
  });

  test('the monitor has no limit for the log of its own, which would throw away what was written: rotation is the kubelet’s', async () => {
    const script = 'n=0; while [ $n -lt 40000 ]; do n=$((n+1)); echo "line $n"; done; exec sleep 1000';
    const id = await inPod(containerConfig('chatty', script));
    const status = readFileSync(`/proc/${await pidOf(node.daemon, id)}/status`, 'utf8');
    const monitorPid = /^PPid:\s+(\d+)/m.exec(status)?.[1];
    const args = readFileSync(`/proc/${monitorPid}/cmdline`, 'utf8').split('\0');
    expect(args[0]).toMatch(/conmon$/);
    expect(args.includes('--log-size-max') ? args[args.indexOf('--log-size-max') + 1] : '-1').toBe('-1');
    // What the monitor reads in two pieces is two entries; the last of a line is tagged F.
    const whole = await until(
      async () => (await readFile(join(node.world.logDir, 'chatty.log'), 'utf8')).match(/^\S+ stdout F /gm) ?? [],
      (ends) => ends.length >= 40_000,
    );
    expect(whole).toHaveLength(40_000);
  });
});

const withUnified = (config: ContainerConfig, unified: Record<string, string>): ContainerConfig => {
  const { linux } = config;
  if (linux?.resources === undefined) throw new Error('a container without limits');
  return { ...config, linux: { ...linux, resources: { ...linux.resources, unified } } };
};
