/** The parent cgroup of pods that name none of their own: it goes with the daemon, if the daemon's runtimes made it. */
import { existsSync } from 'node:fs';
import { access, unlink, writeFile } from 'node:fs/promises';
import { removeUnused } from './cgroup.ts';
import { type CgroupFacts, cgroupDirsOf } from './cgroup-paths.ts';

export interface OwnParent {
  /** Removes it, unless it is used or was there before us. */
  readonly close: () => Promise<void>;
}

/**
 * @param parent relative to each hierarchy. One that systemd keeps (a slice) is not ours to remove.
 * @param markerFile says, also to a later daemon, that it was not there before; in memory, as cgroups are
 */
export const openOwnParent = async (options: {
  readonly cgroups: CgroupFacts;
  readonly parent: string;
  readonly markerFile: string;
}): Promise<OwnParent> => {
  const { cgroups, parent, markerFile } = options;
  if (parent.endsWith('.slice')) return { close: async () => undefined };
  const dirs = cgroupDirsOf(cgroups, parent);
  if (!dirs.some((dir) => existsSync(dir))) await writeFile(markerFile, `${parent}\n`, { mode: 0o600 });
  return {
    close: async () => {
      const isOurs = await access(markerFile).then(
        () => true,
        () => false,
      );
      if (!isOurs) return;
      await removeUnused(dirs);
      if (!dirs.some((dir) => existsSync(dir))) await unlink(markerFile).catch(() => undefined);
    },
  };
};
