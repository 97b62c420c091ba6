import type { CreateContainerRequest, CreateContainerResponse } from '../../../proto/generated/api.ts';
import type { CreateContainer, Draft } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';
import { containerConfig } from '../validate-container.ts';

/**
 * Makes a container in a ready sandbox, from an image that is there. A repeated request with the same metadata joins
 * the one at work or gets its id. `sandbox_config` is not read: the sandbox keeps its own.
 */
export const createContainer: Rpc<CreateContainerRequest, CreateContainerResponse> = asking({
  command: (request, { ids }): Draft<CreateContainer> => ({
    type: 'container.create',
    sandboxId: named(request.podSandboxId, 'pod_sandbox_id'),
    containerId: ids.containerId(),
    config: containerConfig(request.config),
  }),
  response: ({ containerId }) => ({ containerId }),
});
