/**
 * Which files of a cgroup say what, in the hierarchies of this machine. Each controller is looked for where it is: on
 * a hybrid machine most are v1's, while pressure is kept in the cgroup2 mount beside them.
 * Source: cgroup-v1/*.rst, cgroup-v2.rst of the kernel.
 */
import { join } from 'node:path';
import type { CgroupFacts } from '../cgroup-paths.ts';

/** `use`: what a request for statistics shows; `pod`: processes too; `all`: what metrics show. */
export type Detail = 'use' | 'pod' | 'all';

const use = {
  cpuacct: ['cpuacct.usage'],
  cpu2: ['cpu.stat'],
  memory: ['memory.usage_in_bytes', 'memory.stat'],
  memory2: ['memory.current', 'memory.stat', 'memory.max', 'memory.swap.current', 'memory.swap.max'],
  unified: ['cpu.pressure', 'memory.pressure', 'io.pressure'],
};
const pod = { pids: ['cgroup.procs', 'pids.current'], pids2: ['cgroup.procs', 'pids.current'] };
const all = {
  cpuacct: ['cpuacct.usage_user', 'cpuacct.usage_sys'],
  cpu: ['cpu.stat'],
  memory: ['memory.max_usage_in_bytes', 'memory.failcnt', 'memory.kmem.usage_in_bytes', 'memory.oom_control'],
  memory2: ['memory.peak', 'memory.events'],
  pids: ['pids.max'],
  pids2: ['pids.max'],
  blkio: ['blkio.throttle.io_service_bytes_recursive', 'blkio.throttle.io_serviced_recursive'],
  blkio2: ['io.stat'],
};
const byDetail: Record<Detail, readonly Readonly<Record<string, readonly string[]>>[]> = {
  use: [use],
  pod: [use, pod],
  all: [use, pod, all],
};

/** A file of every cgroup of this machine: its name, and the mount point that the cgroup's own path comes after. */
export interface CgroupFile {
  readonly name: string;
  readonly mountPoint: string;
}

/** @param pageSizes huge page sizes as cgroups write them (`2MB`). */
export const cgroupFilesOf = (facts: CgroupFacts, detail: Detail, pageSizes: readonly string[]): CgroupFile[] => {
  const { controllerDirs, unifiedDir } = facts;
  const placed = (names: readonly string[], mountPoint: string | undefined) =>
    mountPoint === undefined ? [] : names.map((name) => ({ name, mountPoint }));
  const files = byDetail[detail].flatMap((kinds) =>
    Object.entries(kinds).flatMap(([kind, names]) => {
      if (kind === 'unified') return placed(names, unifiedDir);
      if (!kind.endsWith('2')) return placed(names, controllerDirs[kind]);
      return controllerDirs[kind.slice(0, -1)] === undefined ? placed(names, unifiedDir) : [];
    }),
  );
  if (detail !== 'all') return files;
  const hugetlb = pageSizes.flatMap((size) =>
    controllerDirs.hugetlb === undefined
      ? placed([`hugetlb.${size}.current`], unifiedDir)
      : placed([`hugetlb.${size}.usage_in_bytes`, `hugetlb.${size}.max_usage_in_bytes`], controllerDirs.hugetlb),
  );
  return [...files, ...hugetlb];
};

export const pathIn = ({ mountPoint, name }: CgroupFile, cgroupPath: string): string =>
  join(mountPoint, cgroupPath, name);
