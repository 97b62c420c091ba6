/** Whose pid namespace a container asks to be in. Source: CRI runtime.v1, NamespaceMode TARGET. */
import { NamespaceMode } from './config.ts';
import type { Failure } from './failure.ts';
import type { CreateContainer } from './messages.ts';
import type { SandboxContext } from './sandbox-context.ts';
import type { ProcessRef } from './services/tasks.ts';

const field = 'config.linux.security_context.namespace_options.target_id';

/**
 * The running container of this pod that `target_id` names, by its id or by a prefix that no other has. Undefined: none is
 * asked for.
 */
export const targetProcessOf = (
  { members }: Pick<SandboxContext, 'members'>,
  { config }: Pick<CreateContainer, 'config'>,
): { readonly process: ProcessRef } | { readonly failure: Failure } | undefined => {
  const options = config.linux?.securityContext?.namespaceOptions;
  if (options?.pid !== NamespaceMode.TARGET) return undefined;
  const { targetId } = options;
  const fitting = Object.keys(members).filter((id) => targetId !== '' && id.startsWith(targetId));
  const found = fitting.includes(targetId) ? targetId : fitting[0];
  if (fitting.length > 1 && found !== targetId) {
    return { failure: { code: 'IdAmbiguous', details: { field, prefix: targetId, fitting: fitting.length } } };
  }
  const process = found === undefined ? undefined : members[found]?.process;
  return process === undefined
    ? { failure: { code: 'ContainerNotFound', details: { field, containerId: targetId } } }
    : { process };
};
