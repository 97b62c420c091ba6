import type { LinuxContainerResources } from '../../proto/generated/api.ts';
import type { CgroupFacts } from './facts.ts';
import { specInvalid } from './invalid.ts';
import type { Resources } from './spec.ts';

const field = 'linux.resources';

/**
 * Limits of a container; 0 and empty mean "not set", -1 "no limit".
 *
 * Without a swap limit of its own, a container with a memory limit gets no swap, where the kernel can tell swap apart.
 * Huge page limits are dropped where their controller is missing: the kubelet sends them (as 0) to every node.
 * @throws FailureError SpecInvalid for numbers that are none, swap below memory, and unified keys without cgroup v2
 */
export const resourcesOf = (asked: LinuxContainerResources | undefined, cgroups: CgroupFacts): Resources => {
  if (asked === undefined) return {};
  const memory = memoryOf(asked, cgroups);
  const cpu = cpuOf(asked);
  const hugepages = cgroups.controllers.includes('hugetlb')
    ? asked.hugepageLimits.map(({ pageSize, limit }) => ({
        pageSize: sizeOf(pageSize),
        limit: count('hugepage_limits', limit),
      }))
    : [];
  return {
    ...(Object.keys(cpu).length === 0 ? {} : { cpu }),
    ...(Object.keys(memory).length === 0 ? {} : { memory }),
    ...(hugepages.length === 0 ? {} : { hugepageLimits: hugepages }),
    ...unifiedOf(asked, cgroups),
  };
};

/** The form in which the kernel names its files. */
const sizeOf = (pageSize: string): string => {
  if (!/^[1-9]\d{0,9}[KMG]B$/.test(pageSize))
    throw specInvalid(`${field}.hugepage_limits`, `'${pageSize}' is not a size such as 2MB`);
  return pageSize;
};

const cpuOf = (asked: LinuxContainerResources): NonNullable<Resources['cpu']> => {
  const shares = count('cpu_shares', asked.cpuShares);
  const period = count('cpu_period', asked.cpuPeriod);
  const quota = integer('cpu_quota', asked.cpuQuota);
  return {
    ...(shares === 0 ? {} : { shares }),
    ...(quota === 0 ? {} : { quota: quota < 0 ? -1 : quota }),
    ...(period === 0 ? {} : { period }),
    ...(asked.cpusetCpus === '' ? {} : { cpus: cpuList('cpuset_cpus', asked.cpusetCpus) }),
    ...(asked.cpusetMems === '' ? {} : { mems: cpuList('cpuset_mems', asked.cpusetMems) }),
  };
};

const memoryOf = (asked: LinuxContainerResources, cgroups: CgroupFacts): NonNullable<Resources['memory']> => {
  const limit = Math.max(-1, integer('memory_limit_in_bytes', asked.memoryLimitInBytes));
  const swap = integer('memory_swap_limit_in_bytes', asked.memorySwapLimitInBytes);
  if (swap > 0 && (swap < limit || limit < 0)) {
    throw specInvalid(
      `${field}.memory_swap_limit_in_bytes`,
      'counts memory and swap, so it cannot be below the memory limit',
    );
  }
  const swapInForce = swap === 0 ? limit : Math.max(swap, -1);
  return {
    ...(limit === 0 ? {} : { limit }),
    ...(cgroups.hasSwap && swapInForce !== 0 ? { swap: swapInForce } : {}),
  };
};

const unifiedOf = ({ unified }: LinuxContainerResources, cgroups: CgroupFacts): Pick<Resources, 'unified'> => {
  const keys = Object.keys(unified);
  if (keys.length === 0) return {};
  if (cgroups.mode !== 'v2') throw specInvalid(`${field}.unified`, `needs cgroup v2; this node has ${cgroups.mode}`);
  const bad = keys.find((key) => !/^[a-z0-9_]+(\.[A-Za-z0-9_]+)+$/.test(key));
  if (bad !== undefined) throw specInvalid(`${field}.unified`, `'${bad}' is not a file of a cgroup`);
  return { unified };
};

/**
 * oom_score_adj of the first process; undefined: it keeps the one it inherits.
 * @param floor the daemon's own, where nothing lower can be given
 */
export const oomScoreAdjOf = (
  asked: Pick<LinuxContainerResources, 'oomScoreAdj'> | undefined,
  floor: number | undefined,
): number | undefined => {
  if (asked === undefined) return undefined;
  const value = integer('oom_score_adj', asked.oomScoreAdj);
  if (value < -1000 || value > 1000)
    throw specInvalid(`${field}.oom_score_adj`, `${value} is not within -1000 and 1000`);
  return Math.max(value, floor ?? value);
};

const integer = (name: string, text: string): number => {
  const value = text === '' ? 0 : Number(text);
  if (!Number.isFinite(value) || !Number.isInteger(value))
    throw specInvalid(`${field}.${name}`, `'${text}' is no number`);
  // More bytes than 2^53 cannot be told from "no limit"; and the OCI runtime reads an int64.
  return Math.min(value, Number.MAX_SAFE_INTEGER);
};

const count = (name: string, text: string): number => {
  const value = integer(name, text);
  if (value < 0) throw specInvalid(`${field}.${name}`, `${text} is below 0`);
  return value;
};

const cpuList = (name: string, text: string): string => {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text))
    throw specInvalid(`${field}.${name}`, `'${text}' is not a list such as 0-3,7`);
  return text;
};
