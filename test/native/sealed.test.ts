import { spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealedCopy } from '../../src/native.ts';
import { makeScene, openFds } from './scene.ts';

let scene: ReturnType<typeof makeScene>;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => scene.remove());

const copyOf = async (path: string): Promise<number> => {
  const file = openSync(path, 'r');
  try {
    readSync(file, Buffer.alloc(1)); // its offset does not matter
    return await sealedCopy(file, 'copy');
  } finally {
    closeSync(file);
  }
};

describe('sealedCopy', () => {
  test('a program → all of it, which runs, and which nobody can change', async () => {
    const copy = await copyOf('/bin/sh');
    const path = `/proc/self/fd/${copy}`;
    expect(readFileSync(path).equals(readFileSync('/bin/sh'))).toBe(true);
    expect(spawnSync(path, ['-c', 'echo "$0"; exit 3'], { argv0: 'sh' })).toMatchObject({ status: 3 });
    expect(() => writeSync(copy, 'x', 0)).toThrow('EPERM');
    expect(() => ftruncateSync(copy, 0)).toThrow('EPERM');
    expect(() => ftruncateSync(copy, fstatSync(copy).size + 1)).toThrow('EPERM');
    expect(() => writeFileSync(path, 'x', { flag: 'r+' })).toThrow(/EPERM|EACCES/);
    closeSync(copy);
  });

  test('an empty file → an empty copy; no file → a failure, and no descriptor is left', async () => {
    const empty = join(scene.dirAt('dir'), 'empty');
    writeFileSync(empty, '');
    const copy = await copyOf(empty);
    expect(fstatSync(copy).size).toBe(0);
    closeSync(copy);
    const before = openFds();
    await expect(sealedCopy(999_999, 'copy')).rejects.toMatchObject({
      details: { syscall: 'sendfile', code: 'EBADF' },
    });
    await expect(sealedCopy(0, 'x'.repeat(300))).rejects.toMatchObject({ details: { syscall: 'memfd_create' } });
    await expect(sealedCopy(0, 'a\0b')).rejects.toMatchObject({ details: { code: 'EINVAL' } });
    expect(openFds()).toBeLessThanOrEqual(before);
  });
});
