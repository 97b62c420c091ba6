/** Reads a journal, a record at a time. A last line that a crash has torn, and lines within that are no records, are left out. */
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { FailureError } from '../machines/failure.ts';
import { type HeaderRecord, type JournalRecord, journalFormat } from './format.ts';

/** A longer line is not ours. */
const maxLineChars = 64 * 1024 * 1024;

export type ReadRecord = HeaderRecord | JournalRecord;

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
    const record = recordIn(line);
    if (torn > 0) onTorn(torn, false);
    torn = record === undefined && !isOfLater(line) ? number : 0;
    if (record?.k === 'H' && record.format === journalFormat) hasHeader = true;
    // What a page keeps begins with words about it.
    if (!hasHeader && record === undefined && isOfLater(line)) continue;
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

/** What each kind has at least, as text. */
const texts: Readonly<Record<ReadRecord['k'], readonly string[]>> = {
  H: ['format'],
  O: ['ph'],
  V: ['name', 'verdict', 'subject', 'message'],
  G: ['why'],
  I: ['s'],
  A: ['a'],
  Z: ['a', 'how'],
  M: ['a', 'e'],
  T: ['a', 'e', 'v0', 'v1'],
  E: ['a', 'n'],
  R: ['a', 'n', 'o'],
  D: ['a', 'e', 'why'],
  C: [],
  S: ['a'],
  N: ['e'],
};
/** What may be there, and is text then. */
const mayBeTexts = ['a', 'f', 'p', 'm', 'n'];

const isListOfActors = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) &&
    value.every((each: unknown) => {
      const { a, v } = (each ?? {}) as { readonly a?: unknown; readonly v?: unknown };
      return typeof a === 'string' && typeof v === 'string';
    }));

const isOfKind = (value: Readonly<Record<string, unknown>>): boolean => {
  const needed = texts[value.k as ReadRecord['k']];
  if (needed === undefined || !needed.every((key) => typeof value[key] === 'string')) return false;
  if (value.k === 'O') return true; // its `n` is a number
  if (value.k === 'V' && !Array.isArray(value.w)) return false;
  if (value.k === 'C' && !isListOfActors(value.actors)) return false;
  if (value.k === 'S' && (typeof value.d !== 'object' || value.d === null || Array.isArray(value.d))) return false;
  const others = value.k === 'I' ? ['a'] : mayBeTexts;
  return others.every((key) => value[key] === undefined || typeof value[key] === 'string');
};

const isNumber = (q: unknown): boolean => typeof q === 'number' && q >= 0 && q <= Number.MAX_SAFE_INTEGER;

/** A line as a record; undefined where it is none, or of a kind that is not known. */
export const recordIn = (line: string): ReadRecord | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    if (
      typeof value !== 'object' ||
      value === null ||
      !('k' in value) ||
      !isOfKind(value as Readonly<Record<string, unknown>>)
    )
      return undefined;
    const { k, q, t } = value as { k: string; q?: unknown; t?: unknown };
    // Of a recording that was unfolded, numbers have parts.
    if (k !== 'H' && (!isNumber(q) || !Number.isFinite(t))) return undefined;
    return value as ReadRecord;
  } catch {
    return undefined;
  }
};

/** A record of a kind that a later version has is whole. */
const isOfLater = (line: string): boolean => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'k' in value && !Object.hasOwn(texts, String(value.k));
  } catch {
    return false;
  }
};

const notAJournal = (path: string, reason: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'recording', reason, path });
