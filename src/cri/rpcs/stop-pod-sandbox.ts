import type { StopPodSandboxRequest, StopPodSandboxResponse } from '../../../proto/generated/api.ts';
import type { Draft, StopSandbox } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';

/** Stops all containers at once and takes the network down. Absent or stopped counts as done (CRI: idempotent). */
export const stopPodSandbox: Rpc<StopPodSandboxRequest, StopPodSandboxResponse> = asking({
  command: ({ podSandboxId }): Draft<StopSandbox> => ({
    type: 'sandbox.stop',
    sandboxId: named(podSandboxId, 'pod_sandbox_id'),
  }),
  response: () => ({}),
});
