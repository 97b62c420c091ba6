import { readFile, realpath, rm } from 'node:fs/promises';
import { FailureError } from '../machines/failure.ts';
import { isWithin, parseMountinfo } from '../oci/mountinfo.ts';
import { allSettled } from './all-settled.ts';
import { errnoOf } from './fs-failure.ts';

/**
 * Removes directories with all that is in them; absent is fine. Never while something is mounted below: what would be
 * deleted then may be the node's.
 * @throws FailureError SyscallFailed {syscall: 'rm', path, code: 'EBUSY'} naming the mount; and what `node:fs` throws
 */
export const removeTrees = async (dirs: readonly string[]): Promise<void> => {
  const realDirs = (await allSettled(dirs.map(realPathOf))).filter((dir) => dir !== undefined);
  if (realDirs.length === 0) return;
  const mounts = parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'));
  for (const dir of realDirs) {
    const busy = mounts.find(({ mountPoint }) => isWithin(dir, mountPoint));
    if (busy !== undefined) {
      throw new FailureError('SyscallFailed', { syscall: 'rm', path: busy.mountPoint, code: 'EBUSY' });
    }
  }
  await allSettled(realDirs.map((dir) => rm(dir, { recursive: true, force: true })));
};

/** As the kernel names it in mountinfo; undefined: absent. */
const realPathOf = async (dir: string): Promise<string | undefined> => {
  try {
    return await realpath(dir);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
};
