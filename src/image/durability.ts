/**
 * When a layer is safe from a power loss.
 *
 * A finished layer is renamed into its place at once, which is enough for a crash of the daemon: the page cache stays.
 * After a power loss the rename may be on disk while the files behind it are not. Waiting for the disk would make
 * every pull slower, so the disk is told to write in the background (syncfs), and a mark in the layer, itself
 * written with fsync, says that it has. A layer of an earlier boot without the mark is not trusted: it is deleted and
 * pulled again. Source: syncfs(2), fsync(2).
 */
import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface DiskUsage {
  readonly usedBytes: number;
  readonly inodesUsed: number;
}

const markFile = 'settled.json';
const syncMs = 600_000;

/** Writes what is in the page cache of the file system that `path` is on. */
export const syncFileSystem = async (path: string, signal: AbortSignal): Promise<void> => {
  await promisify(execFile)('sync', ['--file-system', path], { timeout: syncMs, signal });
};

/** Of the running kernel: another one after every boot. */
export const readBootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();

/** The layer's content is on disk, and takes this much of it. */
export const markSettled = async (layerDir: string, usage: DiskUsage): Promise<void> => {
  await using file = await open(join(layerDir, markFile), 'w', 0o600);
  await file.writeFile(JSON.stringify(usage));
  await file.sync();
};

/** The mark; undefined where it is absent or was not written to its end. */
export const readSettled = async (layerDir: string): Promise<DiskUsage | undefined> => {
  try {
    const { usedBytes, inodesUsed } = JSON.parse(await readFile(join(layerDir, markFile), 'utf8'));
    return Number.isSafeInteger(usedBytes) && Number.isSafeInteger(inodesUsed) ? { usedBytes, inodesUsed } : undefined;
  } catch {
    return undefined;
  }
};
