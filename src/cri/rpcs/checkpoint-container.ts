import type { CheckpointContainerRequest, CheckpointContainerResponse } from '../../../proto/generated/api.ts';
import type { CheckpointContainer, Draft } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { absolutePath, line, named, secondsToMs, withoutParents } from '../validate.ts';

/**
 * Writes an archive of a running container, which goes on running. A repeated request with the same location joins the one at
 * work. Answers when the archive is there, whole; `timeout` 0 is the configured limit.
 */
export const checkpointContainer: Rpc<CheckpointContainerRequest, CheckpointContainerResponse> = asking({
  command: ({ containerId, location, timeout }): Draft<CheckpointContainer> => ({
    type: 'container.checkpoint',
    containerId: named(containerId, 'container_id'),
    location: withoutParents(line(absolutePath(location, 'location'), 'location'), 'location'),
    timeoutMs: secondsToMs(timeout, 'timeout'),
  }),
  response: () => ({}),
});
