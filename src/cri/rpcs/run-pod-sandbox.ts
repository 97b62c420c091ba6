import { NamespaceMode, type RunPodSandboxRequest, type RunPodSandboxResponse } from '../../../proto/generated/api.js';
import type { SandboxConfig } from '../../machines/config.ts';
import type { Draft, RunSandbox } from '../../machines/messages.ts';
import type { Views } from '../../machines/views.ts';
import { asking, type Rpc } from '../rpc.ts';
import { invalid, line } from '../validate.ts';
import { sandboxConfig } from '../validate-sandbox.ts';

/**
 * Makes a sandbox and brings it to READY. All or nothing; a repeated request with the same metadata joins the one at
 * work or gets its id, so the id that comes back may be another than the new one said here.
 */
export const runPodSandbox: Rpc<RunPodSandboxRequest, RunPodSandboxResponse> = asking({
  command: (request, { ids, views }): Draft<RunSandbox> => {
    const runtimeHandler = line(request.runtimeHandler, 'runtime_handler');
    const config = sandboxConfig(request.config);
    if (hasUserNamespace(config)) requireUserNamespaces(views, runtimeHandler);
    return { type: 'sandbox.run', sandboxId: ids.sandboxId(), config, runtimeHandler };
  },
  response: ({ sandboxId }) => ({ podSandboxId: sandboxId }),
});

const hasUserNamespace = (config: SandboxConfig): boolean =>
  config.linux?.securityContext?.namespaceOptions?.usernsOptions?.mode === NamespaceMode.POD;

/** Running such a pod without its user namespace would give it the node's root. Unknown handlers are the machine's. */
const requireUserNamespaces = (views: Views, handlerName: string): void => {
  const handler = views.runtimeHandlers().find(({ name }) => name === handlerName);
  if (handler?.hasUserNamespaces === false) {
    const field = 'config.linux.security_context.namespace_options.userns_options';
    throw invalid(field, 'the runtime handler, or this node, cannot do user namespaces');
  }
};
