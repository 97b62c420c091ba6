/**
 * OOM kills in cgroups that are gone. systemd takes a scope away with its last process, and what was counted in it; but each
 * cgroup of v2 counts for all that is or was below it. What it has more than its children that are still there, children had
 * that have gone.
 *
 * Source: cgroup-v2.rst, memory.events (hierarchical); proc_vmstat(5), oom_kill, for the root, which has no such file.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { oomKillsOf } from '../cgroup.ts';
import { type CgroupFacts, cgroupPathOf, isSystemdPath } from '../cgroup-paths.ts';

/** What an ancestor said when a task was created. Plain JSON. */
export interface GoneKills {
  readonly dir: string;
  /** The cgroup in it that is, or leads to, the task's own. */
  readonly own: string;
  readonly count: number;
  /** How many of them had been found to be somebody's, in the life of the daemon that counts as `since`. */
  readonly claimed: number;
  readonly since: string;
}

export interface GoneKillCounter {
  /**
   * For a new task: of its parent; and of the root, where that parent is a slice that nobody keeps when it is empty. Empty
   * where cgroups stay until they are removed.
   */
  readonly now: (cgroupsPath: string) => Promise<readonly GoneKills[]>;
  /** How many there were since then that nobody has claimed; undefined: it cannot be known. */
  readonly since: (then: readonly GoneKills[]) => Promise<number | undefined>;
  /** These were a certain task's, so they are nobody else's. */
  readonly claim: (then: readonly GoneKills[], kills: number) => void;
}

export const openGoneKills = (facts: CgroupFacts, vmstat = '/proc/vmstat'): GoneKillCounter => {
  const since = randomUUID();
  const claims = new Map<string, number>();
  const rootDir = facts.unifiedDir ?? '';
  const kills = async (dir: string): Promise<number | undefined> => {
    if (dir !== rootDir) return oomKillsOf(dir);
    const count = /^oom_kill (\d+)$/m.exec(await readFile(vmstat, 'utf8').catch(() => ''))?.[1];
    return count === undefined ? undefined : Number(count);
  };
  /** Read again where somebody was killed meanwhile. */
  const goneIn = async (dir: string, own: string, triesLeft = 3): Promise<number | undefined> => {
    const all = await kills(dir);
    if (all === undefined) return undefined;
    const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
    const others = entries.filter((entry) => entry.isDirectory() && entry.name !== own);
    const counted = await Promise.all(others.map(({ name }) => kills(join(dir, name))));
    const there = counted.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    return triesLeft > 0 && (await kills(dir)) !== all ? goneIn(dir, own, triesLeft - 1) : all - there;
  };
  const firstThere = async (then: readonly GoneKills[]) => {
    for (const each of then) {
      const count = await goneIn(each.dir, each.own);
      if (count !== undefined) return { before: each, count };
    }
    return undefined;
  };
  return {
    now: async (cgroupsPath) => {
      const path = cgroupPathOf(cgroupsPath);
      if (facts.mode !== 'v2' || path === undefined || !isSystemdPath(cgroupsPath)) return [];
      const parent = join(rootDir, dirname(path));
      const above = [
        { dir: parent, own: basename(path) },
        ...(dirname(parent) === rootDir ? [{ dir: rootDir, own: basename(parent) }] : []),
      ];
      const counted = above.map(async (each) => ({ ...each, count: await goneIn(each.dir, each.own) }));
      return (await Promise.all(counted)).flatMap(({ count, ...each }) =>
        count === undefined ? [] : [{ ...each, count, claimed: claims.get(each.dir) ?? 0, since }],
      );
    },
    since: async (earlier) => {
      const found = await firstThere(earlier);
      if (found === undefined) return undefined;
      const { before: then, count } = found;
      const claimedBefore = then.since === since ? then.claimed : 0;
      return Math.max(0, count - then.count - ((claims.get(then.dir) ?? 0) - claimedBefore));
    },
    claim: (then, count) => {
      const dir = then.find((each) => existsSync(each.dir))?.dir;
      if (dir === undefined || count === 0) return;
      claims.set(dir, (claims.get(dir) ?? 0) + count);
      for (const each of claims.keys()) if (!existsSync(each)) claims.delete(each);
    },
  };
};
