import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../../src/actors/stats/cgroup-sample.ts';
import { pageSizeOf } from '../../../src/actors/stats/page-sizes.ts';
import { parseBlkio, parseIoStat, parseLimit, parseNetDev, parsePressure } from '../../../src/actors/stats/parse.ts';
import { cpuUseOf, memoryUseOf, processesOf, sumOf, swapUseOf } from '../../../src/actors/stats/use-of.ts';

const time = { atMs: 1000, elapsedMs: 50 };
const sample = (texts: Readonly<Record<string, string>>) => {
  const found = sampleOf(new Map(Object.entries(texts)), time);
  if (found === undefined) throw new Error('there is no sample');
  return found;
};

describe('single files', () => {
  test.each([
    ['max\n', undefined],
    ['9223372036854771712\n', undefined],
    ['1048576\n', 1_048_576],
    ['', undefined],
    ['garbage', undefined],
  ])('limit %j → %s', (text, limit) => expect(parseLimit(text)).toBe(limit));

  test('pressure → nanoseconds and percent; of cpu on old kernels only some; nothing where it is not kept', () => {
    const text = 'some avg10=1.50 avg60=0.25 avg300=0.00 total=17\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=3\n';
    expect(parsePressure(text)).toEqual({
      some: { totalNs: 17_000, avg10: 1.5, avg60: 0.25, avg300: 0 },
      full: { totalNs: 3000, avg10: 0, avg60: 0, avg300: 0 },
    });
    expect(parsePressure(text.split('\n')[0])).toMatchObject({ some: { totalNs: 17_000 }, full: undefined });
    expect(parsePressure(undefined)).toBeUndefined();
    expect(parsePressure('')).toBeUndefined();
  });

  test('interfaces → without loopback; names with colons and numbers that touch the name', () => {
    const text = [
      'Inter-|   Receive                    |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed',
      '    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0',
      '  eth0:10 2 3 4 0 0 0 0 20 5 6 7 0 0 0 0',
      'eth0:1: 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0',
      '',
    ].join('\n');
    expect(parseNetDev(text)).toEqual([
      {
        name: 'eth0',
        received: { bytes: 10, packets: 2, errors: 3, dropped: 4 },
        sent: { bytes: 20, packets: 5, errors: 6, dropped: 7 },
      },
      expect.objectContaining({ name: 'eth0:1' }),
    ]);
    expect(parseNetDev(undefined)).toBeUndefined();
  });

  test('block devices of v1 and v2 → the same', () => {
    const io = [{ device: '8:0', readBytes: 4096, writeBytes: 512, reads: 2, writes: 1 }];
    expect(parseIoStat('8:0 rbytes=4096 wbytes=512 rios=2 wios=1 dbytes=0 dios=0\n')).toEqual(io);
    const bytes = '8:0 Read 4096\n8:0 Write 512\n8:0 Sync 0\n8:0 Total 4608\nTotal 4608\n';
    expect(parseBlkio(bytes, '8:0 Read 2\n8:0 Write 1\nTotal 3\n')).toEqual(io);
    expect(parseBlkio(undefined, undefined)).toBeUndefined();
  });

  test.each([
    [64, '64KB'],
    [2048, '2MB'],
    [1_048_576, '1GB'],
  ])('huge pages of %i kB → %s', (kilobytes, name) => expect(pageSizeOf(kilobytes)).toBe(name));
});

describe('a cgroup', () => {
  test('v2: microseconds become nanoseconds; working set and available from usage, inactive file and limit', () => {
    const one = sample({
      'cpu.stat': 'usage_usec 1500\nuser_usec 1000\nsystem_usec 500\nnr_periods 3\nnr_throttled 1\nthrottled_usec 7\n',
      'memory.current': '1000\n',
      'memory.stat':
        'anon 300\nfile 700\ninactive_file 400\nactive_file 300\npgfault 9\npgmajfault 2\nslab 50\nkernel_stack 5\npagetables 7\n',
      'memory.max': '2000\n',
      'memory.swap.current': '30\n',
      'memory.swap.max': '20\n',
      'memory.events': 'low 0\nhigh 0\nmax 4\noom 1\noom_kill 1\n',
    });
    expect(one.cpu).toMatchObject({ usageNs: 1_500_000, userNs: 1_000_000, throttledNs: 7000, periods: 3 });
    expect(one.memory).toMatchObject({ oomKills: 1, limitHits: 4, kernelBytes: 62 });
    expect(memoryUseOf(one)).toMatchObject({
      usageBytes: 1000,
      workingSetBytes: 600,
      availableBytes: 1400,
      rssBytes: 300,
      pageFaults: 9,
      majorPageFaults: 2,
    });
    expect(swapUseOf(one)).toEqual({ atMs: 1000, usageBytes: 30, availableBytes: 0 });
  });

  test('v1: what is below is counted; the huge limit is none; swap from the limit of both', () => {
    const one = sample({
      'cpuacct.usage': '77\n',
      'memory.usage_in_bytes': '1000\n',
      'memory.stat':
        'inactive_file 1\nrss 1\ntotal_rss 300\ntotal_cache 700\ntotal_inactive_file 400\ntotal_pgfault 9\ntotal_swap 5\nhierarchical_memory_limit 9223372036854771712\nhierarchical_memsw_limit 9223372036854771712\n',
    });
    expect(one.cpu?.usageNs).toBe(77);
    expect(memoryUseOf(one)).toMatchObject({ workingSetBytes: 600, availableBytes: undefined, rssBytes: 300 });
    expect(swapUseOf(one)).toEqual({ atMs: 1000, usageBytes: 5, availableBytes: undefined });
  });

  test('inactive file above usage (two files, two moments) → working set 0', () => {
    const one = sample({ 'memory.current': '100\n', 'memory.stat': 'inactive_file 200\n' });
    expect(memoryUseOf(one)?.workingSetBytes).toBe(0);
  });

  test('a part that is not there is absent, not 0; nothing there → no sample', () => {
    const one = sample({ 'cpu.stat': 'usage_usec 5\n' });
    expect(memoryUseOf(one)).toBeUndefined();
    expect(swapUseOf(one)).toBeUndefined();
    expect(cpuUseOf(one, () => undefined)).toEqual({
      atMs: 1000,
      usageNs: 5000,
      nanoCores: undefined,
      pressure: undefined,
    });
    expect(sampleOf(new Map(), time)).toBeUndefined();
  });

  test('processes → those of the cgroup; of a cgroup whose processes are all below it, its tasks', () => {
    expect(processesOf(sample({ 'cgroup.procs': '1\n2\n', 'pids.current': '9\n' }))).toBe(2);
    expect(processesOf(sample({ 'cgroup.procs': '', 'pids.current': '9\n' }))).toBe(9);
    expect(processesOf(sample({ 'cgroup.procs': '' }))).toBe(0);
    expect(processesOf(sample({ 'cpu.stat': '' }))).toBeUndefined();
  });

  test('several together → sums; a number that one lacks is not known; limits and pressure cannot be added', () => {
    const a = sample({
      'cpuacct.usage': '5\n',
      'memory.current': '10\n',
      'memory.stat': 'anon 4\n',
      'memory.max': '100\n',
    });
    const b = sample({ 'cpuacct.usage': '6\n', 'memory.current': '20\n', 'memory.stat': '' });
    expect(sumOf([a, b])).toMatchObject({ cpu: { usageNs: 11 }, memory: { usageBytes: 30, rssBytes: undefined } });
    expect(memoryUseOf(sumOf([a, b]))?.availableBytes).toBeUndefined();
    expect(sumOf([])).toBeUndefined();
  });
});
