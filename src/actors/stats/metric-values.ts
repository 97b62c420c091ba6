/** From samples to values of metrics. Pure. A number that is not known gives no value. */
import type { InterfaceUse, MetricValue, Pressure, Stall } from '../../machines/stats.ts';
import type { ContainerView, FsUsageView } from '../../machines/views.ts';
import type { CgroupSample } from './cgroup-sample.ts';
import type { MetricName } from './metric-descriptions.ts';
import { processesOf, workingSetOf } from './use-of.ts';

/** Collects the values of one container or pod, all of one moment. */
export interface Sheet {
  readonly count: (name: MetricName, value: number | undefined, ...more: string[]) => void;
  readonly gauge: (name: MetricName, value: number | undefined, ...more: string[]) => void;
  readonly values: () => readonly MetricValue[];
}

/** @param labels values of the base keys. */
export const openSheet = (labels: readonly string[], atMs: number): Sheet => {
  const values: MetricValue[] = [];
  const note =
    (kind: MetricValue['kind']): Sheet['count'] =>
    (name, value, ...more) => {
      if (value === undefined) return;
      values.push({ name, kind, atMs, labelValues: [...labels, ...more], value: Math.max(0, Math.floor(value)) });
    };
  return { count: note('counter'), gauge: note('gauge'), values: () => values };
};

/** The contract has whole numbers only. */
const seconds = (nanoseconds: number | undefined) => (nanoseconds === undefined ? undefined : nanoseconds / 1e9);

/** CPU, memory, pressure, threads: what a container has as well as a pod's own cgroup. */
export const noteCgroup = (sheet: Sheet, sample: CgroupSample): void => {
  const { cpu, memory, swap, pressure } = sample;
  sheet.count('container_cpu_usage_seconds_total', seconds(cpu?.usageNs));
  sheet.count('container_cpu_user_seconds_total', seconds(cpu?.userNs));
  sheet.count('container_cpu_system_seconds_total', seconds(cpu?.systemNs));
  sheet.count('container_cpu_cfs_periods_total', cpu?.periods);
  sheet.count('container_cpu_cfs_throttled_periods_total', cpu?.throttledPeriods);
  sheet.count('container_cpu_cfs_throttled_seconds_total', seconds(cpu?.throttledNs));
  sheet.gauge('container_memory_usage_bytes', memory?.usageBytes);
  sheet.gauge('container_memory_working_set_bytes', workingSetOf(sample));
  sheet.gauge('container_memory_max_usage_bytes', memory?.mostBytes);
  sheet.gauge('container_memory_cache', memory?.cacheBytes);
  sheet.gauge('container_memory_rss', memory?.rssBytes);
  sheet.gauge('container_memory_kernel_usage', memory?.kernelBytes);
  sheet.gauge('container_memory_mapped_file', memory?.mappedBytes);
  sheet.gauge('container_memory_swap', swap?.usageBytes);
  sheet.count('container_memory_failcnt', memory?.limitHits);
  sheet.gauge('container_memory_total_active_file_bytes', memory?.activeFileBytes);
  sheet.gauge('container_memory_total_inactive_file_bytes', memory?.inactiveFileBytes);
  for (const scope of ['container', 'hierarchy']) {
    sheet.count('container_memory_failures_total', memory?.pageFaults, 'pgfault', scope);
    sheet.count('container_memory_failures_total', memory?.majorPageFaults, 'pgmajfault', scope);
  }
  sheet.count('container_oom_events_total', memory?.oomKills);
  for (const kind of ['cpu', 'memory', 'io'] as const) notePressure(sheet, kind, pressure[kind]);
  sheet.gauge('container_threads', sample.threads);
  sheet.gauge('container_threads_max', sample.threads === undefined ? undefined : (sample.threadLimit ?? 0));
  for (const { size, bytes, mostBytes } of sample.hugepages) {
    sheet.gauge('container_hugetlb_usage_bytes', bytes, size);
    sheet.gauge('container_hugetlb_max_usage_bytes', mostBytes, size);
  }
};

