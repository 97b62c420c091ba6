import { FailureError } from '../../machines/failure.ts';
import type { unmount } from '../../native.ts';

/** More mounts on one point than anybody makes. */
const maxMounts = 64;

/**
 * Unmounts all that is mounted on a point, also one on top of another. What is still in use goes lazily: out of the tree
 * now, for good when its last user ends.
 * @throws FailureError SyscallFailed
 */
export const unmountAll = async (target: string, unmountOne: typeof unmount): Promise<void> => {
  for (let unmounted = 0; unmounted < maxMounts; unmounted += 1) {
    try {
      if (!(await unmountOne(target))) return;
    } catch (error) {
      if (!(error instanceof FailureError) || error.details.code !== 'EBUSY') throw error;
      await unmountOne(target, { isLazy: true });
    }
  }
  throw new FailureError('SyscallFailed', { syscall: 'umount2', path: target, code: 'EBUSY' });
};
