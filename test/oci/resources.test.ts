import { describe, expect, test } from 'vitest';
import type { LinuxContainerResources } from '../../proto/generated/api.ts';
import { oomScoreAdjOf, resourcesOf } from '../../src/oci/resources.ts';
import { aHost, refusalOf, resources } from '../helpers/oci-scenes.ts';

type Asked = Partial<LinuxContainerResources>;
const v2 = aHost.cgroups;
const v1 = { mode: 'v1', controllers: ['cpu', 'memory'], hasSwap: true } as const;

describe('limits', () => {
  test.each<[string, Asked, object]>([
    ['zeros mean nothing', { cpuShares: '0', memoryLimitInBytes: '0' }, {}],
    [
      'cpu',
      { cpuShares: '512', cpuQuota: '50000', cpuPeriod: '100000', cpusetCpus: '0-1,3', cpusetMems: '0' },
      { cpu: { shares: 512, quota: 50000, period: 100000, cpus: '0-1,3', mems: '0' } },
    ],
    ['quota without end', { cpuQuota: '-1' }, { cpu: { quota: -1 } }],
    ['memory → no swap', { memoryLimitInBytes: '1048576' }, { memory: { limit: 1048576, swap: 1048576 } }],
    [
      'memory and swap',
      { memoryLimitInBytes: '10', memorySwapLimitInBytes: '30' },
      { memory: { limit: 10, swap: 30 } },
    ],
    [
      'swap without end',
      { memoryLimitInBytes: '10', memorySwapLimitInBytes: '-1' },
      { memory: { limit: 10, swap: -1 } },
    ],
    [
      'huge pages',
      { hugepageLimits: [{ pageSize: '2MB', limit: '0' }] },
      { hugepageLimits: [{ pageSize: '2MB', limit: 0 }] },
    ],
    ['unified', { unified: { 'memory.high': '5' } }, { unified: { 'memory.high': '5' } }],
  ])('%s', (_, asked, wanted) => {
    expect(resourcesOf(resources(asked), v2)).toEqual(wanted);
  });

  test('no swap controller → memory only; no hugetlb → dropped; nothing asked → nothing', () => {
    const asked = resources({ memoryLimitInBytes: '10', hugepageLimits: [{ pageSize: '2MB', limit: '4' }] });
    expect(resourcesOf(asked, { ...v1, hasSwap: false })).toEqual({ memory: { limit: 10 } });
    expect(resourcesOf(undefined, v2)).toEqual({});
  });

  test.each<[string, Asked, string]>([
    ['swap below memory', { memoryLimitInBytes: '10', memorySwapLimitInBytes: '5' }, 'memory_swap_limit_in_bytes'],
    ['negative shares', { cpuShares: '-2' }, 'cpu_shares'],
    ['no number', { cpuQuota: 'x' }, 'cpu_quota'],
    ['a bad list', { cpusetCpus: '0..3' }, 'cpuset_cpus'],
    ['unified on v1', { unified: { 'memory.high': '5' } }, 'unified'],
  ])('%s → refused', (_, asked, field) => {
    expect(refusalOf(() => resourcesOf(resources(asked), v1)).field).toBe(`linux.resources.${field}`);
  });

  test.each(['../memory.max', 'memory.max/..', 'memory', ''])('unified key %j → refused', (key) => {
    expect(refusalOf(() => resourcesOf(resources({ unified: { [key]: '1' } }), v2)).code).toBe('SpecInvalid');
  });
});

describe('oom_score_adj', () => {
  test.each([
    ['-998', undefined, -998],
    ['-998', 0, 0],
    ['500', 0, 500],
    ['-998', -999, -998],
    ['0', undefined, 0],
  ])('%s with floor %s → %s', (oomScoreAdj, floor, wanted) => {
    expect(oomScoreAdjOf({ oomScoreAdj }, floor)).toBe(wanted);
  });

  test('no resources → not set; out of range → refused', () => {
    expect(oomScoreAdjOf(undefined, 0)).toBeUndefined();
    expect(refusalOf(() => oomScoreAdjOf({ oomScoreAdj: '1001' }, undefined)).field).toBe(
      'linux.resources.oom_score_adj',
    );
  });
});
