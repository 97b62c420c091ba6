import type { PodSandboxStatsRequest, PodSandboxStatsResponse } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import { measuredSandboxes } from '../measured.ts';
import { type Rpc, reading } from '../rpc.ts';
import { named } from '../validate.ts';

/**
 * What one pod uses now, and each container in it.
 * @throws FailureError SandboxNotFound {sandboxId}, also where it is removed meanwhile
 */
export const podSandboxStats: Rpc<PodSandboxStatsRequest, PodSandboxStatsResponse> = reading(
  async (request, handed) => {
    const sandboxId = named(request.podSandboxId, 'pod_sandbox_id');
    const view = handed.views.sandbox(sandboxId);
    const [stats] = view === undefined ? [] : await measuredSandboxes([view], handed);
    if (stats === undefined) throw new FailureError('SandboxNotFound', { sandboxId });
    return { stats };
  },
);
