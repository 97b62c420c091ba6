import type { SandboxConfig } from '../machines/config.ts';
import { specInvalid } from './invalid.ts';
import { isHostIpc, isHostNetwork } from './namespaces.ts';

/** Those of the IPC namespace. Source: namespaces(7), ipc_namespaces(7). */
const ofIpc = new Set([
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
]);

/**
 * The pod's sysctls as they are to be written in its namespaces.
 * @throws FailureError SpecInvalid naming the key that belongs to the whole node, or to a namespace that is the host's
 */
export const validateSysctls = (config: Pick<SandboxConfig, 'linux'>): Readonly<Record<string, string>> => {
  const options = config.linux?.securityContext?.namespaceOptions;
  const sysctls = config.linux?.sysctls ?? {};
  for (const [key, value] of Object.entries(sysctls)) {
    const refuse = (reason: string) => specInvalid(`linux.sysctls[${key}]`, reason);
    if (!/^[\w-]+([./][\w-]+)+$/.test(key)) throw refuse('is not a name of a sysctl');
    if (/[\0\n]/.test(value)) throw refuse('its value has a line break or NUL');
    const dotted = key.replaceAll('/', '.');
    if (dotted.startsWith('net.')) {
      if (isHostNetwork(options)) throw refuse("belongs to the network namespace, which is the host's");
    } else if (ofIpc.has(dotted) || dotted.startsWith('fs.mqueue.')) {
      if (isHostIpc(options)) throw refuse("belongs to the IPC namespace, which is the host's");
    } else throw refuse('is not namespaced: it would change the whole node');
  }
  return sysctls;
};

/**
 * {@link validateSysctls} plus what a pod with a network namespace of its own gets unless it says otherwise: low ports
 * and ping without a capability.
 */
export const sandboxSysctls = (
  config: Pick<SandboxConfig, 'linux'>,
  defaults: { readonly hasUnprivilegedPorts: boolean; readonly hasUnprivilegedIcmp: boolean },
): Readonly<Record<string, string>> => {
  const asked = validateSysctls(config);
  if (isHostNetwork(config.linux?.securityContext?.namespaceOptions)) return asked;
  return {
    ...(defaults.hasUnprivilegedPorts ? { 'net.ipv4.ip_unprivileged_port_start': '0' } : {}),
    ...(defaults.hasUnprivilegedIcmp ? { 'net.ipv4.ping_group_range': '0 2147483647' } : {}),
    ...asked,
  };
};
