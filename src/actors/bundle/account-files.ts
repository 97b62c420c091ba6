import type { ImageSeen } from '../../machines/services/images.ts';
import { readFileInRoot } from '../../native.ts';
import { type Accounts, parseGroup, parsePasswd } from '../../oci/accounts.ts';

/** Real ones have some kilobytes; the files are the image's, and so are not trusted. */
const maxBytes = 1024 * 1024;
/** Of how many images the accounts are kept. */
const maxImages = 64;

export type AccountReader = (image: Pick<ImageSeen, 'imageId'>, rootfsDir: string) => Promise<Accounts>;

/**
 * Reads the passwd and group files of a container's fresh root. They are the image's, which never change, so those of
 * the images used last are kept. A file that is absent has no entries.
 * @throws FailureError SyscallFailed {syscall, path, code}: EFBIG for a file that is too large
 */
export const accountReader = (): AccountReader => {
  const byImage = new Map<string, Accounts>();
  return async ({ imageId }, rootfsDir) => {
    const kept = byImage.get(imageId);
    if (kept !== undefined) return kept;
    const [passwd, group] = await Promise.all([
      readFileInRoot(rootfsDir, '/etc/passwd', maxBytes),
      readFileInRoot(rootfsDir, '/etc/group', maxBytes),
    ]);
    const accounts = { users: parsePasswd(passwd?.toString() ?? ''), groups: parseGroup(group?.toString() ?? '') };
    for (const oldest of byImage.keys()) {
      if (byImage.size < maxImages) break;
      byImage.delete(oldest);
    }
    byImage.set(imageId, accounts);
    return accounts;
  };
};
