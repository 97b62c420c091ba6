/**
 * A pod's sysctls, checked before anything is written: a name that is not a namespace's own, or whose namespace is the
 * host's, would change the machine. Source: Kubernetes, "Using sysctls"; sysctl.d(5) on `/` as separator.
 */
import { FailureError } from '../../machines/failure.ts';
import type { IdRange, NamespaceKind } from '../../machines/services/sandboxes.ts';

export interface SysctlDefaults {
  /** `net.ipv4.ip_unprivileged_port_start=0`: any port for any user of the pod. */
  readonly hasUnprivilegedPorts: boolean;
  /** `net.ipv4.ping_group_range`: ping without CAP_NET_RAW. */
  readonly hasUnprivilegedPing: boolean;
}

export interface SysctlScene {
  readonly kinds: readonly NamespaceKind[];
  /** Of the pod's user namespace, where it has one. */
  readonly gids?: IdRange | undefined;
  readonly defaults: SysctlDefaults;
}

/**
 * The pod's sysctls, in dotted form, over our defaults. Defaults are for a network namespace of the pod's own only. Who
 * writes them is outside of the pod's user namespace, so groups are told as the node has them.
 *
 * @throws FailureError RequestInvalid {field, reason}
 */
export const sysctlsFor = (
  sysctls: Readonly<Record<string, string>>,
  { kinds, gids, defaults }: SysctlScene,
): Readonly<Record<string, string>> => {
  const own = Object.fromEntries(
    Object.entries(sysctls).map(([asked, value]) => {
      const name = checked(asked, value, kinds);
      return [name, name === pingGroups && gids !== undefined ? onNode(value, gids) : value];
    }),
  );
  if (!kinds.includes('net')) return own;
  const everyGroup = gids === undefined ? '0 2147483647' : `${gids.hostId} ${gids.hostId + gids.length - 1}`;
  return {
    ...(defaults.hasUnprivilegedPorts ? { 'net.ipv4.ip_unprivileged_port_start': '0' } : {}),
    ...(defaults.hasUnprivilegedPing ? { [pingGroups]: everyGroup } : {}),
    ...own,
  };
};

const pingGroups = 'net.ipv4.ping_group_range';

/** A range of groups of the pod, as the node has them. One that begins after its end means nobody and is no range of ids. */
const onNode = (value: string, gids: IdRange): string => {
  const refuse = (reason: string) =>
    new FailureError('RequestInvalid', { field: `linux.sysctls[${pingGroups}]`, reason });
  const [, first, last] = /^\s*(\d+)\s+(\d+)\s*$/.exec(value) ?? [];
  if (first === undefined || last === undefined) throw refuse('not two groups');
  if (Number(first) > Number(last)) return '1 0';
  const offset = gids.hostId - gids.containerId;
  if (Number(first) < gids.containerId || Number(last) - gids.containerId >= gids.length)
    throw refuse("not within the groups of the pod's user namespace");
  return `${Number(first) + offset} ${Number(last) + offset}`;
};

/** @returns the name under /proc/sys with `/` between its parts, or with dots where no part has one. */
const checked = (name: string, value: string, kinds: readonly NamespaceKind[]): string => {
  const refuse = (reason: string) => new FailureError('RequestInvalid', { field: `linux.sysctls[${name}]`, reason });
  const separator = name.search(/[./]/);
  const parts = name[separator] === '/' ? name.split('/') : name.split('.').map((part) => part.replaceAll('/', '.'));
  if (parts.length < 2 || !parts.every((part) => /^[A-Za-z0-9_@:.-]+$/.test(part) && !/^\.+$/.test(part)))
    throw refuse('not the name of a sysctl');
  if (value.length > 4096 || /[\0\n]/.test(value)) throw refuse('not the value of a sysctl');
  const dotted = parts.join('.');
  const kind = kindOf(dotted);
  if (kind === undefined) throw refuse('not a sysctl of a namespace');
  if (!kinds.includes(kind)) throw refuse(`the pod has no ${kind} namespace of its own`);
  return parts.some((part) => part.includes('.')) ? parts.join('/') : dotted;
};

const kindOf = (dotted: string): NamespaceKind | undefined => {
  if (dotted.startsWith('net.')) return 'net';
  if (/^(fs\.mqueue\.|kernel\.shm|kernel\.msg|kernel\.sem$)/.test(dotted)) return 'ipc';
  if (dotted === 'kernel.domainname') return 'uts';
  return undefined;
};
