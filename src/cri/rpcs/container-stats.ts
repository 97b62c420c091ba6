import type { ContainerStatsRequest, ContainerStatsResponse } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import { measuredContainers } from '../measured.ts';
import { type Rpc, reading } from '../rpc.ts';
import { named } from '../validate.ts';

/**
 * What one container uses now. Of one that has ended only what it wrote.
 * @throws FailureError ContainerNotFound {containerId}, also where it is removed meanwhile
 */
export const containerStats: Rpc<ContainerStatsRequest, ContainerStatsResponse> = reading(async (request, handed) => {
  const containerId = named(request.containerId, 'container_id');
  const view = handed.views.container(containerId);
  const [stats] = view === undefined ? [] : await measuredContainers([view], handed);
  if (stats === undefined) throw new FailureError('ContainerNotFound', { containerId });
  return { stats };
});
