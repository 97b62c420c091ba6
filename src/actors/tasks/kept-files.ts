/** Files of cgroups as they were, for putting them back. */
import { readFile, writeFile } from 'node:fs/promises';

/** @returns writes the files as they were when this was called; those that cannot be read or written are left alone. */
export const keepFiles = async (files: readonly string[]): Promise<() => Promise<void>> => {
  const kept = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(file, 'utf8').catch(() => undefined) })),
  );
  return async () => {
    // an empty text cannot be written; an empty line says the same
    for (const { file, text } of kept)
      if (text !== undefined) await writeFile(file, text === '' ? '\n' : text, { flag: 'r+' }).catch(() => undefined);
  };
};
