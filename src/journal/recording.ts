/** A recording, whatever it is made of: a file, or a folder of files one after another; with the time of each record. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../machines/failure.ts';
import type { HeaderRecord, JournalRecord } from './format.ts';
import { readJournal } from './read.ts';

/** A record, and where it stands. */
export interface Told {
  readonly record: JournalRecord;
  /** µs since the first record of all. */
  readonly us: number;
  /** µs since 1970. */
  readonly wallUs: number;
  /** Which run of the writer it is of, from 1: numbers begin anew, and actors too. */
  readonly run: number;
}

/** What is not as it should be in a recording. */
export type Trouble =
  | { readonly kind: 'torn'; readonly file: string; readonly line: number; readonly isLast: boolean }
  | { readonly kind: 'gap'; readonly file: string; readonly lost: number; readonly why: string }
  | { readonly kind: 'hole'; readonly file: string; readonly after: number; readonly next: number };

export interface RecordingOptions {
  readonly onTrouble?: ((trouble: Trouble) => void) | undefined;
  readonly onHeader?: ((header: HeaderRecord, file: string) => void) | undefined;
  /** How much of all files has been read, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * In bounded memory, as often as it is asked for.
 * @param path a journal, or a folder of them, whose names are in their order.
 * @throws FailureError SyscallFailed {syscall, path, code}; RequestInvalid {field, reason, path} where it is no journal
 */
export async function* recordingAt(path: string, options: RecordingOptions = {}): AsyncGenerator<Told> {
  const { onTrouble = () => undefined, onHeader = () => undefined, onProgress } = options;
  let run = 0;
  let first: number | undefined;
  let lastQ = 0;
  // of what was unfolded, transitions have the numbers of their inputs, and those that they had are not there
  let isUnfolded = false;
  let lastRun: string | undefined;
  const files = await filesAt(path);
  const sizes = onProgress === undefined ? [] : await Promise.all(files.map(async (file) => (await stat(file)).size));
  const whole = Math.max(1, sum(sizes));
  for (const [index, file] of files.entries()) {
    const before = sum(sizes.slice(0, index));
    const read = onProgress && ((bytes: number) => onProgress(Math.min(1, (before + bytes) / whole)));
    let header: HeaderRecord | undefined;
    const torn = (line: number, isLast: boolean) => onTrouble({ kind: 'torn', file, line, isLast });
    let isAfterHeader = false;
    for await (const record of readJournal(file, torn, read)) {
      if (record.k === 'H') {
        header = record;
        isAfterHeader = true;
        onHeader(record, file);
        continue;
      }
      // The segments of one run have one key of redaction, and their numbers go on.
      const isNew = isAfterHeader && (header?.keyId !== lastRun || record.q <= lastQ);
      if (isNew || run === 0) {
        run += 1;
        lastQ = 0;
        isUnfolded = false;
      }
      isAfterHeader = false;
      lastRun = header?.keyId;
      if (record.k === 'G') onTrouble({ kind: 'gap', file, lost: record.lost, why: record.why });
      else if (!isUnfolded && lastQ > 0 && record.q > lastQ + 1)
        onTrouble({ kind: 'hole', file, after: lastQ, next: record.q });
      isUnfolded ||= !Number.isInteger(record.q);
      lastQ = Math.max(lastQ, record.q);
      const wallUs = Math.round((header?.epochMs ?? 0) * 1000 + record.t);
      first ??= wallUs;
      yield { record, us: wallUs - first, wallUs, run };
    }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** How long it is. @throws FailureError as {@link recordingAt} does */
export const boundsOf = async (
  path: string,
): Promise<{ readonly lastUs: number; readonly firstWallUs: number; readonly records: number }> => {
  let lastUs = 0;
  let firstWallUs = 0;
  let records = 0;
  for await (const { us, wallUs } of recordingAt(path)) {
    lastUs = Math.max(lastUs, us);
    firstWallUs = wallUs - us;
    records += 1;
  }
  return { lastUs, firstWallUs, records };
};

const isSegment = (name: string): boolean => /\.(journal|jsonl|ndjson)(\.gz|\.zst)?$/.test(name);

/**
 * A journal, or those of a folder in their order.
 * @throws FailureError SyscallFailed {syscall, path, code}; RequestInvalid {field, reason, path} where there is none
 */
export const filesAt = async (path: string): Promise<readonly string[]> => {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter(isSegment).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (cause) {
    const { code = '', syscall = 'stat' } = cause as NodeJS.ErrnoException;
    throw new FailureError('SyscallFailed', { syscall, path, code }, { cause });
  }
  throw new FailureError('RequestInvalid', { field: 'recording', reason: 'no journal is in this folder', path });
};

export const textOfTrouble = (trouble: Trouble): string => {
  switch (trouble.kind) {
    case 'torn':
      return trouble.isLast
        ? `${trouble.file}: the last line (${trouble.line}) is torn, as a crash leaves it; it is left out`
        : `${trouble.file}: line ${trouble.line} cannot be read; it is left out`;
    case 'gap':
      return `${trouble.file}: ${trouble.lost} records are missing: ${trouble.why}`;
    case 'hole':
      return `${trouble.file}: records ${trouble.after + 1} to ${trouble.next - 1} are missing`;
  }
};
