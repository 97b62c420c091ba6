/** Namespaces that outlive what made them. Source: namespaces(7), unshare(2), user_namespaces(7). */
import { call, checkTexts } from './addon.ts';

/** `length` ids from `containerId` on are those from `hostId` on. */
export interface IdRange {
  readonly containerId: number;
  readonly hostId: number;
  readonly length: number;
}
/** Which ids of a user namespace are which of ours; id 0 among them. */
export interface IdMap {
  readonly uids: IdRange;
  readonly gids: IdRange;
}

export interface NamespacePins {
  /** Paths of files that are made; an existing one is EEXIST. */
  readonly net?: string;
  readonly ipc?: string;
  readonly uts?: string;
  readonly user?: string;
  /** Needed with `user`, to which the others then belong. */
  readonly ids?: IdMap | undefined;
  /** Of the new UTS namespace; without one: EINVAL. */
  readonly hostname?: string | undefined;
  /** `net.ipv4.ip_forward` or `net/ipv4/ip_forward`; only settings of namespaces made by this call, else EINVAL. */
  readonly sysctls?: Readonly<Record<string, string>>;
}

/**
 * Makes namespaces that live as long as the files over which they are bind-mounted; in a new net namespace `lo` is up.
 * All or nothing: a failure leaves no file, no mount and no namespace. The folders must be there.
 */
export const pinNamespaces = ({ ids, ...pins }: NamespacePins): Promise<void> =>
  call((addon: NamespaceCalls) => {
    const sysctls = Object.entries(pins.sysctls ?? {});
    checkTexts('pinNamespaces', pins.net, pins.ipc, pins.uts, pins.user, pins.hostname, ...sysctls.flat());
    const map = pins.user === undefined ? undefined : ids;
    return addon.pinNamespaces({
      ...pins,
      sysctls,
      uidMap: lineOf(map?.uids),
      gidMap: lineOf(map?.gids),
      root: map === undefined ? 0 : map.uids.hostId - map.uids.containerId,
    });
  });

/** As /proc/PID/uid_map has it. */
const lineOf = (range: IdRange | undefined): string =>
  range === undefined ? '' : `${range.containerId} ${range.hostId} ${range.length}\n`;

/** Unmounts (lazily) all that is mounted on the file, and removes it. Absent, or an ordinary file since a reboot: fine. */
export const unpinNamespace = (pinPath: string): Promise<void> =>
  call((addon: NamespaceCalls) => {
    checkTexts('umount2', pinPath);
    return addon.unpinNamespace(pinPath);
  });

/** Whether a namespace is pinned there; an absent path is not. */
export const isNamespaceFile = (path: string): Promise<boolean> =>
  call((addon: NamespaceCalls) => {
    checkTexts('statfs', path);
    return addon.isNamespaceFile(path);
  });

interface NamespaceCalls {
  pinNamespaces(
    pins: Omit<NamespacePins, 'sysctls' | 'ids'> & {
      readonly sysctls: readonly (readonly [string, string])[];
      readonly uidMap: string;
      readonly gidMap: string;
      /** Who is root in the user namespace. */
      readonly root: number;
    },
  ): Promise<void>;
  unpinNamespace(path: string): Promise<void>;
  isNamespaceFile(path: string): Promise<boolean>;
}
