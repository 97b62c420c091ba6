/** Where a program is. */
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** The places of the system's own tools, which a daemon's PATH may lack. */
const systemDirs = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * @param program absolute, or a name that is looked for in `searchPath` and then in the system's directories.
 * @returns its absolute path; undefined where there is no such file that can be executed.
 */
export const findProgram = (program: string, searchPath: string): string | undefined => {
  const candidates = isAbsolute(program)
    ? [program]
    : [...searchPath.split(':').filter(isAbsolute), ...systemDirs].map((dir) => join(dir, program));
  return candidates.find(isProgram);
};

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};
