/**
 * Lines that were made once, for any number of readers from the beginning. The newest 64 MiB are kept in memory; older ones are
 * in a file without a name, which goes with the process.
 */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Spool {
  /** Whole lines. Settles when there is room for more. @returns false where it is full: nothing was added. */
  readonly append: (chunk: Buffer) => Promise<boolean>;
  /** Nothing more comes: readers end. */
  readonly end: () => void;
  /** Chunks of whole lines, from the first; waits for more until the end, or the signal. */
  readonly read: (signal: AbortSignal) => AsyncGenerator<Buffer>;
  readonly sizes: () => { readonly bytes: number; readonly inMemory: number };
  readonly close: () => Promise<void>;
}

export interface SpoolOptions {
  readonly maxMemoryBytes?: number;
  readonly maxBytes?: number;
  readonly segmentBytes?: number;
}

interface Segment {
  /** Undefined: it is in the file. */
  bytes: Buffer | undefined;
  length: number;
  /** In the file. */
  at: number;
}

const kib = 1024;
const mib = 1024 * kib;

export const openSpool = (options: SpoolOptions = {}): Spool => {
  const { maxMemoryBytes = 64 * mib, maxBytes = 4096 * mib, segmentBytes = mib } = options;
  const segments: Segment[] = [];
  let bytes = 0;
  let inMemory = 0;
  /** The first that is in memory. */
  let oldest = 0;
  let written = 0;
  let file: Promise<FileHandle> | undefined;
  let isOver = false;
  let isClosed = false;
  let wake = Promise.withResolvers<void>();

  const tell = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };

  const segmentFor = (length: number): Segment => {
    const last = segments.at(-1);
    if (last?.bytes !== undefined && last.length + length <= last.bytes.length) return last;
    // Most sources are small.
    const size = Math.max(length, Math.min(segmentBytes, 64 * kib * 2 ** segments.length));
    const made: Segment = { bytes: Buffer.allocUnsafeSlow(size), length: 0, at: 0 };
    segments.push(made);
    inMemory += size;
    return made;
  };

  let spilling: Promise<void> | undefined;
  const spill = async (): Promise<void> => {
    while (inMemory > maxMemoryBytes && oldest < segments.length - 1) {
      const segment = segments[oldest];
      if (segment?.bytes === undefined) return;
      file ??= nameless();
      const handle = await file;
      await handle.write(segment.bytes, 0, segment.length, written);
      segment.at = written;
      written += segment.length;
      inMemory -= segment.bytes.length;
      segment.bytes = undefined;
      oldest += 1;
    }
  };

  const piece = async ({ bytes: kept, length, at }: Segment, from: number): Promise<Buffer> => {
    if (kept !== undefined) return kept.subarray(from, length);
    const copy = Buffer.allocUnsafe(length - from);
    const handle = await file;
    await handle?.read(copy, 0, copy.length, at + from);
    return copy;
  };

  return {
    append: async (chunk) => {
      // A last word has room.
      if (isOver || (bytes + chunk.length > maxBytes && chunk.length > kib)) return false;
      const segment = segmentFor(chunk.length);
      if (segment.bytes !== undefined) chunk.copy(segment.bytes, segment.length);
      segment.length += chunk.length;
      bytes += chunk.length;
      tell();
      if (inMemory > maxMemoryBytes) {
        spilling ??= spill().finally(() => {
          spilling = undefined;
        });
        await spilling;
      }
      return true;
    },
    end: () => {
      isOver = true;
      tell();
    },
    read: async function* (signal) {
      const aborted = Promise.withResolvers<void>();
      const abort = () => aborted.resolve();
      signal.addEventListener('abort', abort, { once: true });
      try {
        let index = 0;
        let from = 0;
        while (!signal.aborted && !isClosed) {
          const segment = segments[index];
          const more = wake.promise;
          if (segment !== undefined && from < segment.length) {
            const chunk = await piece(segment, from);
            from += chunk.length;
            yield chunk;
          } else if (index < segments.length - 1) {
            index += 1;
            from = 0;
          } else if (isOver) return;
          else await Promise.race([more, aborted.promise]);
        }
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    sizes: () => ({ bytes, inMemory }),
    close: async () => {
      isOver = true;
      isClosed = true;
      tell();
      segments.length = 0;
      const handle = await file?.catch(() => undefined);
      await handle?.close();
    },
  };
};

/** A file that only its handle knows. */
const nameless = async (): Promise<FileHandle> => {
  const dir = await mkdtemp(join(tmpdir(), 'troupe-inspect-'));
  try {
    return await open(join(dir, 'lines'), 'wx+', 0o600);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
