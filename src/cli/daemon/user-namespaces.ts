import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Paths } from '../../config/paths.ts';
import { FailureError } from '../../machines/failure.ts';
import type { tryIdMappedOverlay } from '../../native.ts';

/**
 * Why pods cannot have user namespaces on this node, whatever the runtime can; undefined: they can. It is tried out on the
 * filesystem that has the layers, and what is written over them.
 *
 * Effects: the folder of bundles, which who is root in a pod has to pass on the way to a root filesystem, and sees no more of.
 */
export const userNamespacesRefusal = async (
  { imagesDir, snapshotsDir, containersDir }: Paths,
  native: { readonly tryIdMappedOverlay: typeof tryIdMappedOverlay },
): Promise<string | undefined> => {
  await mkdir(containersDir, { recursive: true, mode: 0o711 });
  await chmod(containersDir, 0o711);
  for (let dir = containersDir; dir !== dirname(dir); dir = dirname(dir))
    if (((await stat(dir)).mode & 0o001) === 0) return `${dir} cannot be passed by users other than root`;
  try {
    await native.tryIdMappedOverlay([imagesDir, snapshotsDir]);
    return undefined;
  } catch (error) {
    if (!(error instanceof FailureError) || error.code !== 'SyscallFailed') throw error;
    const { syscall, code, path } = error.details;
    return `${syscall}: ${code}${path === undefined ? '' : ` (${path})`}`;
  }
};
