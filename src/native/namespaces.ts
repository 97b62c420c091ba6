/** Namespaces that outlive the thread that made them. Source: namespaces(7), unshare(2). */
import { call, checkTexts } from './addon.ts';

export interface NamespacePins {
  /** Paths of files that are made; an existing one is EEXIST. */
  readonly net?: string;
  readonly ipc?: string;
  readonly uts?: string;
  /** Of the new UTS namespace; without one: EINVAL. */
  readonly hostname?: string | undefined;
  /** `net.ipv4.ip_forward` or `net/ipv4/ip_forward`; only settings of namespaces made by this call, else EINVAL. */
  readonly sysctls?: Readonly<Record<string, string>>;
}

/**
 * Makes namespaces that live as long as the files over which they are bind-mounted; in a new net namespace `lo` is up.
 * All or nothing: a failure leaves no file, no mount and no namespace. The folders must be there.
 */
export const pinNamespaces = (pins: NamespacePins): Promise<void> =>
  call((addon: NamespaceCalls) => {
    const sysctls = Object.entries(pins.sysctls ?? {});
    checkTexts('pinNamespaces', pins.net, pins.ipc, pins.uts, pins.hostname, ...sysctls.flat());
    return addon.pinNamespaces({ ...pins, sysctls });
  });

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
    pins: Omit<NamespacePins, 'sysctls'> & { readonly sysctls: readonly (readonly [string, string])[] },
  ): Promise<void>;
  unpinNamespace(path: string): Promise<void>;
  isNamespaceFile(path: string): Promise<boolean>;
}
