/** Pods with user namespaces of their own, and containers in them. */
import {
  type ContainerConfig,
  type Mount,
  Mount as MountMessage,
  NamespaceMode,
  type NamespaceOption,
  type PodSandboxConfig,
} from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import type { NodeWorld } from './node-world.ts';
import { containerConfig, podConfig } from './pods.ts';

export const idsFrom = (hostId: number) => ({ containerId: 0, hostId, length: 65_536 });

export interface UsernsWishes {
  /** The first id of the node. */
  readonly hostId?: number;
  readonly pid?: 'POD' | 'CONTAINER';
  readonly isHostNetwork?: boolean;
  readonly privileged?: boolean;
  readonly sysctls?: Record<string, string>;
}

const optionsOf = ({ hostId = 100_000, pid = 'CONTAINER', isHostNetwork = false }: UsernsWishes): NamespaceOption => ({
  network: isHostNetwork ? NamespaceMode.NODE : NamespaceMode.POD,
  ipc: NamespaceMode.POD,
  pid: NamespaceMode[pid],
  targetId: '',
  usernsOptions: { mode: NamespaceMode.POD, uids: [idsFrom(hostId)], gids: [idsFrom(hostId)] },
});

export const usernsPod = (world: NodeWorld, name: string, wishes: UsernsWishes = {}): PodSandboxConfig => {
  const config = podConfig(world, name);
  const { linux } = config;
  if (linux?.securityContext === undefined) throw new Error('podConfig makes pods with a security context');
  const { privileged = false, sysctls = {}, isHostNetwork = false } = wishes;
  const securityContext = { ...linux.securityContext, namespaceOptions: optionsOf(wishes), privileged };
  return { ...config, hostname: isHostNetwork ? '' : name, linux: { ...linux, sysctls, securityContext } };
};

export const usernsContainer = (
  name: string,
  script: string,
  wishes: UsernsWishes = {},
  more: Partial<ContainerConfig> = {},
): ContainerConfig => {
  const config = { ...containerConfig(name, script), ...more };
  const { linux } = config;
  if (linux?.securityContext === undefined) throw new Error('containerConfig makes containers with a security context');
  const { privileged = false } = wishes;
  const securityContext = { ...linux.securityContext, namespaceOptions: optionsOf(wishes), privileged };
  return { ...config, linux: { ...linux, securityContext } };
};

/** A directory of the node; `ids`: with its owners as the pod has them. */
export const volume = (hostPath: string, containerPath: string, more: Partial<Mount> = {}): Mount => ({
  ...message(MountMessage),
  hostPath,
  containerPath,
  ...more,
});
export const mapped = (hostId = 100_000): Pick<Mount, 'uidMappings' | 'gidMappings'> => ({
  uidMappings: [idsFrom(hostId)],
  gidMappings: [idsFrom(hostId)],
});
