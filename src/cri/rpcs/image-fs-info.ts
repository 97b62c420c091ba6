import type { ImageFsInfoRequest, ImageFsInfoResponse } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import type { ContainerView, Views } from '../../machines/views.ts';
import { type Rpc, reading } from '../rpc.ts';
import { filesystemOf } from '../stats-view.ts';

/**
 * What images take, and what containers wrote. Equal mount points say that both are on one file system. Never measures
 * here, and never fails: a client takes a failure for a runtime that is not there. So while it recovers, what containers
 * wrote is left out.
 */
export const imageFsInfo: Rpc<ImageFsInfoRequest, ImageFsInfoResponse> = reading((_, { views, stats }) => {
  const containers = containersIn(views);
  return {
    imageFilesystems: [filesystemOf(views.imageFs())],
    containerFilesystems: containers === undefined ? [] : [filesystemOf(stats.written(containers))],
  };
});

const containersIn = (views: Pick<Views, 'containers'>): readonly ContainerView[] | undefined => {
  try {
    return views.containers();
  } catch (error) {
    if (error instanceof FailureError && error.code === 'Recovering') return undefined;
    throw error;
  }
};
