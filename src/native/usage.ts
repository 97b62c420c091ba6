import { call, checkTexts } from './addon.ts';

export interface DiskUsage {
  readonly usedBytes: number;
  readonly inodesUsed: number;
}

/**
 * What a directory and all in it take of its filesystem: allocated blocks, hard links once. Other mounts in it are left
 * out; what vanishes meanwhile is skipped. Takes as long as the tree is large, and one thread of the pool.
 */
export const diskUsage = (dir: string): Promise<DiskUsage> =>
  call((addon: UsageCalls) => {
    checkTexts('open', dir);
    return addon.diskUsage(dir);
  });

interface UsageCalls {
  diskUsage(dir: string): Promise<DiskUsage>;
}