const notePressure = (sheet: Sheet, kind: 'cpu' | 'memory' | 'io', pressure: Pressure | undefined): void => {
  const total = (stall: Stall | undefined) => seconds(stall?.totalNs);
  sheet.count(`container_pressure_${kind}_waiting_seconds_total`, total(pressure?.some));
  sheet.count(`container_pressure_${kind}_stalled_seconds_total`, total(pressure?.full));
};

/** @param nameOf the device's name by its numbers (`8:0`). */
export const noteDevices = (sheet: Sheet, sample: CgroupSample, nameOf: (device: string) => string): void => {
  for (const { device, readBytes, writeBytes, reads, writes } of sample.devices ?? []) {
    const name = nameOf(device);
    const [major = '', minor = ''] = device.split(':');
    sheet.count('container_fs_reads_bytes_total', readBytes, name);
    sheet.count('container_fs_reads_total', reads, name);
    sheet.count('container_fs_writes_bytes_total', writeBytes, name);
    sheet.count('container_fs_writes_total', writes, name);
    sheet.count('container_blkio_device_usage_total', readBytes, name, major, minor, 'Read');
    sheet.count('container_blkio_device_usage_total', writeBytes, name, major, minor, 'Write');
  }
};

/** Of the filesystem that containers write to. */
export interface FsFacts {
  readonly device: string;
  readonly sizeBytes: number;
  readonly inodes: number;
  readonly freeInodes: number;
}
export const noteFs = (sheet: Sheet, written: FsUsageView | undefined, fs: FsFacts | undefined): void => {
  if (fs === undefined) return;
  sheet.gauge('container_fs_usage_bytes', written?.usedBytes, fs.device);
  sheet.gauge('container_fs_limit_bytes', fs.sizeBytes, fs.device);
  sheet.gauge('container_fs_inodes_total', fs.inodes, fs.device);
  sheet.gauge('container_fs_inodes_free', fs.freeInodes, fs.device);
};

export const noteProcesses = (
  sheet: Sheet,
  sample: CgroupSample,
  open: { readonly descriptors: number; readonly sockets: number } | undefined,
  limits: string | undefined,
): void => {
  sheet.gauge('container_processes', processesOf(sample));
  sheet.gauge('container_file_descriptors', open?.descriptors);
  sheet.gauge('container_sockets', open?.sockets);
  const files = /^Max open files\s+(\d+)/m.exec(limits ?? '')?.[1];
  sheet.gauge('container_ulimits_soft', files === undefined ? undefined : Number(files), 'max_open_files');
};

/** Its limits, and when it began. */
export const noteContainer = (sheet: Sheet, view: ContainerView, atMs: number): void => {
  const { resources } = view;
  const asked = (value: string | undefined, otherwise: number) => Number(value ?? 0) || otherwise;
  sheet.gauge('container_last_seen', atMs / 1000);
  sheet.gauge('container_start_time_seconds', view.startedAtMs === undefined ? undefined : view.startedAtMs / 1000);
  sheet.gauge('container_spec_cpu_period', asked(resources?.cpuPeriod, 100_000));
  sheet.gauge('container_spec_cpu_quota', asked(resources?.cpuQuota, 0) || undefined);
  sheet.gauge('container_spec_cpu_shares', asked(resources?.cpuShares, 1024));
  sheet.gauge('container_spec_memory_limit_bytes', asked(resources?.memoryLimitInBytes, 0));
  sheet.gauge('container_spec_memory_reservation_limit_bytes', asked(resources?.unified['memory.low'], 0));
  sheet.gauge('container_spec_memory_swap_limit_bytes', asked(resources?.memorySwapLimitInBytes, 0));
};

export const noteNetwork = (sheet: Sheet, interfaces: readonly InterfaceUse[]): void => {
  for (const { name, received, sent } of interfaces) {
    sheet.count('container_network_receive_bytes_total', received.bytes, name);
    sheet.count('container_network_receive_packets_total', received.packets, name);
    sheet.count('container_network_receive_packets_dropped_total', received.dropped, name);
    sheet.count('container_network_receive_errors_total', received.errors, name);
    sheet.count('container_network_transmit_bytes_total', sent.bytes, name);
    sheet.count('container_network_transmit_packets_total', sent.packets, name);
    sheet.count('container_network_transmit_packets_dropped_total', sent.dropped, name);
    sheet.count('container_network_transmit_errors_total', sent.errors, name);
  }
};
