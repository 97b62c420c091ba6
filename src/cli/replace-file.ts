/** A file that others read: they see the old content or the new one, never a part. */
import { rename, rm, writeFile } from 'node:fs/promises';

/** Mode 0644. Rejects with an errno; nothing is left then. */
export const replaceFile = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, text, { mode: 0o644 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};
