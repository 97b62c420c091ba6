import type { PortForwardRequest, PortForwardResponse } from '../../../proto/generated/api.ts';
import { FailureError } from '../../machines/failure.ts';
import { type Rpc, reading } from '../rpc.ts';
import { named } from '../validate.ts';

/**
 * Gives a URL through which ports of the pod can be reached. A port that cannot be connected to is told on its stream.
 * @throws FailureError SandboxNotFound {sandboxId}, SandboxWrongState {sandboxId, state}
 */
export const portForward: Rpc<PortForwardRequest, PortForwardResponse> = reading((request, { views, urlOf }) => {
  const id = named(request.podSandboxId, 'pod_sandbox_id');
  const view = views.sandbox(id);
  if (view === undefined) throw new FailureError('SandboxNotFound', { sandboxId: id });
  const { sandboxId, state } = view;
  if (state !== 'ready') throw new FailureError('SandboxWrongState', { sandboxId, state });
  const ports = request.port.filter((port) => port >= 1 && port <= 65_535).slice(0, maxPorts);
  return { url: urlOf({ kind: 'portforward', sandboxId, ports }) };
});

/** Channels of a WebSocket have one byte for their number, and each port takes two. */
const maxPorts = 127;
