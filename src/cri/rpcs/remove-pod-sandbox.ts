import type { RemovePodSandboxRequest, RemovePodSandboxResponse } from '../../../proto/generated/api.ts';
import type { Draft, RemoveSandbox } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named } from '../validate.ts';

/** Removes a sandbox with its containers, by force where they run. Absent counts as removed (CRI: idempotent). */
export const removePodSandbox: Rpc<RemovePodSandboxRequest, RemovePodSandboxResponse> = asking({
  command: ({ podSandboxId }): Draft<RemoveSandbox> => ({
    type: 'sandbox.remove',
    sandboxId: named(podSandboxId, 'pod_sandbox_id'),
  }),
  response: () => ({}),
});
