import type { FailureError } from '../../machines/failure.ts';
import type { SandboxView } from '../../machines/views.ts';
import type { countDescriptors, DiskUsage, readNetDev, readSmallFiles } from '../../native.ts';
import type { CgroupFacts } from '../cgroup-paths.ts';
import type { CgroupDriver } from './pod-cgroups.ts';

export interface StatsOptions {
  readonly native: {
    readonly readSmallFiles: typeof readSmallFiles;
    readonly readNetDev: typeof readNetDev;
    readonly countDescriptors: typeof countDescriptors;
  };
  readonly cgroups: CgroupFacts;
  readonly cgroupDriver: CgroupDriver;
  /** Huge page sizes as cgroups write them (`2MB`). */
  readonly pageSizes: readonly string[];
  /** What a container wrote; walks its directory. Undefined: there is nothing of it. */
  readonly writtenBy: (containerId: string) => Promise<DiskUsage | undefined>;
  /** A directory of the filesystem that writable layers are on. */
  readonly mountpoint: string;
  /** All that there are: whether a pod has a cgroup to itself depends on the others. */
  readonly sandboxes: () => readonly SandboxView[];
  /** Whether this container or sandbox still lives. */
  readonly isThere: (id: string) => boolean;
  /** Wall clock, ms, with a fraction. */
  readonly now: () => number;
  /** A clock that nobody sets, ms. */
  readonly elapsed: () => number;
  readonly report: (failure: FailureError) => void;
}
