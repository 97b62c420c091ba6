/** Parent cgroups of pods, which the kubelet makes before it asks for a pod: here the bench does. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { childrenOf } from './children.ts';

const hierarchies = (): readonly string[] => {
  const { unifiedDir, controllerDirs } = readCgroupFacts();
  return [...new Set([...(unifiedDir === undefined ? [] : [unifiedDir]), ...Object.values(controllerDirs)])];
};

/** Makes `/a/b` in every hierarchy; v1's cpusets are empty at birth and are filled from above. */
export const makeCgroup = async (path: string): Promise<void> => {
  for (const hierarchy of hierarchies()) {
    let dir = hierarchy;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const parent = dir;
      dir = join(dir, name);
      await mkdir(dir, { recursive: true });
      for (const file of ['cpuset.cpus', 'cpuset.mems']) {
        const target = join(dir, file);
        if (!existsSync(join(dir, 'cpuset.effective_cpus'))) continue; // v2 inherits
        if ((await readFile(target, 'utf8')).trim() === '') await writeFile(target, await readFile(join(parent, file)));
      }
    }
  }
};

/**
 * Puts a process, and whom it will start, below `/a/b` where the kernel counts CPU time; pods below `/a/b` count too.
 * @returns what reads the time used so far, in ms, also of those that ended. Source: cgroup-v1/cpuacct.rst; cgroup-v2.rst, cpu.stat.
 */
export const accountCpu = async (path: string, pid: number): Promise<() => Promise<number>> => {
  const { unifiedDir, controllerDirs } = readCgroupFacts();
  const hierarchy = controllerDirs.cpuacct ?? unifiedDir;
  if (hierarchy === undefined) throw new Error('this machine has no cgroups that count CPU time');
  const dir = join(hierarchy, path);
  await mkdir(join(dir, 'daemon'), { recursive: true });
  const procs = join(dir, 'daemon', 'cgroup.procs');
  await writeFile(procs, String(pid));
  for (const child of await childrenOf(pid))
    await writeFile(procs, String(child)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ESRCH') throw error; // a helper that has ended meanwhile
    });
  return async () => {
    if (controllerDirs.cpuacct !== undefined) return Number(await readFile(join(dir, 'cpuacct.usage'), 'utf8')) / 1e6;
    const [, usec] = /^usage_usec (\d+)$/m.exec(await readFile(join(dir, 'cpu.stat'), 'utf8')) ?? [];
    return Number(usec) / 1000;
  };
};

/** Kills what is left in it and removes it with all below. @returns pids that were killed. */
export const removeCgroup = async (path: string): Promise<readonly number[]> => {
  const killed = new Set<number>();
  for (const hierarchy of hierarchies()) await removeTree(join(hierarchy, path), killed);
  return [...killed];
};

const removeTree = async (dir: string, killed: Set<number>): Promise<void> => {
  if (!existsSync(dir)) return;
  for (const entry of await readdir(dir, { withFileTypes: true }))
    if (entry.isDirectory()) await removeTree(join(dir, entry.name), killed);
  for (let tries = 0; ; tries++) {
    for (const pid of await pidsIn(dir)) {
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    try {
      return await rmdir(dir);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || tries >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20)); // the kernel lets go of the dead when it likes
    }
  }
};

/** Processes in this cgroup and those below it. */
export const pidsBelow = async (path: string): Promise<readonly number[]> => {
  const pids = new Set<number>();
  for (const hierarchy of hierarchies()) await collect(join(hierarchy, path), pids);
  return [...pids];
};

const collect = async (dir: string, pids: Set<number>): Promise<void> => {
  if (!existsSync(dir)) return;
  for (const pid of await pidsIn(dir)) pids.add(pid);
  for (const entry of await readdir(dir, { withFileTypes: true }).catch(() => []))
    if (entry.isDirectory()) await collect(join(dir, entry.name), pids);
};

const pidsIn = async (dir: string): Promise<readonly number[]> => {
  const text = await readFile(join(dir, 'cgroup.procs'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '' && line !== '0')
    .map(Number);
};
