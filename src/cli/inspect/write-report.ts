/** `troupe report`: recordings, and the page that shows them, in one file. */
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { recordingBegin, recordingEnd, reportPage } from '../../inspector/server/report-page.ts';
import { FailureError } from '../../machines/failure.ts';
import { Complaint } from '../complain.ts';
import type { Source } from './source.ts';

export interface ReportInput {
  readonly sources: readonly Source[];
  /** `dist/inspector` */
  readonly pageDir: string;
  readonly out: string;
  /** What is there already. */
  readonly replaces: boolean;
  readonly signal: AbortSignal;
}

/**
 * Effects: the file, mode 0600, whole or not at all.
 * @returns bytes
 * @throws Complaint where there is one already; FailureError SyscallFailed {syscall, path, code}
 */
export const writeReport = async ({ sources, pageDir, out, replaces, signal }: ReportInput): Promise<number> => {
  const path = replaces ? `${out}.${process.pid}` : out;
  const file = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST'
      ? new Complaint([`troupe: ${path} is there already; --force replaces it`])
      : new FailureError('SyscallFailed', { syscall: 'open', path, code: cause.code ?? '' }, { cause });
  });
  try {
    await writePage(file, sources, pageDir, signal);
    await file.sync();
    const { size } = await file.stat();
    await file.close();
    if (replaces) await rename(path, out);
    return size;
  } catch (cause) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (cause instanceof FailureError || syscall === undefined) throw cause;
    throw new FailureError('SyscallFailed', { syscall, path, code: code ?? '' }, { cause });
  }
};

const writePage = async (file: FileHandle, sources: readonly Source[], dir: string, signal: AbortSignal) => {
  const [app, worker, style, charts] = await Promise.all(
    ['whole.js', 'worker.js', 'style.css', 'charts.json'].map((name) => readFile(join(dir, name), 'utf8')),
  );
  const files = { app: app ?? '', worker: worker ?? '', style: style ?? '', charts: charts ?? '' };
  const { head, tail } = reportPage(files, { sources: sources.map((source) => source.about()) });
  await file.write(head);
  for (const [number, source] of sources.entries()) {
    await file.write(recordingBegin(number));
    await writePacked(file, source.lines(signal));
    await file.write(recordingEnd);
    signal.throwIfAborted();
  }
  await file.write(tail);
};

/** Base64 of gzip, in lines of any length that join to one text: each but the last is of whole groups of three bytes. */
const writePacked = async (file: FileHandle, lines: AsyncIterable<string | Uint8Array>): Promise<void> => {
  let rest: Buffer = Buffer.alloc(0);
  const packed: AsyncIterable<Buffer> = Readable.from(lines, { objectMode: false }).pipe(createGzip({ level: 9 }));
  for await (const chunk of packed) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    await file.write(bytes.toString('base64', 0, whole));
  }
  await file.write(rest.toString('base64'));
};
