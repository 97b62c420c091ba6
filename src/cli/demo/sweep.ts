/** Removes what is the demo's own beside pods and images: its directories and its parent cgroup. */
import { rm } from 'node:fs/promises';
import { removeCgroups } from '../../actors/cgroup.ts';
import { cgroupDirsOf, readCgroupFacts } from '../../actors/cgroup-paths.ts';
import { hasMountsIn } from '../doctor/clean.ts';
import type { DemoPlaces } from './demo-config.ts';

/** Absent: fine. A directory in which something is still mounted is kept, and so is a cgroup with processes. */
export const sweep = async ({ root, state, cgroupParent }: DemoPlaces): Promise<void> => {
  await removeCgroups(cgroupDirsOf(readCgroupFacts(), cgroupParent)).catch(() => {});
  for (const dir of [state, root]) if (!hasMountsIn(dir)) await rm(dir, { recursive: true, force: true });
};
