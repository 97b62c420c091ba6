import { describe, expect, test } from 'vitest';
import type { LinuxContainerResources } from '../../proto/generated/api.ts';
import { mergedResources, noResources, resourcesInForce, undoingResources } from '../../src/oci/resources-in-force.ts';
import { aHost, refusalOf, resources } from '../helpers/oci-scenes.ts';

type Asked = Partial<LinuxContainerResources>;
const node = aHost;
const noHugetlb = { cgroups: { mode: 'hybrid', controllers: ['cpu', 'memory'], hasSwap: true } } as const;

describe('in force', () => {
  test.each<[string, Asked, Asked]>([
    ['nothing', {}, {}],
    ['memory → no swap', { memoryLimitInBytes: '10' }, { memorySwapLimitInBytes: '10' }],
    ['swap of its own', { memoryLimitInBytes: '10', memorySwapLimitInBytes: '30' }, {}],
    ['no limits', { memoryLimitInBytes: '-1', cpuQuota: '-1' }, { memorySwapLimitInBytes: '-1' }],
    ['shares and quotas as asked', { cpuShares: '3', cpuQuota: '12345', cpuPeriod: '100000' }, {}],
  ])('%s', (_, asked, changed) => {
    expect(resourcesInForce(resources(asked), node)).toEqual({ ...resources(asked), ...changed });
  });

  test('huge pages where there is no controller → not in force', () => {
    const asked = resources({ hugepageLimits: [{ pageSize: '2MB', limit: '0' }] });
    expect(resourcesInForce(asked, node).hugepageLimits).toEqual([{ pageSize: '2MB', limit: '0' }]);
    expect(resourcesInForce(asked, noHugetlb).hugepageLimits).toEqual([]);
  });

  test('oom_score_adj that cannot be given → the lowest that can', () => {
    const asked = resources({ oomScoreAdj: '-998' });
    expect(resourcesInForce(asked, { ...node, oomScoreAdjFloor: -5 }).oomScoreAdj).toBe('-5');
  });

  test.each(['../2MB', '2', '0MB', '2MB/x', ''])('page size %j → refused', (pageSize) => {
    const asked = resources({ hugepageLimits: [{ pageSize, limit: '0' }] });
    expect(refusalOf(() => resourcesInForce(asked, node)).field).toBe('linux.resources.hugepage_limits');
  });
});

describe('an update over what is in force', () => {
  const current = resources({
    cpuPeriod: '100000',
    cpuQuota: '50000',
    cpuShares: '512',
    memoryLimitInBytes: '10',
    memorySwapLimitInBytes: '30',
    oomScoreAdj: '7',
    cpusetCpus: '0',
    cpusetMems: '0',
    hugepageLimits: [{ pageSize: '2MB', limit: '4' }],
    unified: { 'memory.high': '5' },
  });

  test('zeros and empty lists → nothing changes', () => {
    expect(mergedResources(current, noResources)).toEqual(current);
  });

  test.each<[string, Asked, Asked]>([
    [
      'cpu',
      { cpuQuota: '-1', cpuShares: '2', cpusetCpus: '0-1' },
      { cpuQuota: '-1', cpuShares: '2', cpusetCpus: '0-1' },
    ],
    [
      'memory alone → swap follows',
      { memoryLimitInBytes: '40' },
      { memoryLimitInBytes: '40', memorySwapLimitInBytes: '0' },
    ],
    [
      'memory and swap',
      { memoryLimitInBytes: '40', memorySwapLimitInBytes: '-1' },
      { memoryLimitInBytes: '40', memorySwapLimitInBytes: '-1' },
    ],
    ['swap alone', { memorySwapLimitInBytes: '20' }, { memorySwapLimitInBytes: '20' }],
    ['oom_score_adj → stays', { oomScoreAdj: '900' }, {}],
    [
      'huge pages by size',
      {
        hugepageLimits: [
          { pageSize: '1GB', limit: '1' },
          { pageSize: '2MB', limit: '0' },
        ],
      },
      {
        hugepageLimits: [
          { pageSize: '2MB', limit: '0' },
          { pageSize: '1GB', limit: '1' },
        ],
      },
    ],
    [
      'files of cgroup v2 by name',
      { unified: { 'memory.low': '1' } },
      { unified: { 'memory.high': '5', 'memory.low': '1' } },
    ],
  ])('%s', (_, asked, changed) => {
    expect(mergedResources(current, resources(asked))).toEqual({ ...current, ...changed });
  });

  test('swap below the memory limit in force → refused', () => {
    const merged = mergedResources(current, resources({ memorySwapLimitInBytes: '5' }));
    expect(refusalOf(() => resourcesInForce(merged, node)).field).toBe('linux.resources.memory_swap_limit_in_bytes');
  });
});

describe('undoing', () => {
  test('what was set → as it was; what was not → the kernel’s own', () => {
    const wanted = {
      cpu: { shares: 2, quota: 5, cpus: '0' },
      memory: { limit: 1, swap: 1 },
      unified: { 'memory.high': '5' },
    };
    expect(undoingResources({ cpu: { shares: 512 } }, wanted)).toEqual({
      cpu: { shares: 512, quota: -1 },
      memory: { limit: -1, swap: -1 },
    });
    expect(undoingResources({}, {})).toEqual({});
    expect(undoingResources({ unified: { 'memory.high': '7' } }, wanted).unified).toEqual({ 'memory.high': '7' });
  });
});
