/** Reads a journal, a record at a time. A last line that a crash has torn, and lines within that are no records, are left out. */
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { FailureError } from '../machines/failure.ts';
import { isOfLaterKind, type ReadRecord, recordFrom } from './check.ts';
import { journalFormat } from './format.ts';

/** A longer line is not ours. */
const maxLineChars = 64 * 1024 * 1024;

export type { ReadRecord } from './check.ts';

/**
 * Records of kinds that are not known are left out. A file has a header for each time it was written to.
 * @param onTorn hears of each line that is left out because it cannot be read: its number from 1, and whether it is the last.
 * @param onBytes hears how many bytes of the file have been read
 * @throws FailureError SyscallFailed {syscall, path, code}; RequestInvalid {field, reason, path} where it is not a journal
 */
export async function* readJournal(
  path: string,
  onTorn: (line: number, isLast: boolean) => void = () => undefined,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<ReadRecord> {
  let hasHeader = false;
  let number = 0;
  let torn = 0;
  for await (const line of linesOf(path, onBytes)) {
    number += 1;
    if (line === '') continue;
    const value = parsed(line);
    const record = recordFrom(value);
    if (torn > 0) onTorn(torn, false);
    torn = record === undefined && !isOfLaterKind(value) ? number : 0;
    if (record?.k === 'H' && record.format === journalFormat) hasHeader = true;
    // What a page keeps begins with words about it.
    if (!hasHeader && record === undefined && isOfLaterKind(value)) continue;
    if (!hasHeader) throw notAJournal(path, `the first line is not a header of ${journalFormat}`);
    if (record !== undefined) yield record;
  }
  if (!hasHeader) throw notAJournal(path, number === 0 ? 'it is empty' : 'it has no header');
  if (torn > 0) onTorn(torn, true);
}

/** Lines of a file, which may be compressed (gzip, zstd): told by how it begins. */
async function* linesOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const raw = createReadStream(path, { highWaterMark: 256 * 1024 });
  const parts: string[] = [];
  let length = 0;
  const text = new TextDecoder();
  try {
    for await (const bytes of unpacked(raw)) {
      const chunk = text.decode(bytes, { stream: true });
      onBytes(raw.bytesRead);
      const end = chunk.indexOf('\n');
      if (end < 0) {
        parts.push(chunk);
        length += chunk.length;
      } else {
        parts.push(chunk.slice(0, end));
        const lines = chunk.slice(end + 1).split('\n');
        const rest = lines.pop() ?? '';
        yield parts.join('');
        yield* lines;
        parts.length = 0;
        parts.push(rest);
        length = rest.length;
      }
      if (length > maxLineChars) throw notAJournal(path, 'a line is too long');
    }
  } catch (cause) {
    if (cause instanceof FailureError) throw cause;
    const { code = '', syscall = 'read' } = cause as NodeJS.ErrnoException;
    if (code.startsWith('Z_') || code.startsWith('ZSTD_'))
      throw notAJournal(path, 'what is compressed in it is damaged');
    throw new FailureError('SyscallFailed', { syscall, path, code }, { cause });
  } finally {
    raw.destroy();
  }
  // What comes after the last line break was not written to its end, unless it is whole by chance.
  const last = parts.join('');
  if (last !== '') yield last;
}

async function* unpacked(raw: ReadStream): AsyncGenerator<Uint8Array> {
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  const first = await chunks.next();
  if (first.done === true) return;
  const packer = unpackers.find(({ magic }) => magic.every((byte, at) => first.value[at] === byte));
  const all = async function* () {
    yield first.value;
    yield* chunks;
  };
  if (packer === undefined) {
    yield* all();
    return;
  }
  const unpacking = packer.open();
  const feeding = pipeline(all, unpacking);
  // The reader hears of it by the stream itself.
  feeding.catch(() => undefined);
  yield* unpacking as AsyncIterable<Buffer>;
}

/** One that was cut ends where it was cut: its last line is torn. */
const unpackers = [
  { magic: [0x1f, 0x8b], open: () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], open: () => createZstdDecompress() },
];

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** A line as a record; undefined where it is none, or of a kind that is not known. */
export const recordIn = (line: string): ReadRecord | undefined => recordFrom(parsed(line));

const notAJournal = (path: string, reason: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'recording', reason, path });
