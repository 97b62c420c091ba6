/** Recordings that are compressed: told by their bytes, read like others, and bounded. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { aboutRecording } from '../../src/cli/inspect/sources/recording.ts';
import { journalFormat } from '../../src/journal/format.ts';
import { recordingAt } from '../../src/journal/recording.ts';

const header = (source = 'daemon') =>
  `${JSON.stringify({ k: 'H', format: journalFormat, source, build: '', node: '', epochMs: 0, monotonicUs: 0, keyId: 'k' })}\n`;
const notes = (from: number, count: number, text = () => Math.random().toString(36)) =>
  Array.from(
    { length: count },
    (_, index) => `${JSON.stringify({ k: 'N', q: from + index, t: index, e: text() })}\n`,
  ).join('');

const tempDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'trp-unpack-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
};
const fileOf = async (bytes: Uint8Array, name = 'recording'): Promise<string> => {
  const path = join(await tempDir(), name);
  await writeFile(path, bytes);
  return path;
};
/** Numbers of the records, troubles, and why it ended before its end. */
const read = async (path: string) => {
  const numbers: number[] = [];
  const troubles: string[] = [];
  let reason: unknown;
  try {
    for await (const { record } of recordingAt(path, { onTrouble: ({ kind }) => troubles.push(kind) }))
      numbers.push(record.q);
  } catch (error) {
    reason = (error as { readonly details?: { readonly reason?: unknown } }).details?.reason;
  }
  return { numbers, troubles, reason };
};
const packers = [
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const;
const all = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.each(packers)('%s: by its bytes, whatever it is called; and as a member of a folder', async (_, pack) => {
  const packed = pack(Buffer.from(header() + notes(1, 50)));
  for (const name of ['plain.jsonl', 'x.jsonl.gz', 'x.jsonl.zst', 'nothing'])
    expect(await read(await fileOf(packed, name))).toEqual({ numbers: all(50), troubles: [], reason: undefined });
  const dir = join(await tempDir(), 'ring');
  await mkdir(dir);
  await writeFile(join(dir, '1.jsonl.gz'), packed);
  await writeFile(join(dir, '2.jsonl'), header() + notes(51, 5));
  await writeFile(join(dir, '3.jsonl.zst'), pack(Buffer.from(header() + notes(56, 5))));
  expect(await read(dir)).toEqual({ numbers: all(60), troubles: [], reason: undefined });
});

test.each(packers)('%s that was cut: all that is there, and that its end is torn', async (_, pack) => {
  const packed = pack(Buffer.from(header() + notes(1, 20_000)));
  const { numbers, troubles, reason } = await read(await fileOf(packed.subarray(0, packed.length / 2)));
  expect(numbers).toEqual(all(numbers.length));
  expect(numbers.length).toBeGreaterThan(5000);
  expect([troubles, reason]).toEqual([['torn'], undefined]);
});

test.each(packers)('%s that is damaged: said', async (_, pack) => {
  const packed = Buffer.from(pack(Buffer.from(header() + notes(1, 20_000))));
  const middle = Math.floor(packed.length / 2);
  packed.fill(0xff, middle, middle + 2000);
  expect((await read(await fileOf(packed))).reason).toBe('what is compressed in it is damaged');
});

test('parts one after another: of gzip all; of zstd the first, and that there is more', async () => {
  const parts = [header() + notes(1, 3), notes(4, 3)].map((part) => Buffer.from(part));
  const gzip = await read(await fileOf(Buffer.concat(parts.map((part) => gzipSync(part)))));
  expect(gzip).toEqual({ numbers: all(6), troubles: [], reason: undefined });
  const zstd = await read(await fileOf(Buffer.concat(parts.map((part) => zstdCompressSync(part)))));
  expect(zstd.numbers).toEqual(all(3));
  expect(zstd.reason).toMatch(/what follows its first compressed part is not read/);
});

test('bombs end: of records, and of nothing', async () => {
  const long = 'x'.repeat(1024 * 1024);
  const record = gzipSync(Buffer.from(notes(1, 1, () => long)));
  const many = Array.from({ length: 300 }, () => record);
  const bomb = await read(await fileOf(Buffer.concat([gzipSync(Buffer.from(header())), ...many])));
  expect(bomb.numbers.length).toBeLessThan(257);
  expect(bomb.reason).toMatch(/becomes more than 200 times as much/);
  const empty = await read(await fileOf(gzipSync(Buffer.from(header() + '\n'.repeat(1_000_010)))));
  expect(empty.reason).toMatch(/lines of it are no records/);
}, 30_000);

test.each(packers)('%s: what it is of is known before it is read', async (_, pack) => {
  const about = await aboutRecording(await fileOf(pack(Buffer.from(header('tap')))));
  expect(about.kind).toBe('tap');
});
