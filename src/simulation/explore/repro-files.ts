/** Where reproducers are kept. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRepro } from './read-repro.ts';
import { type Repro, reproName } from './repro.ts';

/** Not part of the project: it is in .gitignore. */
export const reproDir = '.troupe/repro';

/** Whole or not at all; one of the same name is replaced. @returns its path. */
export const writeRepro = async (repro: Repro, dir: string = reproDir): Promise<string> => {
  await mkdir(dir, { recursive: true });
  return writeReproTo(repro, join(dir, reproName(repro)));
};

/** The same, to a path. */
export const writeReproTo = async (repro: Repro, path: string): Promise<string> => {
  const fresh = `${path}.${process.pid}.new`;
  try {
    await writeFile(fresh, `${JSON.stringify(repro, null, 2)}\n`);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  return path;
};

/** @throws ReproInvalid, and what the file system says. */
export const loadRepro = async (path: string): Promise<Repro> => readRepro(await readFile(path, 'utf8'));
