import type { NamespaceOption, UserNamespace } from '../../proto/generated/api.ts';
import type { SandboxScene } from '../machines/services/bundles.ts';
import type { IdRange, NamespaceKind } from '../machines/services/sandboxes.ts';
import type { ProcessRef } from '../machines/services/tasks.ts';
import { idMapOf } from '../machines/user-namespace.ts';
import type { HostFacts } from './facts.ts';
import { specInvalid } from './invalid.ts';
import type { Namespace } from './spec.ts';
import { NamespaceMode } from './wire-values.ts';

const field = 'linux.security_context.namespace_options';

/**
 * The namespaces of a container. Network, IPC, UTS and user are the sandbox's, whatever the container's own options say; a
 * namespace that is missing here is the host's.
 * @throws FailureError SpecInvalid for another user namespace than the sandbox's, and for a pid namespace that is not there
 */
export const containerNamespaces = (facts: {
  readonly options: NamespaceOption | undefined;
  readonly sandbox: SandboxScene;
  readonly target?: ProcessRef | undefined;
  readonly isPrivileged: boolean;
  readonly host: Pick<HostFacts, 'cgroups'>;
}): readonly Namespace[] => {
  refuseOtherUserNamespace(facts.options, facts.sandbox);
  const hasOwnCgroupView = facts.host.cgroups.mode === 'v2' && !facts.isPrivileged;
  return [
    { type: 'mount' },
    ...sandboxNamespaces(facts.sandbox),
    ...pidNamespaceOf(facts),
    ...(hasOwnCgroupView ? [{ type: 'cgroup' } as const] : []),
  ];
};

/** The infra container's: its pid namespace is what containers of mode POD join. */
export const infraNamespaces = (sandbox: SandboxScene): readonly Namespace[] => {
  const options = sandbox.config.linux?.securityContext?.namespaceOptions;
  const isHostPid = options?.pid === NamespaceMode.NODE;
  return [{ type: 'mount' }, ...sandboxNamespaces(sandbox), ...(isHostPid ? [] : [{ type: 'pid' } as const])];
};

/** Whether the kernel ends the whole container with its first process. */
export const hasOwnPidNamespace = (namespaces: readonly Namespace[]): boolean =>
  namespaces.some(({ type, path }) => type === 'pid' && path === undefined);

export const isHostNetwork = (options: NamespaceOption | undefined): boolean => options?.network === NamespaceMode.NODE;
export const isHostIpc = (options: NamespaceOption | undefined): boolean => options?.ipc === NamespaceMode.NODE;

/** With host network a pod has the host's name too. */
const sandboxNamespaces = (sandbox: SandboxScene): readonly Namespace[] => {
  const options = sandbox.config.linux?.securityContext?.namespaceOptions;
  const pinned = (type: Namespace['type'], kind: NamespaceKind): Namespace => {
    const path = sandbox.pins[kind];
    if (path === undefined) throw specInvalid(`${field}.${type}`, `the sandbox has no ${type} namespace to join`);
    return { type, path };
  };
  return [
    ...(isHostNetwork(options) ? [] : [pinned('network', 'net'), pinned('uts', 'uts')]),
    ...(isHostIpc(options) ? [] : [pinned('ipc', 'ipc')]),
    ...(idMapOf(sandbox.config) === undefined ? [] : [pinned('user', 'user')]),
  ];
};

interface PidQuestion {
  readonly options: NamespaceOption | undefined;
  readonly sandbox: SandboxScene;
  readonly target?: ProcessRef | undefined;
}

const pidNamespaceOf = (facts: PidQuestion): readonly Namespace[] => {
  const joined = pidnsOf(facts);
  if (joined !== undefined) return [{ type: 'pid', path: `/proc/${joined.pid}/ns/pid` }];
  return facts.options?.pid === NamespaceMode.CONTAINER ? [{ type: 'pid' }] : [];
};

/**
 * The process whose pid namespace a container joins; undefined: it has one of its own, or the node's. It must still live
 * when the container has been made, or its number may have been another process's by then.
 * @throws FailureError SpecInvalid where there is no such process
 */
export const pidnsOf = ({ options, sandbox, target }: PidQuestion): ProcessRef | undefined => {
  const mode = options?.pid ?? NamespaceMode.POD;
  if (mode === NamespaceMode.NODE || mode === NamespaceMode.CONTAINER) return undefined;
  if (mode === NamespaceMode.TARGET) {
    if (target === undefined) throw specInvalid(`${field}.target_id`, 'the target container does not run');
    return target;
  }
  if (sandbox.config.linux?.securityContext?.namespaceOptions?.pid === NamespaceMode.NODE) return undefined;
  if (sandbox.infra === undefined) {
    throw specInvalid(`${field}.pid`, 'the sandbox has no process whose pid namespace could be shared');
  }
  return sandbox.infra;
};

/**
 * A container lives in its sandbox's user namespace, and has to say the same of it: whoever asks for another one would get
 * what was not asked for. Saying nothing is saying "the node's".
 * @throws FailureError SpecInvalid
 */
export const refuseOtherUserNamespace = (
  options: NamespaceOption | undefined,
  sandbox: Pick<SandboxScene, 'config'>,
): void => {
  const told = sandbox.config.linux?.securityContext?.namespaceOptions?.usernsOptions;
  if (textOf(options?.usernsOptions) !== textOf(told)) {
    const reason = `must be as the pod's: ${textOf(told)}, not ${textOf(options?.usernsOptions)}`;
    throw specInvalid(`${field}.userns_options`, reason);
  }
};

const textOf = (options: UserNamespace | undefined): string => {
  if (options === undefined || options.mode === NamespaceMode.NODE) return "the node's";
  const ranges = (list: readonly IdRange[]) =>
    list.map(({ containerId, hostId, length }) => `${containerId}:${hostId}:${length}`).join(',');
  return `mode ${options.mode}, uids ${ranges(options.uids)}, gids ${ranges(options.gids)}`;
};
