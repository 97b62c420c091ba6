/** Reads a journal, a record at a time. A last line that a crash has torn, and lines within that are no JSON, are left out. */
import { createReadStream } from 'node:fs';
import { FailureError } from '../machines/failure.ts';
import { type HeaderRecord, type JournalRecord, journalFormat } from './format.ts';

/** A longer line is not ours. */
const maxLineChars = 64 * 1024 * 1024;

export type ReadRecord = HeaderRecord | JournalRecord;

/**
 * Records of kinds that are not known are left out. A file has a header for each time it was written to.
 * @throws FailureError SyscallFailed {syscall, path, code}; RequestInvalid {field, reason, path} where it is not a journal
 */
export async function* readJournal(path: string): AsyncGenerator<ReadRecord> {
  let hasHeader = false;
  for await (const line of linesOf(path)) {
    const record = recordIn(line);
    if (record?.k === 'H' && record.format === journalFormat) hasHeader = true;
    if (!hasHeader) throw notAJournal(path, `the first line is not a header of ${journalFormat}`);
    if (record !== undefined) yield record;
  }
  if (!hasHeader) throw notAJournal(path, 'it is empty');
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 });
  try {
    for await (const chunk of stream) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > maxLineChars) throw notAJournal(path, 'a line is too long');
      for (const line of lines) if (line !== '') yield line;
    }
  } catch (cause) {
    if (cause instanceof FailureError) throw cause;
    const { code = '', syscall = 'read' } = cause as NodeJS.ErrnoException;
    throw new FailureError('SyscallFailed', { syscall, path, code }, { cause });
  }
  // What comes after the last line break was not written to its end, unless it is whole by chance.
  if (rest !== '' && recordIn(rest) !== undefined) yield rest;
}

const kinds = new Set('HOVGIAZMTERDCN');

const recordIn = (line: string): ReadRecord | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('k' in value) || !kinds.has(String(value.k))) return undefined;
    const { k, q, t } = value as { k: string; q?: unknown; t?: unknown };
    if (k !== 'H' && (!Number.isSafeInteger(q) || !Number.isFinite(t))) return undefined;
    return value as ReadRecord;
  } catch {
    return undefined;
  }
};

const notAJournal = (path: string, reason: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'recording', reason, path });
