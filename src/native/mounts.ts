/** Mounts. Source: mount(2), umount2(2), the kernel's filesystems/overlayfs. */
import { call, checkTexts } from './addon.ts';

export type MountFlag =
  | 'bind'
  | 'rbind'
  | 'remount'
  | 'ro'
  | 'nosuid'
  | 'nodev'
  | 'noexec'
  | 'private'
  | 'rprivate'
  | 'shared'
  | 'rshared'
  | 'slave'
  | 'rslave';

export interface MountInput {
  readonly source: string;
  readonly target: string;
  readonly fsType?: string;
  readonly flags?: readonly MountFlag[];
  /** The filesystem's own options, comma-separated. */
  readonly data?: string;
}

/**
 * mount(2), in as many calls as it takes: attributes of a bind mount ('ro', with 'rbind' only of the topmost mount) are
 * added to those of its source, and a propagation is set, or nothing stays mounted. A propagation alone changes the mount
 * that is there. Links in `target` are followed.
 */
export const mount = ({ source, target, fsType = '', flags = [], data = '' }: MountInput): Promise<void> =>
  call((addon: MountCalls) => {
    checkTexts('mount', source, target, fsType, data);
    return addon.mount({ source, target, fsType, flags, data });
  });

export interface OverlayInput {
  /** Uppermost first; any characters. At most 500, the kernel's limit. */
  readonly lowerDirs: readonly string[];
  /** Absent, with `workDir`: nothing can be written. */
  readonly upperDir?: string;
  /** On the filesystem of `upperDir`. */
  readonly workDir?: string;
  readonly target: string;
  readonly isReadOnly?: boolean;
  /** `name` or `name=value`. `index=off` is added unless an index is asked for: images are mounted more than once. */
  readonly options?: readonly string[];
  /**
   * A pinned user namespace: files of lower directories are shown with its owners. These must be on a filesystem that knows
   * id-mapped mounts, else: EINVAL, mount_setattr, with the directory. Source: mount_setattr(2); Linux 5.19.
   */
  readonly userNamespace?: string | undefined;
}

/**
 * Mounts an overlay. One lower directory and no upper one, which overlayfs refuses, are a read-only bind mount.
 * EINVAL may be any mistake: the kernel's log (dmesg) has overlayfs's word on it.
 */
export const mountOverlay = (input: OverlayInput): Promise<void> => {
  const { lowerDirs, upperDir, workDir, target, isReadOnly = false, options = [], userNamespace } = input;
  const [only] = lowerDirs;
  if (upperDir === undefined && userNamespace === undefined && lowerDirs.length === 1 && only !== undefined) {
    return mount({ source: only, target, flags: ['bind', 'ro'] });
  }
  return call((addon: MountCalls) => {
    checkTexts('mount', target, upperDir, workDir, userNamespace, ...lowerDirs, ...options);
    return addon.mountOverlay({
      lowerDirs,
      upperDir,
      workDir,
      target,
      isReadOnly,
      options: options.some((option) => /^index(=|$)/.test(option)) ? options : [...options, 'index=off'],
      ways: ['append', 'join', 'legacy'],
      userNamespace,
    });
  });
};

/**
 * Tries, where nobody sees it, whether user namespaces can be made and an overlay of id-mapped directories mounted.
 * @param dirs two or more that are there, none in another; on the filesystem that is asked about
 * @throws FailureError SyscallFailed: it cannot
 */
export const tryIdMappedOverlay = (dirs: readonly string[]): Promise<void> =>
  call((addon: MountCalls) => {
    checkTexts('mount', ...dirs);
    return addon.tryIdMappedOverlay(dirs);
  });

/**
 * Unmounts the topmost mount; links in the last part of `target` are not followed. Lazily: from the tree now, for good
 * when nobody uses it any more. A busy mount is EBUSY.
 * @returns false where nothing was mounted there, or nothing is there.
 */
export const unmount = (target: string, { isLazy = false }: { readonly isLazy?: boolean } = {}): Promise<boolean> =>
  call((addon: MountCalls) => {
    checkTexts('umount2', target);
    return addon.unmount(target, isLazy);
  });

interface MountCalls {
  mount(input: Required<MountInput>): Promise<void>;
  mountOverlay(
    input: Pick<OverlayInput, 'lowerDirs' | 'target'> & {
      readonly upperDir: string | undefined;
      readonly workDir: string | undefined;
      readonly isReadOnly: boolean;
      readonly options: readonly string[];
      /** native/overlay.cc: what to try, in this order. */
      readonly ways: readonly ('append' | 'join' | 'legacy')[];
      readonly userNamespace: string | undefined;
    },
  ): Promise<void>;
  tryIdMappedOverlay(dirs: readonly string[]): Promise<void>;
  unmount(target: string, isLazy: boolean): Promise<boolean>;
}
