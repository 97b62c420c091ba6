/**
 * Every metric that there can be, under the names and labels by which dashboards know them from cAdvisor. What a machine
 * does not count (pressure, huge pages, block devices) is described, and has no values there.
 * Source: CRI ListMetricDescriptors; cAdvisor, docs/storage/prometheus.md.
 */
import type { MetricDescription } from '../../machines/stats.ts';

/** `id`: the cgroup; `name`: the container's id; both sides in this order. */
const baseKeys = ['container', 'id', 'image', 'name', 'namespace', 'pod'] as const;

const plain = {
  container_cpu_usage_seconds_total: 'CPU time used, in seconds',
  container_cpu_user_seconds_total: 'CPU time used in user mode, in seconds',
  container_cpu_system_seconds_total: 'CPU time used in kernel mode, in seconds',
  container_cpu_cfs_periods_total: 'Enforcement periods of the CPU quota that have passed',
  container_cpu_cfs_throttled_periods_total: 'Enforcement periods in which the CPU quota was used up',
  container_cpu_cfs_throttled_seconds_total: 'Time spent throttled by the CPU quota, in seconds',
  container_memory_usage_bytes: 'Memory in use, page cache included',
  container_memory_working_set_bytes: 'Memory in use without inactive page cache',
  container_memory_max_usage_bytes: 'Highest memory usage seen',
  container_memory_cache: 'Page cache, in bytes',
  container_memory_rss: 'Anonymous memory, in bytes',
  container_memory_kernel_usage: 'Kernel memory, in bytes',
  container_memory_mapped_file: 'Memory-mapped files, in bytes',
  container_memory_swap: 'Swap in use, in bytes',
  container_memory_failcnt: 'How often memory usage met its limit',
  container_memory_total_active_file_bytes: 'Active page cache, in bytes',
  container_memory_total_inactive_file_bytes: 'Inactive page cache, in bytes',
  container_oom_events_total: 'Processes ended by the out-of-memory killer',
  container_pressure_cpu_waiting_seconds_total: 'Time in which some tasks waited for CPU, in seconds',
  container_pressure_cpu_stalled_seconds_total: 'Time in which all tasks waited for CPU, in seconds',
  container_pressure_memory_waiting_seconds_total: 'Time in which some tasks waited for memory, in seconds',
  container_pressure_memory_stalled_seconds_total: 'Time in which all tasks waited for memory, in seconds',
  container_pressure_io_waiting_seconds_total: 'Time in which some tasks waited for I/O, in seconds',
  container_pressure_io_stalled_seconds_total: 'Time in which all tasks waited for I/O, in seconds',
  container_processes: 'Processes in the container',
  container_threads: 'Threads in the container',
  container_threads_max: 'Threads that the container may have; 0: no limit',
  container_file_descriptors: 'Open file descriptors of all processes in the container',
  container_sockets: 'Open sockets of all processes in the container',
  container_last_seen: 'When the container was last seen, in seconds since 1970',
  container_start_time_seconds: 'When the container was started, in seconds since 1970',
  container_spec_cpu_period: 'CPU period asked for, in microseconds',
  container_spec_cpu_quota: 'CPU quota asked for, in microseconds a period',
  container_spec_cpu_shares: 'CPU shares asked for',
  container_spec_memory_limit_bytes: 'Memory limit asked for; 0: none',
  container_spec_memory_reservation_limit_bytes: 'Memory reserved by request; 0: none',
  container_spec_memory_swap_limit_bytes: 'Limit of memory and swap asked for; 0: none',
} as const;

const perDevice = {
  container_fs_usage_bytes: 'What the container wrote into its root filesystem, in bytes on disk',
  container_fs_limit_bytes: 'Size of the filesystem that the container writes to, in bytes',
  container_fs_inodes_free: 'Free inodes of the filesystem that the container writes to',
  container_fs_inodes_total: 'Inodes of the filesystem that the container writes to',
  container_fs_reads_bytes_total: 'Bytes read from the device',
  container_fs_reads_total: 'Reads from the device',
  container_fs_writes_bytes_total: 'Bytes written to the device',
  container_fs_writes_total: 'Writes to the device',
} as const;

const perInterface = {
  container_network_receive_bytes_total: 'Bytes received',
  container_network_receive_packets_total: 'Packets received',
  container_network_receive_packets_dropped_total: 'Packets dropped while receiving',
  container_network_receive_errors_total: 'Errors while receiving',
  container_network_transmit_bytes_total: 'Bytes sent',
  container_network_transmit_packets_total: 'Packets sent',
  container_network_transmit_packets_dropped_total: 'Packets dropped while sending',
  container_network_transmit_errors_total: 'Errors while sending',
} as const;

const others = {
  container_memory_failures_total: { help: 'Page faults', more: ['failure_type', 'scope'] },
  container_blkio_device_usage_total: {
    help: 'Bytes moved from and to a block device',
    more: ['device', 'major', 'minor', 'operation'],
  },
  container_hugetlb_usage_bytes: { help: 'Huge pages in use, in bytes', more: ['pagesize'] },
  container_hugetlb_max_usage_bytes: { help: 'Most huge pages ever in use, in bytes', more: ['pagesize'] },
  container_ulimits_soft: {
    help: 'Soft resource limits of the first process; unlimited is not shown',
    more: ['ulimit'],
  },
} as const;

export type MetricName = keyof typeof plain | keyof typeof perDevice | keyof typeof perInterface | keyof typeof others;

const described = (helps: Readonly<Record<string, string>>, ...more: string[]): readonly MetricDescription[] =>
  Object.entries(helps).map(([name, help]) => ({ name, help, labelKeys: [...baseKeys, ...more] }));

export const metricDescriptions: readonly MetricDescription[] = [
  ...described(plain),
  ...described(perDevice, 'device'),
  ...described(perInterface, 'interface'),
  ...Object.entries(others).map(([name, { help, more }]) => ({ name, help, labelKeys: [...baseKeys, ...more] })),
];

/** Values of the labels that every metric has. Of a pod as a whole `container`, `image` and `name` are empty. */
export interface BaseLabels {
  readonly container: string;
  readonly id: string;
  readonly image: string;
  readonly name: string;
  readonly namespace: string;
  readonly pod: string;
}
export const baseLabelsOf = (labels: BaseLabels): readonly string[] => baseKeys.map((key) => labels[key]);
