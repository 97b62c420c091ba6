/**
 * A journal in a directory: files one after another, the oldest of which goes when all of them together are too long. Each
 * begins with the header of its daemon's life. What a crash loses is what was not written yet.
 */
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../machines/failure.ts';
import type { HeaderRecord } from './format.ts';
import { type ReadRecord, readJournal } from './read.ts';
import { filesAt } from './recording.ts';
import { fileSink, type Sink } from './write.ts';

/** Files of a full ring. */
const segments = 8;
const suffix = '.jsonl';

/**
 * Where a life's records go. The directory is made (0700); a link is not followed.
 * @param maxBytes of all files together; the one that is being written always stays
 * @throws FailureError SyscallFailed {syscall, path, code}
 */
export const ringSink = async (dir: string, header: HeaderRecord, maxBytes: number): Promise<Sink> => {
  await privateDirectory(dir);
  const begins = `${JSON.stringify(header)}\n`;
  const prefix = ringPrefix(header);
  let nth = 0;
  let bytes = 0;
  let current: Sink | undefined;
  const next = async (): Promise<Sink> => {
    await current?.close();
    current = undefined;
    const opened = await fileSink(join(dir, `${prefix}-${process.pid}-${String(nth).padStart(6, '0')}${suffix}`));
    // The first one's header comes with the first records.
    if (nth > 0) await opened.append(Buffer.from(begins));
    nth += 1;
    bytes = 0;
    await dropOldest(dir, maxBytes);
    return opened;
  };
  return {
    append: async (written) => {
      if (current === undefined || bytes > maxBytes / segments) current = await next();
      await current.append(written);
      bytes += written.byteLength;
    },
    close: async () => current?.close(),
  };
};

/** What names of the files of a life begin with. */
export const ringPrefix = ({ epochMs }: Pick<HeaderRecord, 'epochMs'>): string =>
  String(Math.trunc(epochMs)).padStart(15, '0');

const privateDirectory = async (dir: string): Promise<void> => {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const seen = await lstat(dir);
    if (!seen.isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR', syscall: 'mkdir' });
    if ((seen.mode & 0o777) !== 0o700) await chmod(dir, 0o700);
  } catch (cause) {
    const { code = '', syscall = 'mkdir' } = cause as NodeJS.ErrnoException;
    throw new FailureError('SyscallFailed', { syscall, path: dir, code }, { cause });
  }
};

/** Of the ring in this directory, the oldest first. */
export const ringFiles = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir))
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(dir, name));

const dropOldest = async (dir: string, maxBytes: number): Promise<void> => {
  const files = await Promise.all(
    (await ringFiles(dir)).map(async (path) => ({ path, size: (await lstat(path)).size })),
  );
  // the newest may grow by its share
  let over = files.reduce((sum, { size }) => sum + size, 0) + maxBytes / segments - maxBytes;
  for (const { path, size } of files.slice(0, -1)) {
    if (over <= 0) return;
    await unlink(path);
    over -= size;
  }
};

/**
 * The records of a file, or of all files of a ring, in their order. A file that begins within a life has its header again.
 * @throws FailureError as {@link readJournal} does; SyscallFailed where there is no such thing
 */
export async function* readRecording(path: string): AsyncGenerator<ReadRecord> {
  const isRing = await lstat(path).then(
    (seen) => seen.isDirectory(),
    (cause: NodeJS.ErrnoException) => {
      throw new FailureError('SyscallFailed', { syscall: 'lstat', path, code: cause.code ?? '' }, { cause });
    },
  );
  const files = await filesAt(path);
  for (const file of files) yield* whole(file, isRing);
}

/** A file of a ring that a crash has left empty is none. */
async function* whole(file: string, isInRing: boolean): AsyncGenerator<ReadRecord> {
  if (isInRing && (await lstat(file)).size === 0) return;
  yield* readJournal(file);
}

/** Opens a new file for a copy: 0600, and nothing is overwritten. */
export const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
