import type { RemoveContainerRequest, RemoveContainerResponse } from '../../../proto/generated/api.ts';
import type { Draft, RemoveContainer } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';

/** Removes a container; one that runs is killed first. Its log stays. Absent counts as removed (CRI: idempotent). */
export const removeContainer: Rpc<RemoveContainerRequest, RemoveContainerResponse> = asking({
  command: ({ containerId }): Draft<RemoveContainer> => ({
    type: 'container.remove',
    containerId: named(containerId, 'container_id'),
  }),
  response: () => ({}),
});
