/** What a container's limits really are, in the contract's form: what was asked for, and what was made of it since. */
import type { LinuxContainerResources } from '../../proto/generated/api.ts';
import type { CgroupFacts } from './facts.ts';
import { oomScoreAdjOf, resourcesOf } from './resources.ts';
import type { Resources } from './spec.ts';

/** A container of which nothing was asked. */
export const noResources: LinuxContainerResources = {
  cpuPeriod: '0',
  cpuQuota: '0',
  cpuShares: '0',
  memoryLimitInBytes: '0',
  oomScoreAdj: '0',
  cpusetCpus: '',
  cpusetMems: '',
  hugepageLimits: [],
  unified: {},
  memorySwapLimitInBytes: '0',
};

/**
 * What this node makes of a request: the swap limit that follows from the memory limit, huge page limits only where they
 * can be set, an oom_score_adj that can be given. Shares and quotas are shown as asked, whatever a kernel rounds them to:
 * clients compare.
 * @param oomScoreAdjFloor the daemon's own, where nothing lower can be given
 * @throws FailureError SpecInvalid, as {@link resourcesOf}
 */
export const resourcesInForce = (
  asked: LinuxContainerResources,
  node: { readonly cgroups: CgroupFacts; readonly oomScoreAdjFloor?: number | undefined },
): LinuxContainerResources => {
  const { memory, hugepageLimits = [] } = resourcesOf(asked, node.cgroups);
  return {
    ...asked,
    memorySwapLimitInBytes: String(memory?.swap ?? 0),
    hugepageLimits: hugepageLimits.map(({ pageSize, limit }) => ({ pageSize, limit: String(limit) })),
    oomScoreAdj: String(oomScoreAdjOf(asked, node.oomScoreAdjFloor) ?? 0),
  };
};

/**
 * An update over what is in force: 0 and empty leave a value as it is; huge page limits and files of cgroup v2 are
 * replaced one by one. A memory limit without a swap limit means no swap, as at creation. oom_score_adj stays: 0 is a
 * value of it, so "unchanged" could not be told, and no runtime changes it.
 */
export const mergedResources = (
  current: LinuxContainerResources,
  asked: LinuxContainerResources,
): LinuxContainerResources => {
  const newer = (name: 'cpuPeriod' | 'cpuQuota' | 'cpuShares' | 'memoryLimitInBytes' | 'memorySwapLimitInBytes') =>
    isSet(asked[name]) ? asked[name] : current[name];
  const sizes = new Map([...current.hugepageLimits, ...asked.hugepageLimits].map((limit) => [limit.pageSize, limit]));
  return {
    cpuPeriod: newer('cpuPeriod'),
    cpuQuota: newer('cpuQuota'),
    cpuShares: newer('cpuShares'),
    memoryLimitInBytes: newer('memoryLimitInBytes'),
    memorySwapLimitInBytes: isSet(asked.memoryLimitInBytes)
      ? asked.memorySwapLimitInBytes
      : newer('memorySwapLimitInBytes'),
    oomScoreAdj: current.oomScoreAdj,
    cpusetCpus: asked.cpusetCpus || current.cpusetCpus,
    cpusetMems: asked.cpusetMems || current.cpusetMems,
    hugepageLimits: [...sizes.values()],
    unified: { ...current.unified, ...asked.unified },
  };
};

/**
 * What brings a cgroup from `wanted`, or from half way to it, back to `current`: limits that were never set become the
 * kernel's own. Lists of processors and files of cgroup v2 that were never set are left out: nothing stands for them.
 */
export const undoingResources = (current: Resources, wanted: Resources): Resources => {
  const cpu = { ...(wanted.cpu && pick(wanted.cpu, kernelCpu)), ...current.cpu };
  const memory = { ...(wanted.memory && pick(wanted.memory, kernelMemory)), ...current.memory };
  return {
    ...(Object.keys(cpu).length === 0 ? {} : { cpu }),
    ...(Object.keys(memory).length === 0 ? {} : { memory }),
    ...(current.unified === undefined ? {} : { unified: current.unified }),
  };
};

const kernelCpu = { shares: 1024, quota: -1, period: 100_000 };
const kernelMemory = { limit: -1, swap: -1 };

/** Of `values` those that `like` has too. */
const pick = <T extends object>(like: object, values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key in like)) as Partial<T>;

const isSet = (value: string): boolean => value !== '' && value !== '0';
