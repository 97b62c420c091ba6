/** One cgroup at one moment, in the same words for every kind of hierarchy. Pure. */
import type { Pressure } from '../../machines/stats.ts';
import {
  type DeviceIo,
  limitOf,
  parseBlkio,
  parseCounters,
  parseIoStat,
  parseLimit,
  parseNumber,
  parsePids,
  parsePressure,
} from './parse.ts';

export interface CgroupSample {
  /** Wall clock, and a clock that nobody sets; both of the reading. */
  readonly atMs: number;
  readonly elapsedMs: number;
  readonly cpu?: CpuSample | undefined;
  readonly memory?: MemorySample | undefined;
  readonly swap?: SwapSample | undefined;
  readonly pressure: { readonly [K in 'cpu' | 'memory' | 'io']?: Pressure | undefined };
  readonly threads?: number | undefined;
  /** Absent: no limit. */
  readonly threadLimit?: number | undefined;
  /** Of this cgroup itself, without those below. */
  readonly pids?: readonly number[] | undefined;
  readonly devices?: readonly DeviceIo[] | undefined;
  readonly hugepages: readonly { readonly size: string; readonly bytes: number; readonly mostBytes?: number }[];
}
export interface CpuSample {
  readonly usageNs: number;
  readonly userNs?: number | undefined;
  readonly systemNs?: number | undefined;
  readonly periods?: number | undefined;
  readonly throttledPeriods?: number | undefined;
  readonly throttledNs?: number | undefined;
}
export interface MemorySample {
  readonly usageBytes: number;
  readonly mostBytes?: number | undefined;
  readonly limitBytes?: number | undefined;
  readonly rssBytes?: number | undefined;
  readonly cacheBytes?: number | undefined;
  readonly mappedBytes?: number | undefined;
  readonly kernelBytes?: number | undefined;
  readonly activeFileBytes?: number | undefined;
  readonly inactiveFileBytes?: number | undefined;
  readonly pageFaults?: number | undefined;
  readonly majorPageFaults?: number | undefined;
  /** How often it met its limit. */
  readonly limitHits?: number | undefined;
  readonly oomKills?: number | undefined;
}
export interface SwapSample {
  readonly usageBytes: number;
  readonly limitBytes?: number | undefined;
}

export interface SampleTime {
  readonly atMs: number;
  readonly elapsedMs: number;
}
/** What a file says, by its name. */
export type Texts = ReadonlyMap<string, string>;

/** Undefined where not one file is there: the cgroup is gone. */
export const sampleOf = (texts: Texts, time: SampleTime): CgroupSample | undefined =>
  texts.size === 0
    ? undefined
    : {
        ...time,
        cpu: cpuOf(texts),
        memory: memoryOf(texts),
        swap: swapOf(texts),
        pressure: {
          cpu: parsePressure(texts.get('cpu.pressure')),
          memory: parsePressure(texts.get('memory.pressure')),
          io: parsePressure(texts.get('io.pressure')),
        },
        threads: parseNumber(texts.get('pids.current')),
        threadLimit: parseLimit(texts.get('pids.max')),
        pids: parsePids(texts.get('cgroup.procs')),
        devices:
          parseIoStat(texts.get('io.stat')) ??
          parseBlkio(
            texts.get('blkio.throttle.io_service_bytes_recursive'),
            texts.get('blkio.throttle.io_serviced_recursive'),
          ),
        hugepages: hugepagesOf(texts),
      };

const cpuOf = (texts: Texts): CpuSample | undefined => {
  const stat = parseCounters(texts.get('cpu.stat'));
  const usageNs = parseNumber(texts.get('cpuacct.usage')) ?? ns(stat.get('usage_usec'));
  if (usageNs === undefined) return undefined;
  return {
    usageNs,
    userNs: parseNumber(texts.get('cpuacct.usage_user')) ?? ns(stat.get('user_usec')),
    systemNs: parseNumber(texts.get('cpuacct.usage_sys')) ?? ns(stat.get('system_usec')),
    periods: stat.get('nr_periods'),
    throttledPeriods: stat.get('nr_throttled'),
    throttledNs: stat.get('throttled_time') ?? ns(stat.get('throttled_usec')),
  };
};

const ns = (microseconds: number | undefined): number | undefined =>
  microseconds === undefined ? undefined : microseconds * 1000;

/** v1 counts a cgroup alone and, as `total_…`, with those below; v2 always with those below. */
const memoryOf = (texts: Texts): MemorySample | undefined => {
  const usageBytes = parseNumber(texts.get('memory.usage_in_bytes')) ?? parseNumber(texts.get('memory.current'));
  if (usageBytes === undefined) return undefined;
  const stat = parseCounters(texts.get('memory.stat'));
  const isV1 = texts.has('memory.usage_in_bytes');
  const events = parseCounters(texts.get('memory.events') ?? texts.get('memory.oom_control'));
  const total = (name: string) => stat.get(isV1 ? `total_${name}` : name);
  return {
    usageBytes,
    mostBytes: parseNumber(texts.get('memory.max_usage_in_bytes')) ?? parseNumber(texts.get('memory.peak')),
    limitBytes: isV1 ? limitOf(stat.get('hierarchical_memory_limit')) : parseLimit(texts.get('memory.max')),
    rssBytes: total(isV1 ? 'rss' : 'anon'),
    cacheBytes: total(isV1 ? 'cache' : 'file'),
    mappedBytes: total(isV1 ? 'mapped_file' : 'file_mapped'),
    kernelBytes: parseNumber(texts.get('memory.kmem.usage_in_bytes')) ?? kernelOf(stat),
    activeFileBytes: total('active_file'),
    inactiveFileBytes: total('inactive_file'),
    pageFaults: total('pgfault'),
    majorPageFaults: total('pgmajfault'),
    limitHits: parseNumber(texts.get('memory.failcnt')) ?? events.get('max'),
    oomKills: events.get('oom_kill'),
  };
};

/** `kernel` came with Linux 5.18; before, its largest parts. */
const kernelOf = (stat: ReadonlyMap<string, number>): number | undefined => {
  const slab = stat.get('slab');
  if (slab === undefined) return stat.get('kernel');
  return stat.get('kernel') ?? slab + (stat.get('kernel_stack') ?? 0) + (stat.get('pagetables') ?? 0);
};

/** v1 limits memory and swap together. */
const swapOf = (texts: Texts): SwapSample | undefined => {
  const usageBytes = parseNumber(texts.get('memory.swap.current'));
  if (usageBytes !== undefined) return { usageBytes, limitBytes: parseLimit(texts.get('memory.swap.max')) };
  const stat = parseCounters(texts.get('memory.stat'));
  const swapped = stat.get('total_swap');
  if (swapped === undefined) return undefined;
  const memory = limitOf(stat.get('hierarchical_memory_limit'));
  const both = limitOf(stat.get('hierarchical_memsw_limit'));
  const limitBytes = memory === undefined || both === undefined ? undefined : Math.max(0, both - memory);
  return { usageBytes: swapped, limitBytes };
};

const hugepagesOf = (texts: Texts): CgroupSample['hugepages'] =>
  [...texts].flatMap(([name, text]) => {
    const size = /^hugetlb\.(.+)\.(usage_in_bytes|current)$/.exec(name)?.[1];
    const bytes = parseNumber(text);
    if (size === undefined || bytes === undefined) return [];
    const mostBytes = parseNumber(texts.get(`hugetlb.${size}.max_usage_in_bytes`));
    return [{ size, bytes, ...(mostBytes === undefined ? {} : { mostBytes }) }];
  });
