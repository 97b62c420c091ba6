/** Reads a journal, a record at a time. A last line that a crash has torn, and lines within that are no records, are left out. */
import { isOfLaterKind, type ReadRecord, recordFrom } from './check.ts';
import { journalFormat } from './format.ts';
import { notReadable, unpackedFile } from './unpack.ts';

/** A longer line is not ours. */
const maxLineChars = 64 * 1024 * 1024;
/** More lines that are no records, and it is no journal. */
const mostUnread = 1_000_000;

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
  let unread = 0;
  for await (const line of linesOf(path, onBytes)) {
    number += 1;
    const value = line === '' ? undefined : parsed(line);
    const record = recordFrom(value);
    if (record === undefined && !isOfLaterKind(value)) unread += 1;
    if (unread > mostUnread) throw notReadable(path, `more than ${mostUnread} lines of it are no records`);
    if (line === '') continue;
    if (torn > 0) onTorn(torn, false);
    torn = record === undefined && !isOfLaterKind(value) ? number : 0;
    if (record?.k === 'H' && record.format === journalFormat) hasHeader = true;
    // What a page keeps begins with words about it.
    if (!hasHeader && record === undefined && isOfLaterKind(value)) continue;
    if (!hasHeader) throw notReadable(path, `the first line is not a header of ${journalFormat}`);
    if (record !== undefined) yield record;
  }
  if (!hasHeader) throw notReadable(path, number === 0 ? 'it is empty' : 'it has no header');
  if (torn > 0) onTorn(torn, true);
}

/** Lines of a file, which may be compressed. */
async function* linesOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const parts: string[] = [];
  let length = 0;
  const text = new TextDecoder();
  for await (const bytes of unpackedFile(path, onBytes)) {
    const chunk = text.decode(bytes, { stream: true });
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
    if (length > maxLineChars) throw notReadable(path, 'a line is too long');
  }
  // What comes after the last line break was not written to its end, unless it is whole by chance.
  const last = parts.join('');
  if (last !== '') yield last;
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** A line as a record; undefined where it is none, or of a kind that is not known. */
export const recordIn = (line: string): ReadRecord | undefined => recordFrom(parsed(line));
