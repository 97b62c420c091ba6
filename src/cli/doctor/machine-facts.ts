/** What invariants of a machine look at, read at one moment. Effects: none. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MachineFacts } from '../../invariants/machine.ts';
import type { KnownNow } from './known.ts';
import { isConmon, pinPrefix, type World } from './world.ts';

/** Where CNI's host-local plugin keeps its leases, unless its configuration says otherwise. */
const leasesDir = '/var/lib/cni/networks';

export const readMachineFacts = (world: World, known: KnownNow, exitsDir: string): MachineFacts => {
  const processes = readStats();
  const monitors = world.processes.filter((seen) => isConmon(seen) && seen.args.includes(exitsDir));
  const ours = new Set(monitors.map(({ pid }) => pid));
  if (known.daemonPid !== undefined) {
    ours.add(known.daemonPid);
    for (const { pid, parentPid } of processes.values()) if (parentPid === known.daemonPid) ours.add(pid);
  }
  const ids = new Set([...known.owners, ...known.ledger.map(({ ownerId }) => ownerId)]);
  const found = new Set([
    ...ids,
    ...world.pins.map((pin) => basename(pin).slice(pinPrefix.length)),
    ...world.entries.map((entry) => basename(entry)),
  ]);
  return {
    shown: known.shown,
    startTicksOf: (pid) => {
      const seen = processes.get(pid);
      return seen === undefined || seen.state === 'Z' ? undefined : seen.startTicks;
    },
    zombies: [...processes.values()].filter(({ state, parentPid }) => state === 'Z' && ours.has(parentPid)),
    frozen: world.cgroups.flatMap((path) => {
      const [containerId] = basename(path).match(/[0-9a-f]{64}/) ?? [];
      return containerId !== undefined && ids.has(containerId) && isFrozen(path) ? [{ path, containerId }] : [];
    }),
    // Another runtime may use the same networks: only ids that something of ours has.
    leases: readLeases().filter(({ sandboxId }) => found.has(sandboxId)),
    known: ids,
  };
};

interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parentPid: number;
  readonly startTicks: string;
}

/** Of every process. Source: proc_pid_stat(5); the name may hold anything, the last bracket ends it. */
const readStats = (): ReadonlyMap<number, Stat> => {
  const stats = new Map<number, Stat>();
  for (const entry of namesIn('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const text = textOf(join('/proc', entry, 'stat'));
    const end = text.lastIndexOf(')');
    if (end < 0) continue; // ended meanwhile
    const [state = '', parentPid = '0', ...fields] = text.slice(end + 2).split(' ');
    stats.set(Number(entry), {
      pid: Number(entry),
      name: text.slice(text.indexOf('(') + 1, end),
      state,
      parentPid: Number(parentPid),
      startTicks: fields[17] ?? '',
    });
  }
  return stats;
};

/** Either version of cgroups. */
const isFrozen = (path: string): boolean =>
  textOf(join(path, 'freezer.state')).trim() === 'FROZEN' || textOf(join(path, 'cgroup.freeze')).trim() === '1';

/** Files that are called as their address, with the container's id in the first line. */
const readLeases = (): MachineFacts['leases'] =>
  namesIn(leasesDir).flatMap((network) =>
    namesIn(join(leasesDir, network)).flatMap((address) => {
      if (!/^[0-9a-f.:]+$/.test(address)) return [];
      const path = join(leasesDir, network, address);
      const [sandboxId = ''] = textOf(path).split(/\s/);
      return [{ path, sandboxId }];
    }),
  );

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
const namesIn = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};
