/** Statistics as the contract shows them. Pure. Numbers are wrapped: what is not known is absent. */
import type {
  ContainerStats,
  ContainerStatsFilter,
  CpuUsage,
  FilesystemUsage,
  IoUsage,
  MemoryUsage,
  NetworkInterfaceUsage,
  NetworkUsage,
  PodSandboxStats,
  PodSandboxStatsFilter,
  PsiData,
  PsiStats,
  SwapUsage,
  UInt64Value,
} from '../../proto/generated/api.ts';
import type {
  ContainerUse,
  CpuUse,
  InterfaceUse,
  IoUse,
  MemoryUse,
  NetworkUse,
  Pressure,
  SandboxUse,
  Stall,
  SwapUse,
} from '../machines/stats.ts';
import type { ContainerView, FsUsageView, SandboxView } from '../machines/views.ts';
import { hasLabels, hasPrefix } from './filters.ts';
import { nanoseconds } from './times.ts';

export const containerStatsOf = (view: ContainerView, use: ContainerUse | undefined): ContainerStats => ({
  attributes: {
    id: view.containerId,
    metadata: view.config.metadata,
    labels: view.config.labels,
    annotations: view.config.annotations,
  },
  cpu: use?.cpu && cpuOf(use.cpu),
  memory: use?.memory && memoryOf(use.memory),
  writableLayer: use?.writableLayer && filesystemOf(use.writableLayer),
  swap: use?.swap && swapOf(use.swap),
  io: use?.io && ioOf(use.io),
});

export const sandboxStatsOf = (
  view: SandboxView,
  containers: readonly ContainerView[],
  use: SandboxUse,
): PodSandboxStats => {
  const uses = new Map(use.containers.map((each) => [each.containerId, each]));
  return {
    attributes: {
      id: view.sandboxId,
      metadata: view.config.metadata,
      labels: view.config.labels,
      annotations: view.config.annotations,
    },
    linux: {
      cpu: use.cpu && cpuOf(use.cpu),
      memory: use.memory && memoryOf(use.memory),
      network: use.network && networkOf(use.network),
      process: use.processes && {
        timestamp: nanoseconds(use.processes.atMs),
        processCount: whole(use.processes.count),
      },
      containers: containers.map((container) => containerStatsOf(container, uses.get(container.containerId))),
      io: use.io && ioOf(use.io),
    },
    windows: undefined,
  };
};

export const isContainerMeasuredIn =
  (filter: ContainerStatsFilter | undefined) =>
  (view: ContainerView): boolean =>
    filter === undefined ||
    (hasPrefix(view.containerId, filter.id) &&
      hasPrefix(view.sandboxId, filter.podSandboxId) &&
      hasLabels(view.config.labels, filter.labelSelector));

export const isSandboxMeasuredIn =
  (filter: PodSandboxStatsFilter | undefined) =>
  (view: SandboxView): boolean =>
    filter === undefined ||
    (hasPrefix(view.sandboxId, filter.id) && hasLabels(view.config.labels, filter.labelSelector));

export const filesystemOf = (usage: FsUsageView): FilesystemUsage => ({
  timestamp: nanoseconds(usage.atMs),
  fsId: { mountpoint: usage.mountpoint },
  usedBytes: whole(usage.usedBytes),
  inodesUsed: whole(usage.inodesUsed),
});

const cpuOf = (use: CpuUse): CpuUsage => ({
  timestamp: nanoseconds(use.atMs),
  usageCoreNanoSeconds: whole(use.usageNs),
  usageNanoCores: whole(use.nanoCores),
  psi: pressureOf(use.pressure),
});

const memoryOf = (use: MemoryUse): MemoryUsage => ({
  timestamp: nanoseconds(use.atMs),
  workingSetBytes: whole(use.workingSetBytes),
  availableBytes: whole(use.availableBytes),
  usageBytes: whole(use.usageBytes),
  rssBytes: whole(use.rssBytes),
  pageFaults: whole(use.pageFaults),
  majorPageFaults: whole(use.majorPageFaults),
  psi: pressureOf(use.pressure),
});

const swapOf = (use: SwapUse): SwapUsage => ({
  timestamp: nanoseconds(use.atMs),
  swapAvailableBytes: whole(use.availableBytes),
  swapUsageBytes: whole(use.usageBytes),
});

const ioOf = (use: IoUse): IoUsage => ({ timestamp: nanoseconds(use.atMs), psi: pressureOf(use.pressure) });

const networkOf = ({ atMs, interfaces }: NetworkUse): NetworkUsage => {
  const shown = interfaces.map(interfaceOf);
  return { timestamp: nanoseconds(atMs), defaultInterface: shown[0], interfaces: shown };
};

const interfaceOf = ({ name, received, sent }: InterfaceUse): NetworkInterfaceUsage => ({
  name,
  rxBytes: whole(received.bytes),
  rxErrors: whole(received.errors),
  txBytes: whole(sent.bytes),
  txErrors: whole(sent.errors),
});

const pressureOf = (pressure: Pressure | undefined): PsiStats | undefined =>
  pressure && { Some: stallOf(pressure.some), Full: pressure.full && stallOf(pressure.full) };

const stallOf = ({ totalNs, avg10, avg60, avg300 }: Stall): PsiData => ({
  Total: decimal(totalNs),
  Avg10: avg10,
  Avg60: avg60,
  Avg300: avg300,
});

/** A whole number of the contract, wrapped because 0 is a value. */
export const whole = (value: number | undefined): UInt64Value | undefined =>
  value === undefined ? undefined : { value: decimal(value) };
const decimal = (value: number): string => `${Math.max(0, Math.round(value))}`;
