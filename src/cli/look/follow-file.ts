/** The bytes of a file that grows, is rotated (renamed, and made anew) or truncated. */
import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Following {
  readonly file: string;
  /** Where to begin in the file that is there first. */
  readonly beginAt: (file: FileHandle) => Promise<number>;
  /** Takes the next bytes; nothing more is read until it settles. */
  readonly take: (bytes: Buffer) => Promise<void>;
  /** What follows is another file's: a line does not go on in it. */
  readonly onNewFile: () => void;
  /** Whether all that will ever be written is there: asked before the last read. Without it: only what is there now. */
  readonly isOver?: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Events are only a reason to look sooner: a file system may have none. */
const lookAgainMs = 500;
const blockBytes = 64 * 1024;

/**
 * Settles when all is read, or at the signal.
 * Rejects with ENOENT where the file is not there and nobody will make it any more.
 */
export const followFile = async (following: Following): Promise<void> => {
  const { file, take, onNewFile, isOver, signal } = following;
  const changes = isOver === undefined ? undefined : watchDir(file);
  let handle: FileHandle | undefined;
  let position = 0;
  const drain = async (from: FileHandle) => {
    const block = Buffer.allocUnsafe(blockBytes);
    while (!signal.aborted) {
      const { bytesRead } = await from.read(block, 0, blockBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      await take(Buffer.from(block.subarray(0, bytesRead)));
    }
  };
  try {
    while (!signal.aborted) {
      const isLastLook = (await isOver?.()) ?? true;
      if (handle === undefined) {
        handle = await openIfThere(file, isLastLook);
        if (handle !== undefined) position = await following.beginAt(handle);
      }
      if (handle !== undefined) {
        if ((await handle.stat()).size < position) {
          position = 0; // truncated: it begins anew
          onNewFile();
        }
        await drain(handle);
        const next = isOver === undefined ? undefined : await successorOf(handle, file);
        if (next !== undefined) {
          await drain(handle); // the last of the old one, written before the new one was there
          await handle.close();
          handle = next;
          position = 0;
          onNewFile();
          continue;
        }
      }
      if (isLastLook) return;
      await changes?.next(lookAgainMs, signal);
    }
  } finally {
    changes?.close();
    await handle?.close();
  }
};

const openIfThere = async (file: string, mustBe: boolean): Promise<FileHandle | undefined> => {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !mustBe) return undefined;
    throw error;
  }
};

/** The file that has taken this one's name, open. */
const successorOf = async (handle: FileHandle, file: string): Promise<FileHandle | undefined> => {
  const own = await handle.stat({ bigint: true });
  const named = await stat(file, { bigint: true }).catch(() => undefined);
  if (named === undefined || (named.ino === own.ino && named.dev === own.dev)) return undefined;
  return openIfThere(file, false);
};

const watchDir = (file: string) => {
  let hasChanged = false;
  let wake = () => {};
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(file), { persistent: false }, () => {
      hasChanged = true;
      wake();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // not there yet, or no watches are left: looking at times has to do
  }
  return {
    close: () => watcher?.close(),
    /** Settles at the next change since the last call, and at the latest after `limitMs`. */
    next: (limitMs: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const settle = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', settle);
          wake = () => {};
          hasChanged = false;
          resolve();
        };
        const timer = setTimeout(settle, limitMs);
        if (hasChanged || signal.aborted) return settle();
        wake = settle;
        signal.addEventListener('abort', settle, { once: true });
      }),
  };
};
