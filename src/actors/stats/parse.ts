/** What the kernel's accounting files say. Pure; what does not look as expected is absent. */
import type { InterfaceUse, Pressure, Stall } from '../../machines/stats.ts';

/** Lines of a name and a number (`memory.stat`, `cpu.stat`, `memory.events`). */
export const parseCounters = (text: string | undefined): ReadonlyMap<string, number> => {
  const counters = new Map<string, number>();
  for (const line of (text ?? '').split('\n')) {
    const space = line.indexOf(' ');
    const value = Number(line.slice(space + 1));
    if (space > 0 && Number.isFinite(value)) counters.set(line.slice(0, space), value);
  }
  return counters;
};

export const parseNumber = (text: string | undefined): number | undefined => {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/** A limit; `max`, and the huge number by which v1 says the same, are none. */
export const parseLimit = (text: string | undefined): number | undefined => limitOf(parseNumber(text));
export const limitOf = (value: number | undefined): number | undefined =>
  value === undefined || value >= 2 ** 62 ? undefined : value;

/** A `*.pressure` file; undefined where the kernel does not keep it. */
export const parsePressure = (text: string | undefined): Pressure | undefined => {
  const some = stallOf(text, 'some');
  return some === undefined ? undefined : { some, full: stallOf(text, 'full') };
};

const stallOf = (text: string | undefined, kind: 'some' | 'full'): Stall | undefined => {
  const line = text?.split('\n').find((each) => each.startsWith(`${kind} `));
  const [, avg10, avg60, avg300, total] = /avg10=(\S+) avg60=(\S+) avg300=(\S+) total=(\d+)/.exec(line ?? '') ?? [];
  if (total === undefined) return undefined;
  return { totalNs: Number(total) * 1000, avg10: Number(avg10), avg60: Number(avg60), avg300: Number(avg300) };
};

/** `/proc/net/dev`, without loopback. Source: proc_pid_net(5). */
export const parseNetDev = (text: string | undefined): readonly InterfaceUse[] | undefined =>
  text
    ?.split('\n')
    .slice(2)
    .flatMap((line) => {
      const colon = line.lastIndexOf(':');
      const name = line.slice(0, colon).trim();
      if (colon < 0 || name === '' || name === 'lo') return [];
      const counters = line
        .slice(colon + 1)
        .trim()
        .split(/\s+/)
        .map(Number);
      return [{ name, received: trafficOf(counters, 0), sent: trafficOf(counters, 8) }];
    });

const trafficOf = (counters: readonly number[], first: number) => ({
  bytes: counters[first] ?? 0,
  packets: counters[first + 1] ?? 0,
  errors: counters[first + 2] ?? 0,
  dropped: counters[first + 3] ?? 0,
});

/** What one block device did for a cgroup. */
export interface DeviceIo {
  /** `8:0` */
  readonly device: string;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly reads: number;
  readonly writes: number;
}

/** `io.stat` of v2. */
export const parseIoStat = (text: string | undefined): readonly DeviceIo[] | undefined =>
  text?.split('\n').flatMap((line) => {
    const [device, ...pairs] = line.split(' ');
    if (device === undefined || !/^\d+:\d+$/.test(device)) return [];
    const {
      rbytes = 0,
      wbytes = 0,
      rios = 0,
      wios = 0,
    } = Object.fromEntries(pairs.map((pair) => pair.split('=')).map(([key, value]) => [key, Number(value)])) as Record<
      string,
      number
    >;
    return [{ device, readBytes: rbytes, writeBytes: wbytes, reads: rios, writes: wios }];
  });

/** `blkio.throttle.io_service_bytes_recursive` and `…io_serviced_recursive` of v1: a line a device and direction. */
export const parseBlkio = (
  bytes: string | undefined,
  operations: string | undefined,
): readonly DeviceIo[] | undefined => {
  if (bytes === undefined) return undefined;
  const byDevice = new Map<string, { -readonly [K in keyof DeviceIo]: DeviceIo[K] }>();
  const note = (text: string | undefined, read: 'readBytes' | 'reads', write: 'writeBytes' | 'writes') => {
    for (const line of (text ?? '').split('\n')) {
      const [, device, direction, value] = /^(\d+:\d+) (Read|Write) (\d+)$/.exec(line) ?? [];
      if (device === undefined) continue;
      const io = byDevice.get(device) ?? { device, readBytes: 0, writeBytes: 0, reads: 0, writes: 0 };
      io[direction === 'Read' ? read : write] = Number(value);
      byDevice.set(device, io);
    }
  };
  note(bytes, 'readBytes', 'writeBytes');
  note(operations, 'reads', 'writes');
  return [...byDevice.values()];
};

/** `cgroup.procs`. */
export const parsePids = (text: string | undefined): readonly number[] | undefined =>
  text
    ?.split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
