import type { ReopenContainerLogRequest, ReopenContainerLogResponse } from '../../../proto/generated/api.ts';
import type { Draft, ReopenLog } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';

/** Goes on in a new log file; answers when that exists. Only for a running container: on an error the kubelet renames back. */
export const reopenContainerLog: Rpc<ReopenContainerLogRequest, ReopenContainerLogResponse> = asking({
  logsAt: 'debug',
  command: ({ containerId }): Draft<ReopenLog> => ({
    type: 'container.reopenLog',
    containerId: named(containerId, 'container_id'),
  }),
  response: () => ({}),
});
