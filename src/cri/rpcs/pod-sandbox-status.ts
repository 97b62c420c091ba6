import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { PodSandboxStatus, PodSandboxStatusResponse } from '../../../proto/generated/api.js';
import type { PodSandboxStatusRequest } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { SandboxView } from '../../machines/views.ts';
import { newestFirst } from '../container-view.ts';
import { Encoded, encodedOnce, putAll } from '../encoded.ts';
import { type Rpc, reading } from '../rpc.ts';
import { sandboxStatusOf } from '../sandbox-view.ts';
import { nanoseconds } from '../times.ts';
import { named } from '../validate.ts';
import { infoOf } from '../verbose.ts';
import { encodedContainerStatus } from './container-status.ts';

/**
 * One sandbox and its containers, the newest first, of one moment. Unknown is NotFound: the kubelet skips that, and aborts on all others.
 * @throws FailureError SandboxNotFound {sandboxId}
 */
export const podSandboxStatus: Rpc<PodSandboxStatusRequest, PodSandboxStatusResponse> = reading((request, handed) => {
  const { views, nowMs } = handed;
  const sandboxId = named(request.podSandboxId, 'pod_sandbox_id');
  const view = views.sandbox(sandboxId);
  if (view === undefined) throw new FailureError('SandboxNotFound', { sandboxId });
  const containers = views.containersOf(view.sandboxId);
  const writer = putAll(new BinaryWriter(), 1, [encodedSandboxStatus(view)]);
  putAll(writer, 3, newestFirst(containers).map(encodedContainerStatus));
  const others = {
    status: undefined,
    info: request.verbose ? infoOf({ info: factsOf(view) }) : {},
    containersStatuses: [],
    timestamp: nanoseconds(nowMs()),
  };
  return new Encoded(PodSandboxStatusResponse.encode(others, writer).finish());
});

const encodedSandboxStatus = encodedOnce(PodSandboxStatus, sandboxStatusOf);

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
