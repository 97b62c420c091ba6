/**
 * What we could tell plugins of a pod beyond CNI_ARGS; a plugin is told just what its configuration declares.
 * Source: CNI CONVENTIONS.md, Dynamic Plugin specific fields; CNI spec 1.1.0, Deriving runtimeConfig.
 */
import { isIP } from 'node:net';
import type { Protocol } from '../../../proto/generated/api.ts';
import type { SandboxConfig } from '../../machines/config.ts';
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import { bandwidthOf } from './bandwidth.ts';
import type { NetworkList, PluginConfig } from './network-list.ts';

/** By capability. */
export type CapabilityArgs = JsonObject;

/**
 * Every capability argument that some plugin of the list declares and that the pod gives a value.
 *
 * @param podCidrs `ipRanges`: the node's pod subnets, as the kubelet said them; usually none.
 * @throws FailureError RequestInvalid {field, reason}: also for an argument that no plugin declares, so that a bad
 * request does not depend on the network.
 */
export const capabilityArgsOf = (
  list: NetworkList,
  config: SandboxConfig,
  podCidrs: readonly string[],
): CapabilityArgs => {
  const dns = config.dnsConfig;
  const cgroupPath = config.linux?.cgroupParent;
  const all: JsonObject = {
    portMappings: portMappingsOf(config.portMappings),
    bandwidth: bandwidthOf(config.annotations),
    dns: dns && { servers: dns.servers, searches: dns.searches, options: dns.options },
    ipRanges: podCidrs.length > 0 ? podCidrs.map((subnet) => [{ subnet }]) : undefined,
    cgroupPath: cgroupPath === '' ? undefined : cgroupPath,
    'io.kubernetes.cri.pod-annotations': config.annotations,
  };
  return pick(all, (capability) => list.plugins.some((plugin) => declares(plugin, capability)));
};

/** The `runtimeConfig` of one plugin; undefined: it gets none. */
export const runtimeConfigOf = (plugin: PluginConfig, args: CapabilityArgs): JsonObject | undefined => {
  const own = pick(args, (capability) => declares(plugin, capability));
  return Object.keys(own).length > 0 ? own : undefined;
};

const declares = ({ capabilities }: PluginConfig, capability: string): boolean =>
  typeof capabilities === 'object' && capabilities !== null && (capabilities as JsonObject)[capability] === true;

const pick = (object: JsonObject, isWanted: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key, value]) => value !== undefined && isWanted(key)));

/** CNI's names, by CRI's numbers. */
const protocols = { 0: 'tcp', 1: 'udp', 2: 'sctp' } as const satisfies Record<Protocol, string>;

/** A mapping without a host port asks for nothing. */
const portMappingsOf = (mappings: SandboxConfig['portMappings']): JsonObject[] | undefined => {
  const wanted = mappings.flatMap(({ protocol, containerPort, hostPort, hostIp }, index) => {
    const field = (name: string) => `port_mappings[${index}].${name}`;
    if (hostPort === 0) return [];
    const name: string | undefined = protocols[protocol];
    if (name === undefined) throw invalid(field('protocol'), 'not TCP, UDP or SCTP');
    if (!isPort(hostPort)) throw invalid(field('host_port'), 'not a port');
    if (!isPort(containerPort)) throw invalid(field('container_port'), 'not a port');
    if (hostIp !== '' && isIP(hostIp) === 0) throw invalid(field('host_ip'), 'not an IP address');
    return [{ hostPort, containerPort, protocol: name, ...(hostIp === '' ? {} : { hostIP: hostIp }) }];
  });
  return wanted.length > 0 ? wanted : undefined;
};

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65535;
const invalid = (field: string, reason: string) => new FailureError('RequestInvalid', { field, reason });
