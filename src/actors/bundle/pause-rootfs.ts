import { chmod, copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the built-in infra program is in its root. */
export const pauseArgs: readonly string[] = ['/pause'];

/**
 * The root of infra containers without an image: a directory with the program and the mount points that a runtime would
 * make in it. One for all, mounted read-only; made at the first use, and again after a failure.
 * @returns its path
 */
export const pauseRootfs = ({ pauseFile, rootfsDir }: { readonly pauseFile: string; readonly rootfsDir: string }) => {
  const make = async (): Promise<string> => {
    await Promise.all(['proc', 'dev'].map((name) => mkdir(join(rootfsDir, name), { recursive: true, mode: 0o755 })));
    const fresh = join(rootfsDir, '.pause.new');
    await copyFile(pauseFile, fresh);
    await chmod(fresh, 0o755);
    await rename(fresh, join(rootfsDir, 'pause'));
    return rootfsDir;
  };
  let made: Promise<string> | undefined;
  return (): Promise<string> => {
    made ??= make().catch((thrown: unknown) => {
      made = undefined;
      throw thrown;
    });
    return made;
  };
};
