/** Labels of trees: any filesystem takes security.selinux from root, with SELinux or without. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setTreeXattr } from '../../src/native.ts';
import { describeAsRoot } from './scene.ts';

describeAsRoot('setTreeXattr', () => {
  let dir: string;
  beforeEach(() => {
    // not /tmp: where that is a tmpfs of an old kernel, it has no such attributes
    dir = mkdtempSync('/var/tmp/trp-relabel-');
    mkdirSync(join(dir, 'tree/a/b'), { recursive: true });
    mkdirSync(join(dir, 'outside'));
    for (const file of ['tree/one', 'tree/a/two', 'tree/a/b/three', 'outside/file']) writeFileSync(join(dir, file), '');
    symlinkSync('../outside', join(dir, 'tree/link'));
    symlinkSync('/nowhere', join(dir, 'tree/a/dangling'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const label = (path: string, value = 'u:object_r:t:s0:c1,c2', limitMs = 60_000) =>
    setTreeXattr({ path: join(dir, path), name: 'security.selinux', value, limitMs });
  /** Of the file itself, links not followed; undefined: none. */
  const labelOf = async (path: string) => {
    const script = 'import os,sys; print(os.getxattr(sys.argv[1], "security.selinux", follow_symlinks=False).decode())';
    const { stdout, exitCode } = await execa('python3', ['-c', script, join(dir, path)], { reject: false });
    return exitCode === 0 ? stdout.replace('\0', '') : undefined;
  };

  test('a tree → everything in it, links themselves, nothing that they point to', async () => {
    expect(await label('tree')).toBe(8);
    for (const path of ['tree', 'tree/one', 'tree/a/two', 'tree/a/b', 'tree/a/b/three', 'tree/link', 'tree/a/dangling'])
      expect([path, await labelOf(path)]).toEqual([path, 'u:object_r:t:s0:c1,c2']);
    expect(await labelOf('outside')).toBeUndefined();
    expect(await labelOf('outside/file')).toBeUndefined();
  });

  test('again → nothing is changed; another label → everything', async () => {
    await label('tree');
    expect(await label('tree')).toBe(0);
    writeFileSync(join(dir, 'tree/new'), '');
    expect(await label('tree')).toBe(1);
    expect(await label('tree', 'u:object_r:t:s0')).toBe(9);
  });

  test('a file → that file; a link → itself', async () => {
    expect(await label('tree/one')).toBe(1);
    expect(await label('tree/link')).toBe(1);
    expect(await labelOf('outside')).toBeUndefined();
  });

  test('absent → ENOENT; no time → ETIMEDOUT; no such attributes → ENOTSUP; a NUL → EINVAL', async () => {
    await expect(label('none')).rejects.toMatchObject({ details: { code: 'ENOENT' } });
    await expect(label('tree', 'x', -1)).rejects.toMatchObject({ details: { code: 'ETIMEDOUT' } });
    const proc = { path: '/proc/self/fdinfo', name: 'security.selinux', value: 'x', limitMs: 1000 };
    await expect(setTreeXattr(proc)).rejects.toMatchObject({ code: 'SyscallFailed' });
    await expect(label('tree', 'a\0b')).rejects.toMatchObject({ details: { code: 'EINVAL' } });
  });

  test('deeper than a path may be long in one step, many entries → all', async () => {
    for (let index = 0; index < 500; index += 1) writeFileSync(join(dir, `tree/a/b/file-${index}`), '');
    expect(await label('tree')).toBe(508);
  });
});
