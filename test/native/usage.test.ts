import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskUsage, mount, unmount } from '../../src/native.ts';
import { describeAsRoot, makeScene, openFds, refusalOf } from './scene.ts';

let scene: ReturnType<typeof makeScene>;
let dir: string;
beforeEach(() => {
  scene = makeScene();
  dir = scene.dirAt('dir');
});
afterEach(() => scene.remove());

/** What du(1) says of the same. */
const du = (...options: string[]) => Number.parseInt(execFileSync('du', ['-sx', ...options, dir]).toString(), 10);
const expectAsDu = async () =>
  expect(await diskUsage(dir)).toEqual({ usedBytes: du('--block-size=1'), inodesUsed: du('--inodes') });

describe('diskUsage', () => {
  test('an empty directory → itself', async () => {
    expect((await diskUsage(dir)).inodesUsed).toBe(1);
    await expectAsDu();
  });

  test('files, directories, links, a sparse file → blocks allocated, as du', async () => {
    for (const name of ['a', 'b/c', 'b/d/e']) scene.fileAt(`dir/${name}`, 'x'.repeat(10_000));
    symlinkSync('/', join(dir, 'root'));
    symlinkSync('..', join(dir, 'b', 'up'));
    writeFileSync(join(dir, 'sparse'), '');
    truncateSync(join(dir, 'sparse'), 1e9);
    execFileSync('mkfifo', [join(dir, 'fifo')]);
    await expectAsDu();
  });

  test('hard links, also in other directories → once', async () => {
    scene.fileAt('dir/one', 'x'.repeat(100_000));
    mkdirSync(join(dir, 'sub'));
    for (const name of ['two', 'sub/three']) linkSync(join(dir, 'one'), join(dir, name));
    expect((await diskUsage(dir)).inodesUsed).toBe(3);
    await expectAsDu();
  });

  test('a tree 2000 deep, of paths longer than PATH_MAX → counted, with few descriptors', async () => {
    const script = `import os,sys
os.chdir(sys.argv[1])
for i in range(2000):
    os.mkdir('directory%d' % i)
    os.chdir('directory%d' % i)`;
    execFileSync('python3', ['-c', script, dir]);
    scene.fileAt('dir/zzz/file', '');
    expect((await diskUsage(dir)).inodesUsed).toBe(2003);
  });

  test('a wide tree → as du', async () => {
    for (let index = 0; index < 300; index += 1) scene.fileAt(`dir/d${index % 30}/e${index % 7}/f${index}`, 'x');
    await expectAsDu();
  });

  test('entries that vanish meanwhile → skipped', async () => {
    for (let index = 0; index < 2000; index += 1) scene.fileAt(`dir/d${index % 100}/f${index}`, '');
    const counted = Promise.all([diskUsage(dir), diskUsage(dir), diskUsage(dir)]);
    for (let index = 0; index < 100; index += 1) rmSync(join(dir, `d${index}`), { recursive: true });
    for (const { inodesUsed } of await counted) expect(inodesUsed).toBeLessThanOrEqual(2101);
    expect((await diskUsage(dir)).inodesUsed).toBe(1);
  });

  test('absent, a file, a NUL → ENOENT, ENOTDIR, EINVAL', async () => {
    const none = scene.at('none');
    expect(await refusalOf(diskUsage(none))).toMatchObject({ syscall: 'open', code: 'ENOENT', path: none });
    expect(await refusalOf(diskUsage(scene.fileAt('file', '')))).toMatchObject({ code: 'ENOTDIR' });
    expect(await refusalOf(diskUsage(`${dir}\0`))).toMatchObject({ code: 'EINVAL' });
  });

  test('30 at a time → the descriptors are as before', async () => {
    scene.fileAt('dir/a/b/c', '');
    const before = openFds();
    await Promise.all(Array.from({ length: 30 }, () => diskUsage(dir)));
    expect(openFds()).toBeLessThanOrEqual(before);
  });
});

describeAsRoot('diskUsage over mounts', () => {
  test('another mount inside, also of the same filesystem → not counted', async () => {
    scene.fileAt('other/big', 'x'.repeat(1e6));
    for (const name of ['tmp', 'bind']) mkdirSync(join(dir, name));
    await mount({ source: 'tmpfs', target: join(dir, 'tmp'), fsType: 'tmpfs' });
    await mount({ source: scene.at('other'), target: join(dir, 'bind'), flags: ['bind'] });
    scene.fileAt('dir/tmp/file', 'x');
    scene.fileAt('dir/file', 'x');
    await mount({ source: scene.at('other', 'big'), target: join(dir, 'file'), flags: ['bind'] });
    const { usedBytes, inodesUsed } = await diskUsage(dir);
    expect(inodesUsed).toBe(1);
    expect(usedBytes).toBeLessThan(100_000);
    for (const name of ['file', 'bind', 'tmp']) await unmount(join(dir, name));
    expect((await diskUsage(dir)).inodesUsed).toBe(4);
  });
});
