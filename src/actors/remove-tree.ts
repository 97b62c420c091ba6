import { readFile, rm } from 'node:fs/promises';
import { FailureError } from '../machines/failure.ts';
import { isWithin, parseMountinfo } from '../oci/mountinfo.ts';
import { allSettled } from './all-settled.ts';

/**
 * Removes directories with all that is in them; absent is fine. Never while something is mounted below: what would be
 * deleted then may be the node's.
 * @throws FailureError SyscallFailed {syscall: 'rm', path, code: 'EBUSY'} naming the mount; and what `node:fs` throws
 */
export const removeTrees = async (dirs: readonly string[]): Promise<void> => {
  const mounts = parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'));
  for (const dir of dirs) {
    const busy = mounts.find(({ mountPoint }) => isWithin(dir, mountPoint));
    if (busy !== undefined)
      throw new FailureError('SyscallFailed', { syscall: 'rm', path: busy.mountPoint, code: 'EBUSY' });
  }
  await allSettled(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
};
