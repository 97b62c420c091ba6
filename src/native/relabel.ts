/** Extended attributes of whole trees. Source: setxattr(2), openat2(2). */
import { call, checkTexts } from './addon.ts';

export interface TreeXattr {
  /** A file, or a directory with all below it, also on other filesystems. A link is labelled itself. */
  readonly path: string;
  /** `security.selinux`. */
  readonly name: string;
  /** Written with a NUL at its end. */
  readonly value: string;
  /** Longer: ETIMEDOUT, with what was done by then. */
  readonly limitMs: number;
}

/**
 * Sets the attribute on everything in the tree. What has the value is not touched, what vanishes meanwhile is passed over. A
 * filesystem that knows no such attributes is ENOTSUP.
 * @returns how many were changed
 */
export const setTreeXattr = ({ path, name, value, limitMs }: TreeXattr): Promise<number> =>
  call((addon: RelabelCalls) => {
    checkTexts('lsetxattr', path, name, value);
    return addon.setTreeXattr(path, name, value, limitMs);
  });

interface RelabelCalls {
  setTreeXattr(path: string, name: string, value: string, limitMs: number): Promise<number>;
}
