import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { ContainerStatus, ContainerStatusResponse } from '../../../proto/generated/api.js';
import type { ContainerStatusRequest } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { ContainerView } from '../../machines/views.ts';
import { containerStatusOf } from '../container-view.ts';
import { Encoded, encodedOnce, putAll } from '../encoded.ts';
import type { Handed } from '../handed.ts';
import { type Rpc, reading } from '../rpc.ts';
import { named } from '../validate.ts';
import { infoOf } from '../verbose.ts';

/**
 * One container. Unknown is NotFound: the kubelet skips that, and aborts on all others.
 * @throws FailureError ContainerNotFound {containerId}
 */
export const containerStatus: Rpc<ContainerStatusRequest, ContainerStatusResponse> = reading(
  async (request, handed) => {
    const { views, readSpec } = handed;
    const containerId = named(request.containerId, 'container_id');
    const view = views.container(containerId);
    if (view === undefined) throw new FailureError('ContainerNotFound', { containerId });
    const writer = putAll(new BinaryWriter(), 1, [encodedContainerStatus(view)]);
    const info = request.verbose ? infoOf({ info: await factsOf(view, readSpec) }) : {};
    return new Encoded(ContainerStatusResponse.encode({ status: undefined, info }, writer).finish());
  },
);

export const encodedContainerStatus = encodedOnce(ContainerStatus, containerStatusOf);

/** For `crictl inspect`; scripts read `.info.pid` and `.info.runtimeSpec`. */
const factsOf = async (view: ContainerView, readSpec: Handed['readSpec']): Promise<JsonObject> => ({
  sandboxID: view.sandboxId,
  pid: view.pid ?? 0,
  chartState: view.chartState,
  runtimeHandler: view.runtimeHandler,
  privileged: view.config.linux?.securityContext?.privileged ?? false,
  config: view.config as unknown as JsonObject,
  runtimeSpec: view.bundleDir === undefined ? undefined : await readSpec(view.bundleDir),
});
