/** Recordings on disk: written, read, torn, full, and without secrets. */
import { appendFile, chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HeaderRecord, type JournalRecord, journalFormat } from '../../src/journal/format.ts';
import { type ReadRecord, readJournal } from '../../src/journal/read.ts';
import { redactor } from '../../src/journal/redact.ts';
import { fileSink, journalWriter, type Sink } from '../../src/journal/write.ts';

let dir = '';
let file = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-journal-'));
  file = join(dir, 'recording');
});
afterEach(() => rm(dir, { recursive: true }));

const header: HeaderRecord = {
  k: 'H',
  format: journalFormat,
  source: 'test',
  build: '0',
  node: 'v24',
  epochMs: 1,
  monotonicUs: 1,
  keyId: 'k',
};
const observation = (q: number): JournalRecord => ({ k: 'O', q, t: q, ph: 'open' });
const gap = (lost: number, why: string): JournalRecord => ({ k: 'G', q: 0, t: 0, lost, why });
const all = async (path = file) => {
  const records: ReadRecord[] = [];
  for await (const record of readJournal(path)) records.push(record);
  return records;
};
const written = async (records: readonly JournalRecord[]) => {
  const writer = journalWriter(await fileSink(file), header, { gap, onTrouble: () => {} });
  for (const record of records) writer.write(record);
  await writer.close();
};

test('what is written is read, and nobody else reads it', async () => {
  await written([observation(1), observation(2)]);
  expect(await all()).toEqual([header, observation(1), observation(2)]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
test('a torn last line is left out, and the next writer goes on after it', async () => {
  await written([observation(1)]);
  await appendFile(file, '{"k":"O","q":2,"t":');
  expect(await all()).toEqual([header, observation(1)]);
  await written([observation(3)]);
  expect(await all()).toEqual([header, observation(1), header, observation(3)]);
});
test('a file that others may read is theirs no more', async () => {
  await writeFile(file, '');
  await chmod(file, 0o644);
  await written([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
test('a link is not followed', async () => {
  await writeFile(join(dir, 'other'), '');
  await symlink(join(dir, 'other'), file);
  await expect(fileSink(file)).rejects.toMatchObject({
    code: 'SyscallFailed',
    details: { syscall: 'open', code: 'ELOOP' },
  });
});
test.each(['', 'hello\n', '{"k":"H","format":"other/1"}\n', '{"k":"O","q":1,"t":1}\n'])(
  '%j is not a recording',
  async (text) => {
    await writeFile(file, text);
    await expect(all()).rejects.toMatchObject({ code: 'RequestInvalid', details: { field: 'recording' } });
  },
);
test('no file → what is missing is said', async () => {
  await expect(all()).rejects.toMatchObject({ code: 'SyscallFailed', details: { code: 'ENOENT', path: file } });
});
test('a disk that is full and works again → a gap with the count, and it is said', async () => {
  const lines: string[] = [];
  const troubles: (string | undefined)[] = [];
  let isFull = false;
  const sink: Sink = {
    append: async (bytes) => {
      if (isFull) throw new Error('ENOSPC');
      lines.push(...bytes.toString().trim().split('\n'));
    },
    close: async () => {},
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const writer = journalWriter(sink, header, { gap, onTrouble: (reason) => troubles.push(reason) });
  await turn();
  isFull = true;
  writer.write(observation(1));
  await turn();
  isFull = false;
  writer.write(observation(2));
  await writer.close();
  expect(lines.map((line) => JSON.parse(line))).toEqual([header, gap(1, 'ENOSPC'), observation(2)]);
  expect(troubles).toEqual(['ENOSPC', undefined]);
  expect(writer.lost()).toBe(1);
});
test('what comes within a while is one write, and so is what comes later', async () => {
  const writes: number[] = [];
  const wrote: (() => void)[] = [];
  const sink: Sink = {
    append: async (bytes) => {
      writes.push(bytes.toString().trim().split('\n').length);
      wrote.shift()?.();
    },
    close: async () => {},
  };
  const nextWrite = () => new Promise<void>((resolve) => wrote.push(resolve));
  const writer = journalWriter(sink, header, { gap, onTrouble: () => {}, coalesceMs: 5 });
  const first = nextWrite();
  for (const q of [1, 2, 3]) writer.write(observation(q));
  await first;
  const second = nextWrite();
  for (const q of [4, 5]) writer.write(observation(q));
  await second;
  await writer.close();
  expect(writes).toEqual([4, 2]);
});
test('a disk that is too slow → what does not fit is counted', async () => {
  const free = Promise.withResolvers<void>();
  const lines: string[] = [];
  const sink: Sink = {
    append: async (bytes) => {
      await free.promise;
      lines.push(...bytes.toString().trim().split('\n'));
    },
    close: async () => {},
  };
  const writer = journalWriter(sink, header, { gap, onTrouble: () => {}, maxQueuedBytes: 100 });
  await Promise.resolve();
  const kept = Array.from({ length: 50 }, (_, q) => writer.write(observation(q + 1))).filter((each) => each).length;
  expect(kept).toBeLessThan(10);
  free.resolve();
  await writer.close();
  expect(writer.lost()).toBe(50 - kept);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ k: 'G', lost: 50 - kept });
});
test('equal secrets have equal marks in one recording, and others in another', async () => {
  const [one, two] = [redactor(), redactor()];
  expect(one.redact('env', 'hunter2')).toEqual(one.redact('env', 'hunter2'));
  expect(one.redact('env', 'hunter2')).not.toEqual(one.redact('env', 'hunter3'));
  expect(one.redact('env', 'hunter2')).not.toEqual(two.redact('env', 'hunter2'));
  expect(one.redact('env', 'hunter2')).toMatchObject({ $redacted: 'env', len: 7 });
  expect(await readFile(new URL(import.meta.url), 'utf8')).not.toContain(one.redact('env', 'hunter2').h);
});
