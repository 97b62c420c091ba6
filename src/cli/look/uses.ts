/** Two measurements as one: totals of the later, and rates between both, whoever else measures meanwhile. Pure. */
import type {
  ContainerStats,
  CpuUsage,
  MemoryUsage,
  NetworkUsage,
  PodSandboxStats,
  UInt64Value,
} from '../../../proto/generated/api.js';

/** What is not known is absent. */
export interface Use {
  readonly id: string;
  readonly name: string;
  readonly cpuCores?: number | undefined;
  readonly cpuSeconds?: number | undefined;
  /** The working set. */
  readonly memoryBytes?: number | undefined;
  readonly memoryLimitBytes?: number | undefined;
  readonly writtenBytes?: number | undefined;
  readonly processes?: number | undefined;
  readonly receivedBytes?: number | undefined;
  readonly sentBytes?: number | undefined;
  readonly receivesPerSecond?: number | undefined;
  readonly sendsPerSecond?: number | undefined;
}
export interface PodUse extends Use {
  readonly namespace: string;
  readonly containers: readonly Use[];
}

export const usesOf = (now: readonly PodSandboxStats[], before: readonly PodSandboxStats[]): readonly PodUse[] => {
  const earlier = new Map(before.map((pod) => [pod.attributes?.id, pod]));
  return now.map((pod) => podUseOf(pod, earlier.get(pod.attributes?.id)));
};

const podUseOf = ({ attributes, linux }: PodSandboxStats, before: PodSandboxStats | undefined): PodUse => {
  const earlier = new Map((before?.linux?.containers ?? []).map((each) => [each.attributes?.id, each]));
  return {
    id: attributes?.id ?? '',
    namespace: attributes?.metadata?.namespace ?? '',
    name: attributes?.metadata?.name ?? '',
    ...cpuOf(linux?.cpu, before?.linux?.cpu),
    ...memoryOf(linux?.memory),
    processes: numberOf(linux?.process?.processCount),
    ...networkOf(linux?.network, before?.linux?.network),
    containers: (linux?.containers ?? []).map((each) => containerUseOf(each, earlier.get(each.attributes?.id))),
  };
};

const containerUseOf = (stats: ContainerStats, before: ContainerStats | undefined): Use => ({
  id: stats.attributes?.id ?? '',
  name: stats.attributes?.metadata?.name ?? '',
  ...cpuOf(stats.cpu, before?.cpu),
  ...memoryOf(stats.memory),
  writtenBytes: numberOf(stats.writableLayer?.usedBytes),
});

const cpuOf = (now: CpuUsage | undefined, before: CpuUsage | undefined): Pick<Use, 'cpuCores' | 'cpuSeconds'> => {
  const total = numberOf(now?.usageCoreNanoSeconds);
  const perSecond = rateOf(now, before, (each) => numberOf(each.usageCoreNanoSeconds));
  return {
    cpuCores: perSecond === undefined ? undefined : perSecond / 1e9,
    cpuSeconds: total === undefined ? undefined : total / 1e9,
  };
};

/** A limit is only shown where there is one: then there is something available. */
const memoryOf = (now: MemoryUsage | undefined): Pick<Use, 'memoryBytes' | 'memoryLimitBytes'> => {
  const memoryBytes = numberOf(now?.workingSetBytes);
  const available = numberOf(now?.availableBytes);
  const hasLimit = memoryBytes !== undefined && available !== undefined && available > 0;
  return { memoryBytes, memoryLimitBytes: hasLimit ? memoryBytes + available : undefined };
};

const networkOf = (now: NetworkUsage | undefined, before: NetworkUsage | undefined) => {
  const total = (direction: 'rxBytes' | 'txBytes') => (usage: NetworkUsage) =>
    usage.interfaces.reduce((sum, each) => sum + (numberOf(each[direction]) ?? 0), 0);
  return {
    receivedBytes: now && total('rxBytes')(now),
    sentBytes: now && total('txBytes')(now),
    receivesPerSecond: rateOf(now, before, total('rxBytes')),
    sendsPerSecond: rateOf(now, before, total('txBytes')),
  };
};

/** Per second; a counter that began anew has none. */
const rateOf = <Sample extends { readonly timestamp: string }>(
  now: Sample | undefined,
  before: Sample | undefined,
  count: (sample: Sample) => number | undefined,
): number | undefined => {
  if (now === undefined || before === undefined) return undefined;
  const elapsed = Number(BigInt(now.timestamp) - BigInt(before.timestamp)) / 1e9;
  const [after, first] = [count(now), count(before)];
  if (elapsed <= 0 || after === undefined || first === undefined || after < first) return undefined;
  return (after - first) / elapsed;
};

const numberOf = (wrapped: UInt64Value | undefined): number | undefined =>
  wrapped === undefined ? undefined : Number(wrapped.value);
