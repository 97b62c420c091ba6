/** Where an archive goes: checked before anything is done, and taken at the end in one step. */
import { chmod, link, lstat, open, rename, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import { errnoOf } from '../fs-failure.ts';

const refused = (location: string, reason: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'location', reason, location });

/** @throws FailureError RequestInvalid {field, reason} where there cannot be a new file of this name. */
export const checkLocation = async (location: string): Promise<void> => {
  if (location.endsWith('/') || ['.', '..'].includes(basename(location))) throw refused(location, 'names no file');
  const parent = await stat(dirname(location)).catch((error: unknown) => {
    throw refused(location, `its directory cannot be used (${errnoOf(error) ?? 'unknown'})`);
  });
  if (!parent.isDirectory()) throw refused(location, 'its directory is none');
  if (await isThere(location)) throw refused(location, 'exists already');
};

/**
 * Gives a finished file its name, which nobody may have taken meanwhile. Only root can read it: it holds memory.
 * @throws FailureError RequestInvalid; errors of `node:fs`
 */
export const publish = async (file: string, location: string): Promise<void> => {
  await chmod(file, 0o600);
  await synced(file);
  try {
    await link(file, location);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') throw refused(location, 'exists already');
    if (code !== 'EPERM' && code !== 'EOPNOTSUPP' && code !== 'ENOTSUP') throw error;
    // a file system without hard links
    if (await isThere(location)) throw refused(location, 'exists already');
    await rename(file, location);
  }
  await synced(dirname(location));
};

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    },
  );

const synced = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
