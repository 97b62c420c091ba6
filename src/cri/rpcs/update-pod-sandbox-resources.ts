import type {
  UpdatePodSandboxResourcesRequest,
  UpdatePodSandboxResourcesResponse,
} from '../../../proto/generated/api.ts';
import type { Draft, UpdateSandbox } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';
import { resources } from '../validate-linux.ts';

/** Tells what the pod as a whole has now. Its cgroup is the client's own, who has changed it already: this is kept and shown. */
export const updatePodSandboxResources: Rpc<UpdatePodSandboxResourcesRequest, UpdatePodSandboxResourcesResponse> =
  asking({
    command: (request): Draft<UpdateSandbox> => {
      const sandboxId = named(request.podSandboxId, 'pod_sandbox_id');
      resources(request.overhead, 'overhead');
      resources(request.resources, 'resources');
      return { type: 'sandbox.update', sandboxId, overhead: request.overhead, resources: request.resources };
    },
    response: () => ({}),
  });
