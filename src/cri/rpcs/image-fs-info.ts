import type { FilesystemUsage, ImageFsInfoRequest, ImageFsInfoResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';
import { nanoseconds } from '../times.ts';

/** What images and containers take. Both are on one file system, and equal mount points say so. Never measures here. */
export const imageFsInfo: Rpc<ImageFsInfoRequest, ImageFsInfoResponse> = reading((_, { views }) => {
  const seen = views.imageFs();
  const usage: FilesystemUsage = {
    timestamp: nanoseconds(seen.atMs),
    fsId: { mountpoint: seen.mountpoint },
    usedBytes: { value: `${seen.usedBytes}` },
    inodesUsed: { value: `${seen.inodesUsed}` },
  };
  return { imageFilesystems: [usage], containerFilesystems: [usage] };
});
