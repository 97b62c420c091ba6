import type { StartContainerRequest, StartContainerResponse } from '../../../proto/generated/api.ts';
import type { Draft, StartContainer } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';

/** Starts a created container; answers when its process runs. A second start is an error. */
export const startContainer: Rpc<StartContainerRequest, StartContainerResponse> = asking({
  command: ({ containerId }): Draft<StartContainer> => ({
    type: 'container.start',
    containerId: named(containerId, 'container_id'),
  }),
  response: () => ({}),
});
