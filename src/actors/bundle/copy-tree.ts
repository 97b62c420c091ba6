import { constants } from 'node:fs';
import { chmod, copyFile, lchown, lstat, lutimes, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';

/** How much one volume of an image may bring along. */
export interface CopyLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/**
 * Copies what is in a directory into another one that exists: files, directories and symbolic links (as they are, never
 * followed), with owners, modes and times. Device nodes, sockets and FIFOs are left out. The source must not change
 * meanwhile.
 * @throws FailureError LayerInvalid where the limits are exceeded; and what `node:fs` throws
 */
export const copyTree = async (
  { fromDir, toDir }: { readonly fromDir: string; readonly toDir: string },
  limits: CopyLimits,
  signal: AbortSignal,
): Promise<void> => {
  let entries = 0;
  let bytes = 0;
  const copyDirectory = async (from: string, to: string): Promise<void> => {
    for (const name of await readdir(from)) {
      signal.throwIfAborted();
      await copyEntry(join(from, name), join(to, name));
    }
    await copyAttributes(from, to);
  };
  const copyEntry = async (from: string, to: string): Promise<void> => {
    const stat = await lstat(from);
    entries += 1;
    bytes += stat.isFile() ? stat.size : 0;
    if (entries > limits.maxEntries || bytes > limits.maxBytes) {
      throw new FailureError('LayerInvalid', { path: fromDir, reason: 'the content of an image volume is too large' });
    }
    if (stat.isDirectory()) {
      await mkdir(to, { mode: 0o700 });
      await copyDirectory(from, to);
    } else if (stat.isFile()) {
      await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await copyAttributes(from, to);
    } else if (stat.isSymbolicLink()) {
      await symlink(await readlink(from), to);
      await lchown(to, stat.uid, stat.gid);
    }
  };
  await copyDirectory(fromDir, toDir);
};

/** The owner goes before the mode: changing it clears the setuid bits. */
const copyAttributes = async (from: string, to: string): Promise<void> => {
  const { uid, gid, mode, atime, mtime } = await lstat(from);
  await lchown(to, uid, gid);
  await chmod(to, mode & 0o7777);
  await lutimes(to, atime, mtime);
};
