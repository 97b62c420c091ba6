import { access, unlink } from 'node:fs/promises';

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Absent: fine. @throws Error of `unlink` for anything else. */
export const unlinkAll = async (files: readonly string[]): Promise<void> => {
  await Promise.all(
    files.map((file) =>
      unlink(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
      }),
    ),
  );
};
