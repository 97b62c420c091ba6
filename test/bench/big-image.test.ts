import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { random } from '../../bench/big-image/random.ts';
import { writeLayer } from '../../bench/big-image/write-layer.ts';

test('the same seed → the same numbers, within their bounds', () => {
  const draw = () => {
    const { size } = random(5);
    return Array.from({ length: 50 }, () => size(200, 40_000));
  };
  expect(draw()).toEqual(draw());
  expect(draw().every((size) => size >= 200 && size <= 40_000)).toBe(true);
});

test('a layer → a gzip file with its digest, a tar with its diff ID, twice the same', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'trp-bench-test-'));
  try {
    const entries = [
      { path: 'a/', type: 'directory' as const },
      { path: 'a/b', content: 'text' },
    ];
    const layer = await writeLayer(join(dir, 'one'), entries, new AbortController().signal);
    const bytes = await readFile(join(dir, 'one'));
    const sha256 = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
    expect(layer).toEqual({
      digest: sha256(bytes),
      diffId: sha256(gunzipSync(bytes)),
      size: bytes.length,
      unpackedBytes: 4,
      files: 1,
    });
    expect(gunzipSync(bytes)).toHaveLength(512 * 5); // two headers, a block of text, two blocks of zeros
    expect((await writeLayer(join(dir, 'two'), entries, new AbortController().signal)).digest).toBe(layer.digest);
  } finally {
    await rm(dir, { recursive: true });
  }
});
