/** What CRIU says in its log when it fails. */
import { open } from 'node:fs/promises';

const tailBytes = 65_536;
const maxLines = 8;

/** The errors at the end of the log, else its last lines; empty: there is no log. Never fails. */
export const complaintsIn = async (file: string): Promise<string> => {
  const lines = (await tailOf(file)).split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /\bError\b/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-maxLines).join('\n');
};

const tailOf = async (file: string): Promise<string> => {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await handle.close();
  }
};
