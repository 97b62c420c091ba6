import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTar } from '../../../src/image/archive/files.ts';
import { tarOf } from '../../../src/image/tar-writer.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'troupe-tar-'));
});
afterEach(() => rm(dir, { recursive: true }));

const read = async (file: string, name: string): Promise<string | undefined> => {
  const files = await openTar(await open(file));
  try {
    return (await files.read(name, 1_000_000))?.toString();
  } finally {
    await files.close();
  }
};

test.each(['v7', 'ustar', 'gnu', 'pax'])('tar --format=%s → files by their names, long ones too', async (format) => {
  const long = format === 'v7' ? 'dir/short' : join('dir', 'a'.repeat(60), 'b'.repeat(60), 'file');
  await mkdir(join(dir, dirname(long)), { recursive: true });
  await writeFile(join(dir, long), 'long');
  await writeFile(join(dir, 'index.json'), 'short');
  const file = join(dir, '..', `${dir.slice(dir.lastIndexOf('/') + 1)}.tar`);
  await promisify(execFile)('tar', [`--format=${format}`, '-C', dir, '-cf', file, '.']);
  try {
    expect(await read(file, 'index.json')).toBe('short');
    expect(await read(file, long)).toBe('long');
    expect(await read(file, 'absent')).toBeUndefined();
  } finally {
    await rm(file);
  }
});

test('the same name twice → the last one, as tar has it', async () => {
  const file = join(dir, 'a.tar');
  await writeFile(
    file,
    tarOf([
      { path: 'a', content: '1' },
      { path: './a', content: '2' },
    ]),
  );
  expect(await read(file, 'a')).toBe('2');
});

test('any damage to a tar file → its files, or ArchiveInvalid; never anything else', async () => {
  const tar = tarOf([
    { path: 'a', content: 'content of a' },
    { path: 'b', type: 'hardlink', target: 'a' },
    { path: 'c', type: 'symlink', target: 'b' },
  ]);
  const file = join(dir, 'a.tar');
  await fc.assert(
    fc.asyncProperty(fc.nat(tar.length - 1), fc.nat(255), fc.nat(tar.length), async (at, byte, length) => {
      const damaged = Buffer.from(tar.subarray(0, Math.max(length, at + 1)));
      damaged[at] = byte;
      await writeFile(file, damaged);
      for (const name of ['a', 'b', 'c'])
        await read(file, name).catch((error: unknown) => expect(error).toMatchObject({ code: 'ArchiveInvalid' }));
    }),
    { numRuns: 200 },
  );
});
