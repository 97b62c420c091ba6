/** What is done with the cgroups of a container: who is in them, how they end, what they counted, and their removal. */
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FailureError } from '../machines/failure.ts';
import { endOf, type Processes, type ProcessHandle } from './processes.ts';

/** pids (as this process sees them) in these cgroups and those below; absent directories are empty. */
export const cgroupPids = async (dirs: readonly string[]): Promise<ReadonlySet<number>> => {
  const pids = new Set<number>();
  for (const dir of dirs)
    for (const each of await treeOf(dir))
      for (const line of ((await readIfThere(join(each, 'cgroup.procs'))) ?? '').split('\n'))
        if (Number(line) > 0) pids.add(Number(line)); // 0: a process of a pid namespace that we cannot see
  return pids;
};

/** One signal to every process that is in the cgroups now. */
export const signalCgroup = async (processes: Processes, dirs: readonly string[], signal: number): Promise<void> => {
  for (const member of await openMembers(processes, dirs)) {
    member.signal(signal);
    member.close();
  }
};

/**
 * Whoever is in the cgroups, held, so that a signal reaches nobody else: a member that ended after it was read may have left its
 * number to a stranger. Who is still listed when it is held, is a member.
 */
const openMembers = async (processes: Processes, dirs: readonly string[]): Promise<readonly ProcessHandle[]> => {
  const pids = [...(await cgroupPids(dirs))];
  const held = pids.flatMap((pid) => {
    const process = processes.openProcess(pid);
    return process === undefined ? [] : [{ pid, process }];
  });
  if (held.length === 0) return [];
  const stillThere = await cgroupPids(dirs).catch((error) => {
    for (const { process } of held) process.close();
    throw error;
  });
  for (const { pid, process } of held) if (!stillThere.has(pid)) process.close();
  return held.flatMap(({ pid, process }) => (stillThere.has(pid) ? [process] : []));
};

/**
 * Kills everything in the cgroups and awaits its end.
 *
 * @returns whether nothing is left; false after `limitMs`: the kernel holds a process, or somebody forks faster than we kill.
 */
export const killCgroup = async (processes: Processes, dirs: readonly string[], limitMs: number): Promise<boolean> => {
  const deadlineMs = performance.now() + limitMs;
  for (let round = 0; ; round++) {
    const pids = await cgroupPids(dirs);
    if (pids.size === 0) return true;
    if (performance.now() >= deadlineMs) return false;
    for (const dir of dirs) await writeIfThere(join(dir, 'cgroup.kill'), '1'); // all at once, where the kernel can
    const held = await signalAndHold(processes, dirs, { isFrozen: round > 0 });
    if (held.length === 0) await setTimeout(emptyingMs); // on their way out already: there is no event for that
    await endOfAll(held, deadlineMs - performance.now());
  }
};

/** SIGKILL to everybody, with the group frozen meanwhile where it must not fork faster than we kill. */
const signalAndHold = async (
  processes: Processes,
  dirs: readonly string[],
  { isFrozen }: { readonly isFrozen: boolean },
): Promise<readonly ProcessHandle[]> => {
  try {
    if (isFrozen) for (const dir of dirs) await writeIfThere(join(dir, 'freezer.state'), 'FROZEN');
    const held = await openMembers(processes, dirs);
    for (const process of held) process.signal(9);
    return held;
  } finally {
    await thawCgroup(dirs);
  }
};

/** Lets the processes of a frozen cgroup run: those of v1 could not even die. No-op otherwise. */
export const thawCgroup = async (dirs: readonly string[]): Promise<void> => {
  for (const dir of dirs) {
    await writeIfThere(join(dir, 'freezer.state'), 'THAWED');
    await writeIfThere(join(dir, 'cgroup.freeze'), '0');
  }
};

/**
 * How many processes of this cgroup the OOM killer has ended.
 * @param memoryDir the directory of the memory controller. Undefined result: nobody counts there (cgroup or file is gone).
 * Source: cgroup-v2.rst, memory.events; memcg's oom_control of v1 (kernel 4.13 and later).
 */
export const oomKillsOf = async (memoryDir: string): Promise<number | undefined> => {
  for (const file of ['memory.events', 'memory.oom_control']) {
    const count = /^oom_kill (\d+)$/m.exec((await readIfThere(join(memoryDir, file))) ?? '')?.[1];
    if (count !== undefined) return Number(count);
  }
  return undefined;
};

/**
 * Removes the cgroups and all below. Absent: fine. One that is busy is tried again for a while, for the kernel takes a moment to
 * let go of processes that have ended; it does not keep the others.
 * @throws FailureError SyscallFailed {syscall, path, code, remaining}: the first of those that remain, and how many.
 */
export const removeCgroups = async (dirs: readonly string[], limitMs = 1000): Promise<void> => {
  const deadlineMs = performance.now() + limitMs;
  for (let pauseMs = emptyingMs; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    const failed: NodeJS.ErrnoException[] = [];
    for (const dir of dirs)
      for (const each of (await treeOf(dir)).reverse())
        await rmdir(each).catch((error: NodeJS.ErrnoException) => void (error.code === 'ENOENT' || failed.push(error)));
    const [first] = failed;
    if (first === undefined) return;
    if (performance.now() >= deadlineMs || failed.some(({ code }) => code !== 'EBUSY')) {
      const { path, code } = first;
      throw new FailureError(
        'SyscallFailed',
        { syscall: 'rmdir', path, code, remaining: failed.length },
        { cause: first },
      );
    }
    await setTimeout(pauseMs); // the kernel tells nobody
  }
};

/** Removes those of these cgroups that nobody uses; nothing is below them, and no process is in them. */
export const removeUnused = async (dirs: readonly string[]): Promise<void> => {
  for (const dir of dirs) await rmdir(dir).catch(() => undefined);
};

/** A directory and all below it, parents first; empty when absent. */
const treeOf = async (dir: string): Promise<string[]> => {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const below = entries.filter((entry) => entry.isDirectory()).map((entry) => treeOf(join(dir, entry.name)));
    return [dir, ...(await Promise.all(below)).flat()];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
};

const emptyingMs = 2;

const endOfAll = async (held: readonly ProcessHandle[], limitMs: number): Promise<void> => {
  try {
    await Promise.all(held.map((process) => endOf(process, Math.max(0, limitMs))));
  } finally {
    for (const process of held) process.close();
  }
};

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error) => {
    if (isGone(error)) return undefined;
    throw error;
  });

const writeIfThere = (file: string, text: string): Promise<void> =>
  writeFile(file, text, { flag: 'r+' }).catch((error) => {
    if (!isGone(error)) throw error;
  });

/** ENODEV and EOPNOTSUPP: the cgroup went, or became threaded, between opening and use. */
const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'ENODEV', 'ENOTDIR', 'EOPNOTSUPP'].includes(String(error.code));
