/**
 * Appends records to a file, and never stands in anybody's way: what cannot be written at once waits in a bounded queue,
 * what does not fit is counted, and a disk that is full costs the records and nothing else.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FailureError } from '../machines/failure.ts';
import type { HeaderRecord, JournalRecord } from './format.ts';

/** Where bytes go; a file but for tests. */
export interface Sink {
  readonly append: (bytes: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface JournalWriter {
  /**
   * @param line the record as a line, where somebody has made it already
   * @returns false where it is lost.
   */
  readonly write: (record: JournalRecord, line?: string) => boolean;
  /** Records lost so far. */
  readonly lost: () => number;
  /** Settles when what was given so far is written, or lost. */
  readonly flush: () => Promise<void>;
  /** Writes what waits, and closes. Never fails: `onTrouble` hears. */
  readonly close: () => Promise<void>;
}

export interface WriterOptions {
  /** Bytes that may wait; 16 MiB. */
  readonly maxQueuedBytes?: number;
  /** What comes within it is one write; a crash loses as much. 0: each as soon as it can be. */
  readonly coalesceMs?: number;
  /** How to make the record that tells of a gap, once writing is possible again. */
  readonly gap: (lost: number, why: string) => JournalRecord;
  /** Hears when writing begins to fail, and when it works again (undefined). */
  readonly onTrouble: (reason: string | undefined) => void;
}

/**
 * A new file, or the rest of one (0600; a link is not followed). A line that a crash has torn is closed first.
 * @throws FailureError SyscallFailed {syscall, path, code}
 */
export const fileSink = async (path: string): Promise<Sink> => {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  let file: FileHandle;
  try {
    file = await open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (cause) {
    throw failed('open', path, cause);
  }
  try {
    const seen = await file.stat();
    if (!seen.isFile()) throw failed('open', path, { code: 'ENOTSUP' });
    if ((seen.mode & 0o077) !== 0) await file.chmod(0o600);
    if (seen.size > 0) await file.appendFile('\n'); // readers skip empty lines
  } catch (error) {
    await file.close();
    throw error instanceof FailureError ? error : failed('write', path, error);
  }
  return { append: (bytes) => file.appendFile(bytes), close: () => file.close() };
};

const failed = (syscall: string, path: string, cause: unknown): FailureError =>
  new FailureError('SyscallFailed', { syscall, path, code: (cause as NodeJS.ErrnoException).code ?? '' }, { cause });

/** Begins with the header. One write at a time; all that came meanwhile is the next one. */
export const journalWriter = (sink: Sink, header: HeaderRecord, options: WriterOptions): JournalWriter => {
  const { maxQueuedBytes = 16 * 1024 * 1024, coalesceMs = 0, gap, onTrouble } = options;
  let queued: string[] = [`${JSON.stringify(header)}\n`];
  let queuedBytes = 0;
  let writing: Promise<void> | undefined;
  let lostNow = 0;
  let lostBefore = 0;
  let trouble: string | undefined;
  let isTorn = false;

  const flush = async (): Promise<void> => {
    while (queued.length > 0) {
      const lines = queued;
      queued = [];
      queuedBytes = 0;
      // what a failed write has left of a line ends here
      const bytes = Buffer.from(`${isTorn ? '\n' : ''}${lines.join('')}`);
      try {
        await sink.append(bytes);
        isTorn = false;
        if (trouble !== undefined) onTrouble(undefined);
        trouble = undefined;
      } catch (error) {
        isTorn = true;
        lostNow += lines.length;
        const reason = error instanceof Error ? error.message : String(error);
        if (trouble === undefined) onTrouble(reason);
        trouble = reason;
      }
    }
    writing = undefined;
  };
  const push = (record: JournalRecord, line = `${JSON.stringify(record)}\n`): void => {
    queued.push(line);
    queuedBytes += line.length;
  };
  let timer: NodeJS.Timeout | undefined;
  const startNow = () => {
    clearTimeout(timer);
    timer = undefined;
    if (queued.length > 0) writing ??= flush();
  };
  const start = () => {
    if (coalesceMs === 0) writing ??= Promise.resolve().then(flush);
    else timer ??= setTimeout(startNow, coalesceMs);
  };
  start();
  return {
    write: (record, line) => {
      if (queuedBytes > maxQueuedBytes) {
        lostNow += 1;
        return false;
      }
      if (lostNow > 0) {
        push(gap(lostNow, trouble ?? 'the disk is slower than what is to be written'));
        lostBefore += lostNow;
        lostNow = 0;
      }
      push(record, line);
      start();
      return true;
    },
    lost: () => lostBefore + lostNow,
    flush: async () => {
      startNow();
      await writing;
    },
    close: async () => {
      startNow();
      await writing;
      if (lostNow > 0) {
        push(gap(lostNow, trouble ?? 'the disk is slower than what is to be written'));
        startNow();
        await writing;
      }
      await sink.close().catch((error: unknown) => onTrouble(error instanceof Error ? error.message : String(error)));
    },
  };
};
