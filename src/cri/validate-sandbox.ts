/** A PodSandboxConfig as the machines may trust it. */
import { isIP } from 'node:net';
import {
  type LinuxPodSandboxConfig,
  type PodSandboxConfig,
  type PodSandboxMetadata,
  type PortMapping,
  Protocol,
} from '../../proto/generated/api.js';
import type { SandboxConfig } from '../machines/config.ts';
import {
  absolutePath,
  each,
  entry,
  invalid,
  known,
  labels,
  line,
  named,
  optional,
  port,
  present,
  text,
  withoutParents,
} from './validate.ts';
import { groups, namespaces, profile, resources, selinux, userId } from './validate-linux.ts';

/** Linux, HOST_NAME_MAX. */
const maxHostnameBytes = 64;
const maxPodNameBytes = 1024;

/**
 * Metadata needs a name, a namespace and a uid, because clients refuse the status of a sandbox that lacks one.
 * @throws FailureError RequestInvalid {field, reason}
 */
export const sandboxConfig = (config: PodSandboxConfig | undefined): SandboxConfig => {
  const checked = present(config, 'config');
  const metadata = sandboxMetadata(checked.metadata);
  line(checked.hostname, 'config.hostname', maxHostnameBytes);
  if (checked.hostname.includes('/')) throw invalid('config.hostname', 'contains a slash');
  optional(checked.logDirectory, 'config.log_directory', absolutePath);
  for (const list of ['servers', 'searches', 'options'] as const) {
    each(checked.dnsConfig?.[list] ?? [], `config.dns_config.${list}`, (item, field) => line(item, field));
  }
  each(checked.portMappings, 'config.port_mappings', portMapping);
  labels(checked.labels, 'config.labels');
  linux(checked.linux);
  return { ...checked, metadata };
};

const sandboxMetadata = (metadata: PodSandboxMetadata | undefined): PodSandboxMetadata => {
  const checked = present(metadata, 'config.metadata');
  named(checked.name, 'config.metadata.name', maxPodNameBytes);
  named(checked.namespace, 'config.metadata.namespace', maxPodNameBytes);
  named(checked.uid, 'config.metadata.uid', maxPodNameBytes);
  return checked;
};

const portMapping = (mapping: PortMapping, field: string): void => {
  known(mapping.protocol, Protocol, `${field}.protocol`);
  port(mapping.containerPort, `${field}.container_port`);
  port(mapping.hostPort, `${field}.host_port`);
  if (mapping.hostIp !== '' && isIP(mapping.hostIp) === 0) throw invalid(`${field}.host_ip`, 'is not an address');
};

const linux = (config: LinuxPodSandboxConfig | undefined): void => {
  if (config === undefined) return;
  const field = 'config.linux';
  withoutParents(line(config.cgroupParent, `${field}.cgroup_parent`), `${field}.cgroup_parent`);
  for (const [key, value] of Object.entries(config.sysctls)) sysctl(key, value, entry(`${field}.sysctls`, key));
  resources(config.overhead, `${field}.overhead`);
  resources(config.resources, `${field}.resources`);
  const context = config.securityContext;
  if (context === undefined) return;
  const at = `${field}.security_context`;
  namespaces(context.namespaceOptions, `${at}.namespace_options`, ['POD', 'CONTAINER', 'NODE']);
  userId(context.runAsUser, `${at}.run_as_user`);
  userId(context.runAsGroup, `${at}.run_as_group`);
  groups(context, at);
  selinux(context.selinuxOptions, `${at}.selinux_options`);
  profile(context.seccomp, `${at}.seccomp`, 'path');
  profile(context.apparmor, `${at}.apparmor`, 'name');
};

/** A key is a path below /proc/sys, with dots or slashes between its parts. */
const sysctl = (key: string, value: string, field: string): void => {
  if (key.length > 256 || !/^[\w-]+([./][\w:@-]+)+$/.test(key)) throw invalid(field, 'is not a sysctl');
  text(value, field);
};
