import type { ImageFsInfoRequest, ImageFsInfoResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';
import { filesystemOf } from '../stats-view.ts';

/** What images and containers take. Both are on one file system, and equal mount points say so. Never measures here. */
export const imageFsInfo: Rpc<ImageFsInfoRequest, ImageFsInfoResponse> = reading((_, { views }) => {
  const usage = filesystemOf(views.imageFs());
  return { imageFilesystems: [usage], containerFilesystems: [usage] };
});
