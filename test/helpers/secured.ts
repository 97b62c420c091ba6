/** Pods and containers with a security context of a test's choice. */
import type {
  ContainerConfig,
  LinuxContainerSecurityContext,
  LinuxSandboxSecurityContext,
  NamespaceOption,
  PodSandboxConfig,
} from '../../proto/generated/api.js';
import type { NodeWorld } from './node-world.ts';
import { containerConfig, podConfig } from './pods.ts';

export const securedContainer = (
  name: string,
  script: string,
  context: Partial<LinuxContainerSecurityContext>,
  more: Partial<ContainerConfig> = {},
): ContainerConfig => {
  const config = { ...containerConfig(name, script), ...more };
  const { linux } = config;
  if (linux?.securityContext === undefined) throw new Error('containerConfig makes containers with a security context');
  return { ...config, linux: { ...linux, securityContext: { ...linux.securityContext, ...context } } };
};

export const securedPod = (
  world: NodeWorld,
  name: string,
  context: Partial<LinuxSandboxSecurityContext>,
  more: Partial<PodSandboxConfig> = {},
): PodSandboxConfig => {
  const config = { ...podConfig(world, name), ...more };
  const { linux } = config;
  if (linux?.securityContext === undefined) throw new Error('podConfig makes pods with a security context');
  return { ...config, linux: { ...linux, securityContext: { ...linux.securityContext, ...context } } };
};

/** Namespaces that are the pod's, but for these. */
export const namespaces = (options: Partial<NamespaceOption> = {}): NamespaceOption => ({
  network: 0,
  pid: 1,
  ipc: 0,
  targetId: '',
  usernsOptions: undefined,
  ...options,
});
