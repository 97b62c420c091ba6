import type {
  UpdateContainerResourcesRequest,
  UpdateContainerResourcesResponse,
} from '../../../proto/generated/api.ts';
import type { Draft, UpdateContainer } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { invalid, labels, named, present } from '../validate.ts';
import { resources } from '../validate-linux.ts';

/**
 * Other limits for a created or running container; 0 and empty leave a limit as it is. Answers when the kernel has them.
 * Annotations mean nothing here, as with other runtimes.
 */
export const updateContainerResources: Rpc<UpdateContainerResourcesRequest, UpdateContainerResourcesResponse> = asking({
  command: (request): Draft<UpdateContainer> => {
    const containerId = named(request.containerId, 'container_id');
    if (request.windows !== undefined) throw invalid('windows', 'this is Linux');
    const limits = present(request.linux, 'linux');
    resources(limits, 'linux');
    labels(request.annotations, 'annotations');
    return { type: 'container.update', containerId, resources: limits };
  },
  response: () => ({}),
});
