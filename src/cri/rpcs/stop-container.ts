import type { StopContainerRequest, StopContainerResponse } from '../../../proto/generated/api.ts';
import type { Draft, StopContainer } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named, secondsToMs } from '../validate.ts';

/** Stops a container within a grace period; 0 kills at once. Absent or exited counts as stopped (CRI: idempotent). */
export const stopContainer: Rpc<StopContainerRequest, StopContainerResponse> = asking({
  command: (request): Draft<StopContainer> => ({
    type: 'container.stop',
    containerId: named(request.containerId, 'container_id'),
    graceMs: secondsToMs(request.timeout, 'timeout'),
  }),
  response: () => ({}),
});
