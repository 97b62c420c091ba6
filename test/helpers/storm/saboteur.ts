/** Kills what belongs to a node's pods: monitors, runtimes at work, containers' processes. Never anything else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hierarchies, type NodeWorld } from '../node-world.ts';
import type { Chance } from './random.ts';

export type Victim = 'monitor' | 'runtime' | 'process';

/** @returns whom it killed; undefined: there was nobody of that kind. */
export const sabotage = (world: NodeWorld, chance: Chance): Victim | undefined => {
  const victim = chance.weighted<Victim>({ monitor: 2, runtime: 3, process: 3 });
  const pids = victim === 'process' ? processesOfPods(world) : toolsOf(world, victim === 'monitor' ? 'conmon' : 'runc');
  const pid = chance.one(pids);
  if (pid === undefined || pid <= 1) return undefined;
  try {
    process.kill(pid, 'SIGKILL');
    return victim;
  } catch {
    return undefined; // it ended meanwhile
  }
};

const toolsOf = ({ dir }: NodeWorld, name: string): readonly number[] =>
  pids().filter((pid) => {
    const [program = '', ...args] = read(`/proc/${pid}/cmdline`).split('\0');
    return program.endsWith(name) && args.some((arg) => arg.includes(dir)) && !args.includes('--config');
  });

/** All in the cgroups below the world's own. */
const processesOfPods = ({ cgroupParent }: NodeWorld): readonly number[] => {
  const [hierarchy] = hierarchies().filter((path) => existsSync(join(path, cgroupParent)));
  return hierarchy === undefined ? [] : below(join(hierarchy, cgroupParent));
};
const below = (path: string): readonly number[] => [
  ...read(join(path, 'cgroup.procs'))
    .split('\n')
    .filter((line) => line !== '')
    .map(Number),
  ...entries(path).flatMap((entry) => below(join(path, entry))),
];

const entries = (path: string): readonly string[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  } catch {
    return []; // removed meanwhile
  }
};
const pids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
