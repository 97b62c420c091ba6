/** From samples to what requests show. Pure. */
import type { CpuUse, IoUse, MemoryUse, SwapUse } from '../../machines/stats.ts';
import type { CgroupSample } from './cgroup-sample.ts';

/** @param rateOf the CPU rate of this reading, if there was one before. */
export const cpuUseOf = (
  sample: CgroupSample | undefined,
  rateOf: (reading: { readonly usageNs: number; readonly elapsedMs: number }) => number | undefined,
): CpuUse | undefined => {
  if (sample?.cpu === undefined) return undefined;
  const { usageNs } = sample.cpu;
  const nanoCores = rateOf({ usageNs, elapsedMs: sample.elapsedMs });
  return { atMs: sample.atMs, usageNs, nanoCores, pressure: sample.pressure.cpu };
};

export const memoryUseOf = (sample: CgroupSample | undefined): MemoryUse | undefined => {
  if (sample?.memory === undefined) return undefined;
  const { usageBytes, limitBytes, rssBytes, pageFaults, majorPageFaults } = sample.memory;
  const workingSetBytes = workingSetOf(sample);
  return {
    atMs: sample.atMs,
    usageBytes,
    workingSetBytes,
    availableBytes: leftOf(limitBytes, workingSetBytes),
    rssBytes,
    pageFaults,
    majorPageFaults,
    pressure: sample.pressure.memory,
  };
};

/** The two numbers come from two files, so the part may be more than the whole. */
export const workingSetOf = ({ memory }: CgroupSample): number | undefined =>
  memory?.inactiveFileBytes === undefined ? undefined : Math.max(0, memory.usageBytes - memory.inactiveFileBytes);

export const swapUseOf = (sample: CgroupSample | undefined): SwapUse | undefined => {
  if (sample?.swap === undefined) return undefined;
  const { usageBytes, limitBytes } = sample.swap;
  return { atMs: sample.atMs, usageBytes, availableBytes: leftOf(limitBytes, usageBytes) };
};

export const ioUseOf = (sample: CgroupSample | undefined): IoUse | undefined =>
  sample?.pressure.io === undefined ? undefined : { atMs: sample.atMs, pressure: sample.pressure.io };

const leftOf = (limit: number | undefined, used: number | undefined): number | undefined =>
  limit === undefined || used === undefined ? undefined : Math.max(0, limit - used);

/** Processes of a cgroup. Where all of them are in cgroups below (systemd in a container), its tasks. */
export const processesOf = ({ pids, threads }: CgroupSample): number | undefined =>
  pids === undefined || pids.length === 0 ? (threads ?? pids?.length) : pids.length;

/**
 * Several cgroups as one, for a pod that has none of its own. What cannot be added (limits, pressure) is absent; so is a
 * number that is not known of each.
 */
export const sumOf = (samples: readonly CgroupSample[]): CgroupSample | undefined => {
  const [first] = samples;
  if (first === undefined) return undefined;
  const cpus = samples.map(({ cpu }) => cpu);
  const memories = samples.map(({ memory }) => memory);
  const usageNs = added(cpus.map((cpu) => cpu?.usageNs));
  const usageBytes = added(memories.map((memory) => memory?.usageBytes));
  return {
    atMs: first.atMs,
    elapsedMs: first.elapsedMs,
    cpu: usageNs === undefined ? undefined : { usageNs },
    memory:
      usageBytes === undefined
        ? undefined
        : {
            usageBytes,
            rssBytes: added(memories.map((memory) => memory?.rssBytes)),
            inactiveFileBytes: added(memories.map((memory) => memory?.inactiveFileBytes)),
            pageFaults: added(memories.map((memory) => memory?.pageFaults)),
            majorPageFaults: added(memories.map((memory) => memory?.majorPageFaults)),
          },
    pressure: {},
    hugepages: [],
  };
};

/** A cgroup with the limits of the one below it, where it has none itself: crun sets them there. */
export const limitedBy = (sample: CgroupSample, inner: CgroupSample | undefined): CgroupSample => {
  if (inner === undefined) return sample;
  const { cpu, memory, swap } = sample;
  const isThrottledInside = (cpu?.periods ?? 0) === 0 && (inner.cpu?.periods ?? 0) > 0;
  const { periods, throttledPeriods, throttledNs } = inner.cpu ?? {};
  return {
    ...sample,
    cpu: cpu && isThrottledInside ? { ...cpu, periods, throttledPeriods, throttledNs } : cpu,
    memory: memory && { ...memory, limitBytes: memory.limitBytes ?? inner.memory?.limitBytes },
    swap: swap && { ...swap, limitBytes: swap.limitBytes ?? inner.swap?.limitBytes },
    threadLimit: sample.threadLimit ?? inner.threadLimit,
  };
};

/** Undefined where one is not known. */
export const added = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
