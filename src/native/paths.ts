/**
 * Paths inside a hostile root, as an image is. Every link and every `..` in `path` stays inside `root`; links of /proc to
 * open files are ELOOP. A root that is absent is ENOENT, never "nothing there". Source: openat2(2), Linux 5.6.
 */
import { call, checkTexts } from './addon.ts';

/** Opens a regular file or a directory for reading; any other kind (a device, a FIFO) is EINVAL and remains unopened. */
export const openInRoot = (root: string, path: string): Promise<number> =>
  call((addon: PathCalls) => {
    checkTexts('openat2', root, path);
    return addon.openInRoot(root, path);
  });

/** @returns undefined where it is absent. More than `maxBytes`: EFBIG; a directory: EISDIR; other kinds: EINVAL. */
export const readFileInRoot = (root: string, path: string, maxBytes: number): Promise<Buffer | undefined> =>
  call((addon: PathCalls) => {
    checkTexts('openat2', root, path);
    return addon.readFileInRoot(root, path, maxBytes);
  });

/** @returns the host's path, without links, of what `path` names inside the root; undefined where that is absent. */
export const resolveInRoot = (root: string, path: string): Promise<string | undefined> =>
  call((addon: PathCalls) => {
    checkTexts('openat2', root, path);
    return addon.resolveInRoot(root, path);
  });

/**
 * `mkdir -p`, through links inside the root, also those that point to nothing yet. What is made has exactly `mode`; what
 * is there stays as it is. A part that is a file: ENOTDIR. What was
 * made before a failure stays.
 * @returns the host's path.
 */
export const makeDirInRoot = (root: string, path: string, mode: number): Promise<string> =>
  call((addon: PathCalls) => {
    checkTexts('mkdirat', root, path);
    return addon.makeDirInRoot(root, path, mode);
  });

interface PathCalls {
  openInRoot(root: string, path: string): Promise<number>;
  readFileInRoot(root: string, path: string, maxBytes: number): Promise<Buffer | undefined>;
  resolveInRoot(root: string, path: string): Promise<string | undefined>;
  makeDirInRoot(root: string, path: string, mode: number): Promise<string>;
}
