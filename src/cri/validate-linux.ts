/** Checks of what sandboxes and containers have in common on Linux. */
import {
  type IDMapping,
  type Int64Value,
  type LinuxContainerResources,
  NamespaceMode,
  type NamespaceOption,
  type SELinuxOption,
  type SecurityProfile,
  SecurityProfile_ProfileType,
  SupplementalGroupsPolicy,
  type UserNamespace,
} from '../../proto/generated/api.js';
import { absolutePath, each, entry, integer, invalid, known, line, named, oneOf, text } from './validate.ts';

/** Linux: uid_t and gid_t are 32 bits, and all ones means none. */
const maxId = 2n ** 32n - 2n;

export const userId = (value: Int64Value | undefined, field: string): void => {
  if (value !== undefined) groupId(value.value, `${field}.value`);
};
export const groupId = (value: string, field: string): void => {
  integer(value, field, { min: 0n, max: maxId });
};

export const groups = (
  context: { readonly supplementalGroups: readonly string[]; readonly supplementalGroupsPolicy: number },
  field: string,
): void => {
  each(context.supplementalGroups, `${field}.supplemental_groups`, groupId);
  known(context.supplementalGroupsPolicy, SupplementalGroupsPolicy, `${field}.supplemental_groups_policy`);
};

/** `pid` differs: only a container may aim at another one's namespace. */
export const namespaces = (
  option: NamespaceOption | undefined,
  field: string,
  pidModes: readonly (keyof typeof NamespaceMode)[],
): void => {
  if (option === undefined) return;
  oneOf(option.network, NamespaceMode, ['POD', 'NODE'], `${field}.network`);
  oneOf(option.ipc, NamespaceMode, ['POD', 'NODE'], `${field}.ipc`);
  oneOf(option.pid, NamespaceMode, pidModes, `${field}.pid`);
  if (option.pid === NamespaceMode.TARGET) named(option.targetId, `${field}.target_id`);
  userNamespace(option.usernsOptions, `${field}.userns_options`);
  if (option.usernsOptions?.mode !== NamespaceMode.POD) return;
  // The node's belong to its user namespace, in which nobody of the pod has a right to anything.
  for (const kind of ['ipc', 'pid'] as const)
    if (option[kind] === NamespaceMode.NODE)
      throw invalid(`${field}.${kind}`, "cannot be the node's with a user namespace of the pod");
};

/** One mapping of each kind that maps id 0 of the container, or none with the node's. */
const userNamespace = (option: UserNamespace | undefined, field: string): void => {
  if (option === undefined) return;
  oneOf(option.mode, NamespaceMode, ['POD', 'NODE'], `${field}.mode`);
  const check = option.mode === NamespaceMode.NODE ? noMapping : oneMapping;
  check(option.uids, `${field}.uids`);
  check(option.gids, `${field}.gids`);
};
const noMapping = (mappings: readonly IDMapping[], field: string): void => {
  if (mappings.length > 0) throw invalid(field, "must be empty with the node's user namespace");
};
const oneMapping = (mappings: readonly IDMapping[], field: string): void => {
  const [mapping, ...rest] = mappings;
  if (mapping === undefined || rest.length > 0) throw invalid(field, 'must be exactly one mapping');
  if (mapping.containerId !== 0) throw invalid(`${field}[0].container_id`, 'must be 0');
  range(mapping, `${field}[0]`);
};
const range = ({ containerId, hostId, length }: IDMapping, field: string): void => {
  if (length === 0) throw invalid(`${field}.length`, 'is 0');
  if (Math.max(containerId, hostId) + length - 1 > maxId) throw invalid(`${field}.length`, 'leads beyond the last id');
};

/** Linux: what a map can have. */
const maxMappings = 340;

/** Of a mount: none, or of users and of groups. No id may have two meanings. */
export const idMappings = (
  {
    uidMappings,
    gidMappings,
  }: { readonly uidMappings: readonly IDMapping[]; readonly gidMappings: readonly IDMapping[] },
  field: string,
): void => {
  for (const [name, mappings, others] of [
    ['uid_mappings', uidMappings, gidMappings],
    ['gid_mappings', gidMappings, uidMappings],
  ] as const) {
    const at = `${field}.${name}`;
    if (mappings.length === 0 && others.length > 0) throw invalid(at, 'must be given where the other one is');
    if (mappings.length > maxMappings) throw invalid(at, `are more than ${maxMappings}`);
    each(mappings, at, range);
    for (const side of ['containerId', 'hostId'] as const)
      if (isOverlapping(mappings.map((mapping) => ({ first: mapping[side], length: mapping.length }))))
        throw invalid(at, 'overlap');
  }
};
const isOverlapping = (ranges: readonly { readonly first: number; readonly length: number }[]): boolean =>
  ranges
    .toSorted((one, other) => one.first - other.first)
    .some(
      ({ first, length }, index, sorted) => first + length > (sorted[index + 1]?.first ?? Number.POSITIVE_INFINITY),
    );

/** Localhost has a reference, the others have none. seccomp's is a path, AppArmor's a name. */
export const profile = (option: SecurityProfile | undefined, field: string, kind: 'path' | 'name'): void => {
  if (option === undefined) return;
  known(option.profileType, SecurityProfile_ProfileType, `${field}.profile_type`);
  const reference = `${field}.localhost_ref`;
  if (option.profileType !== SecurityProfile_ProfileType.Localhost) {
    if (option.localhostRef !== '') throw invalid(reference, 'is only for a Localhost profile');
  } else if (kind === 'path') absolutePath(option.localhostRef, reference);
  else named(option.localhostRef, reference);
};

export const selinux = (option: SELinuxOption | undefined, field: string): void => {
  if (option === undefined) return;
  for (const part of ['user', 'role', 'type', 'level'] as const) line(option[part], `${field}.${part}`);
};

/** 0 and empty mean "not set" throughout; -1 means "no limit" where it is allowed. */
export const resources = (limits: LinuxContainerResources | undefined, field: string): void => {
  if (limits === undefined) return;
  integer(limits.cpuPeriod, `${field}.cpu_period`, { min: 0n });
  integer(limits.cpuQuota, `${field}.cpu_quota`, { min: -1n });
  integer(limits.cpuShares, `${field}.cpu_shares`, { min: 0n });
  integer(limits.memoryLimitInBytes, `${field}.memory_limit_in_bytes`, { min: -1n });
  integer(limits.memorySwapLimitInBytes, `${field}.memory_swap_limit_in_bytes`, { min: -1n });
  integer(limits.oomScoreAdj, `${field}.oom_score_adj`, { min: -1000n, max: 1000n });
  line(limits.cpusetCpus, `${field}.cpuset_cpus`);
  line(limits.cpusetMems, `${field}.cpuset_mems`);
  each(limits.hugepageLimits, `${field}.hugepage_limits`, (limit, at) => named(limit.pageSize, `${at}.page_size`, 64));
  for (const [key, value] of Object.entries(limits.unified)) {
    // A key is a file of the cgroup: `memory.high`.
    if (!/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_-]+)+$/.test(key))
      throw invalid(entry(`${field}.unified`, key), 'is not a cgroup file');
    text(value, entry(`${field}.unified`, key));
  }
};
