import type { PodSandboxStatusRequest, PodSandboxStatusResponse } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { SandboxView } from '../../machines/views.ts';
import { containerStatusOf } from '../container-view.ts';
import { type Rpc, reading } from '../rpc.ts';
import { sandboxStatusOf } from '../sandbox-view.ts';
import { nanoseconds } from '../times.ts';
import { named } from '../validate.ts';
import { infoOf } from '../verbose.ts';

/**
 * One sandbox and its containers, of one moment. Unknown is NotFound: the kubelet skips that, and aborts on all others.
 * @throws FailureError SandboxNotFound {sandboxId}
 */
export const podSandboxStatus: Rpc<PodSandboxStatusRequest, PodSandboxStatusResponse> = reading((request, handed) => {
  const { views, nowMs } = handed;
  const sandboxId = named(request.podSandboxId, 'pod_sandbox_id');
  const view = views.sandbox(sandboxId);
  if (view === undefined) throw new FailureError('SandboxNotFound', { sandboxId });
  return {
    status: sandboxStatusOf(view),
    info: request.verbose ? infoOf({ info: factsOf(view) }) : {},
    containersStatuses: views
      .containers()
      .filter((container) => container.sandboxId === view.sandboxId)
      .map(containerStatusOf),
    timestamp: nanoseconds(nowMs()),
  };
});

/** For `crictl inspectp`. */
const factsOf = (view: SandboxView): JsonObject => ({
  pid: view.infraPid ?? 0,
  chartState: view.chartState,
  netnsPath: view.netnsPath,
  runtimeHandler: view.runtimeHandler,
  cniResult: view.cniResult,
  overhead: view.overhead as unknown as JsonObject | undefined,
  resources: view.resources as unknown as JsonObject | undefined,
  failure: view.failure && { code: view.failure.code, details: view.failure.details, cause: view.failure.cause },
  config: view.config as unknown as JsonObject,
});
