import { chown, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { IdMap } from '../../machines/services/sandboxes.ts';
import { rootOf } from '../../machines/user-namespace.ts';
import { resolveInRoot } from '../../native.ts';
import { allSettled } from '../all-settled.ts';
import { type CopyLimits, copyTree } from './copy-tree.ts';

const limits: CopyLimits = { maxEntries: 500_000, maxBytes: 8 * 1024 ** 3 };

/**
 * Makes the directories behind an image's volumes, with what the image has at those places.
 * @param destinations absolute paths in the container
 * @param volumesDir the container's own; made here
 */
export const makeVolumes = async (
  {
    destinations,
    rootfsDir,
    volumesDir,
    ids,
  }: {
    readonly destinations: readonly string[];
    readonly rootfsDir: string;
    readonly volumesDir: string;
    /** Of the pod's user namespace: the owners of what is in the root filesystem are shifted already. */
    readonly ids: IdMap | undefined;
  },
  signal: AbortSignal,
): Promise<readonly { readonly destination: string; readonly sourceDir: string }[]> => {
  if (destinations.length === 0) return [];
  await mkdir(volumesDir, { recursive: true, mode: 0o700 });
  return allSettled(
    destinations.map(async (destination, index) => {
      const sourceDir = join(volumesDir, String(index));
      await mkdir(sourceDir, { mode: 0o755 });
      if (ids !== undefined) await chown(sourceDir, rootOf(ids).uid, rootOf(ids).gid);
      const fromDir = await resolveInRoot(rootfsDir, destination);
      const isDirectory = fromDir !== undefined && (await stat(fromDir)).isDirectory();
      if (isDirectory) await copyTree({ fromDir, toDir: sourceDir }, limits, signal);
      return { destination, sourceDir };
    }),
  );
};
