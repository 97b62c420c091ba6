/** Undoes leftovers that are proven ours. What only a CNI plugin can undo is left to recovery, which pays debts at the next start. */
import { readFileSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Leftover } from './leftovers.ts';
import { isConmon, mountPointsIn } from './world.ts';

/** @returns whether the mount is gone. */
export type Unmount = (target: string) => Promise<boolean>;

/**
 * In an order in which nothing is pulled from under something that still uses it.
 * Leftovers that do not go are still there in the next look; nothing here throws for one of them.
 */
export const clean = async (leftovers: readonly Leftover[], unmount: Unmount): Promise<void> => {
  const of = (kind: Leftover['kind']) => leftovers.filter((one) => one.kind === kind).map(({ what }) => what);
  for (const pid of of('process')) if (isConmonStill(pid)) end(Number(pid));
  for (const cgroup of of('cgroup')) for (const pid of pidsIn(cgroup)) end(pid);
  for (const mount of [...of('mount')].reverse()) await unmount(mount).catch(() => false);
  for (const pin of of('pin'))
    await unmount(pin)
      .then(() => rm(pin, { force: true }))
      .catch(() => {});
  for (const cgroup of of('cgroup').toReversed()) await rmdir(cgroup).catch(() => {});
  for (const entry of of('directory'))
    if (!hasMountsIn(entry)) await rm(entry, { recursive: true, force: true }).catch(() => {});
};

/** Removing a tree would go through its mounts. */
export const hasMountsIn = (dir: string): boolean =>
  mountPointsIn(readFileSync('/proc/self/mountinfo', 'utf8')).some(
    (path) => path === dir || path.startsWith(`${dir}/`),
  );

/** Its number may be another process's by now. */
const isConmonStill = (pid: string): boolean => {
  try {
    return isConmon({ pid: Number(pid), args: readFileSync(join('/proc', pid, 'cmdline'), 'utf8').split('\0') });
  } catch {
    return false;
  }
};

const end = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
};

const pidsIn = (cgroup: string): readonly number[] => {
  try {
    return readFileSync(join(cgroup, 'cgroup.procs'), 'utf8')
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
};
