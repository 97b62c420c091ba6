/** Text of the files that the containers of a pod share. */
import type { DNSConfig } from '../../proto/generated/api.ts';
import type { SandboxConfig } from '../machines/config.ts';
import { specInvalid } from './invalid.ts';
import { isHostNetwork } from './namespaces.ts';

/**
 * The pod's resolv.conf; undefined: the node's is to be used, for the request says nothing.
 * @throws FailureError SpecInvalid for entries that would break out of their line
 */
export const resolvConfOf = (dns: DNSConfig | undefined): string | undefined => {
  const { servers = [], searches = [], options = [] } = dns ?? {};
  if (servers.length + searches.length + options.length === 0) return undefined;
  for (const [name, entries] of Object.entries({ servers, searches, options })) {
    for (const entry of entries) {
      if (/[\s\0]/.test(entry)) throw specInvalid(`dns_config.${name}`, `'${entry}' has a blank`);
    }
  }
  const lines = [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}`]),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
  ];
  return `${lines.join('\n')}\n`;
};

/** What the kernel takes at most. Source: sethostname(2). */
const maxHostnameBytes = 64;

/**
 * The name that the pod's processes see: the request's; else the node's with host network, and the begin of the
 * sandbox's id without.
 * @throws FailureError SpecInvalid for a name that is too long or is not one line
 */
export const hostnameOf = (
  config: Pick<SandboxConfig, 'hostname' | 'linux'>,
  { sandboxId, nodeName }: { readonly sandboxId: string; readonly nodeName: string },
): string => {
  if (config.hostname !== '') {
    if (/[\s\0/]/.test(config.hostname)) throw specInvalid('hostname', `'${config.hostname}' is not a host name`);
    if (Buffer.byteLength(config.hostname) > maxHostnameBytes) {
      throw specInvalid('hostname', `is longer than ${maxHostnameBytes} bytes`);
    }
    return config.hostname;
  }
  return isHostNetwork(config.linux?.securityContext?.namespaceOptions) ? nodeName : sandboxId.slice(0, 12);
};
