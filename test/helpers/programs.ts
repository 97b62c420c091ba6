/** Programs that tests need: those that the setup unpacked, else the machine's. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the setup puts programs that are not installed. */
export const unpackedDir = join(import.meta.dirname, '../../node_modules/.cache/troupe/bin');
const dirs = [unpackedDir, ...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program is; undefined: nowhere. */
export const programPath = (name: string): string | undefined =>
  dirs.map((dir) => join(dir, name)).find((path) => isExecutable(path));

/** Why tests with this program cannot run here; undefined: they can. Where CI promises it, its absence is an error. */
export const programMissing = (name: string): string | undefined => {
  if (programPath(name) !== undefined) return undefined;
  if (process.env.CI === 'true') throw new Error(`tests that CI promises cannot run: ${name} is not installed`);
  return `needs ${name}`;
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
