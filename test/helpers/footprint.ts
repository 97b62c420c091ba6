/** What a daemon and its pods take of a machine, in numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeWorld, RunningDaemon } from './node-world.ts';
import { until } from './pod-life.ts';

/** All of these are the same after a pod's life as before. */
export interface Footprint {
  /** Of the daemon and of its children. */
  readonly openFiles: number;
  readonly threads: number;
  /** Processes that are the daemon's children. */
  readonly children: number;
  /** Sandboxes, containers and open requests. */
  readonly actors: Readonly<Record<string, number>>;
  /** Mounts in the daemon's namespace; of the whole machine, so only for a machine where nobody else mounts. */
  readonly mounts: number;
  /** Files and directories below the daemon's root and state. */
  readonly files: number;
  /** Processes, mounts, addresses, rules, cgroups and files of pods. */
  readonly traces: readonly string[];
}

export const footprintOf = async (world: NodeWorld, daemon: RunningDaemon): Promise<Footprint> => {
  const { info } = await daemon.cri.runtime.status({ verbose: true });
  return {
    openFiles: [daemon.pid, ...childrenOf(daemon.pid)].reduce((sum, pid) => sum + openFilesOf(pid), 0),
    threads: readdirSync(`/proc/${daemon.pid}/task`).length,
    children: childrenOf(daemon.pid).length,
    actors: JSON.parse(info.actors ?? '{}') as Record<string, number>,
    mounts: readFileSync(`/proc/${daemon.pid}/mountinfo`, 'utf8')
      .split('\n')
      .filter((line) => line.includes(` ${world.dir}/`)).length,
    files: await countFiles(['root', 'state'].map((part) => join(world.dir, part))),
    traces: await world.traces(),
  };
};

/** What a daemon must be started with for `liveHeapBytes`. */
export const heapOptions = (world: NodeWorld): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${world.dir}`,
});

/** What is alive in the daemon's heap, after a full collection: the length of a snapshot of it, which names every object. */
export const liveHeapBytes = async (world: NodeWorld, daemon: RunningDaemon): Promise<number> => {
  const snapshots = () => readdirSync(world.dir).filter((name) => name.endsWith('.heapsnapshot'));
  process.kill(daemon.pid, 'SIGUSR2');
  const [name = ''] = await until(snapshots, (names) => names.length > 0);
  await daemon.cri.runtime.version({ version: '' }); // it answers when all is written
  const file = join(world.dir, name);
  const { size } = await stat(file);
  await rm(file);
  return size;
};

/** Resident set, in KiB. */
export const residentKib = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** A child that has ended meanwhile has none. */
const openFilesOf = (pid: number): number => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
};

const childrenOf = (pid: number): readonly number[] =>
  readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'))
    .join(' ')
    .split(' ')
    .filter((child) => child !== '')
    .map(Number);

/** What vanishes while it is counted is not counted. */
const countFiles = async (dirs: readonly string[]): Promise<number> => {
  const counts = await Promise.all(
    dirs.map(async (dir) => {
      const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
      const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name));
      return entries.length + (await countFiles(below));
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};
