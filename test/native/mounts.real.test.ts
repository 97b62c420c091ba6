import { closeSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MountFlag, mount, unmount } from '../../src/native.ts';
import { describeAsRoot, makeScene, mountLineOf, refusalOf } from './scene.ts';

describeAsRoot('mounts', () => {
  let scene: ReturnType<typeof makeScene>;
  let target: string;
  beforeEach(() => {
    scene = makeScene();
    target = scene.dirAt('target');
  });
  afterEach(() => scene.remove());

  const optionsOf = (path: string) => mountLineOf(path).split(' ')[5]?.split(',') ?? [];

  test('tmpfs with options → mounted with them; unmount → true, once more → false', async () => {
    await mount({ source: 'shm', target, fsType: 'tmpfs', flags: ['nosuid', 'nodev', 'noexec'], data: 'size=1m' });
    expect(optionsOf(target)).toEqual(expect.arrayContaining(['rw', 'nosuid', 'nodev', 'noexec']));
    expect(mountLineOf(target)).toContain('size=1024k');
    expect(await unmount(target)).toBe(true);
    expect(await unmount(target)).toBe(false);
  });

  test('bind, ro → read-only, though the kernel takes that in a second call only', async () => {
    scene.fileAt('source/file', 'content');
    await mount({ source: scene.at('source'), target, flags: ['bind', 'ro'] });
    expect(readFileSync(scene.at('target', 'file'), 'utf8')).toBe('content');
    expect(() => writeFileSync(scene.at('target', 'file'), '')).toThrow('EROFS');
    writeFileSync(scene.at('source', 'file'), 'changed');
    await unmount(target);
  });

  test('bind, ro of a nosuid mount → keeps nosuid', async () => {
    const source = scene.dirAt('source');
    await mount({ source: 'tmpfs', target: source, fsType: 'tmpfs', flags: ['nosuid', 'noexec'] });
    await mount({ source, target, flags: ['bind', 'ro'] });
    expect(optionsOf(target)).toEqual(expect.arrayContaining(['ro', 'nosuid', 'noexec']));
    await unmount(target);
    await unmount(source);
  });

  test('bind of one file over another → that file', async () => {
    scene.fileAt('a', 'from a');
    scene.fileAt('b', 'from b');
    await mount({ source: scene.at('a'), target: scene.at('b'), flags: ['bind'] });
    expect(readFileSync(scene.at('b'), 'utf8')).toBe('from a');
    await unmount(scene.at('b'));
    expect(readFileSync(scene.at('b'), 'utf8')).toBe('from b');
  });

  test('rbind → with the mounts below; bind → without', async () => {
    scene.dirAt('source', 'inner');
    await mount({ source: 'tmpfs', target: scene.at('source', 'inner'), fsType: 'tmpfs' });
    scene.fileAt('source/inner/file', '');
    await mount({ source: scene.at('source'), target, flags: ['bind'] });
    expect(readdirSync(scene.at('target', 'inner'))).toEqual([]);
    await unmount(target);
    await mount({ source: scene.at('source'), target, flags: ['rbind', 'rprivate'] });
    expect(readdirSync(scene.at('target', 'inner'))).toEqual(['file']);
    await unmount(target, { isLazy: true });
    await unmount(scene.at('source', 'inner'));
  });

  test.each<[MountFlag, string]>([
    ['private', ''],
    ['shared', 'shared:'],
    ['slave', 'master:'],
  ])('propagation %s alone → set on the mount that is there', async (flag, mark) => {
    await mount({ source: 'tmpfs', target, fsType: 'tmpfs', flags: ['shared'] });
    await mount({ source: target, target: scene.dirAt('peer'), flags: ['bind'] });
    await mount({ source: '', target, flags: [flag] });
    const line = mountLineOf(target);
    if (mark === '') expect(line).not.toMatch(/shared:|master:/);
    else expect(line).toContain(mark);
    await unmount(scene.at('peer'));
    await unmount(target);
  });

  test('remount → changes the mount that is there', async () => {
    await mount({ source: 'tmpfs', target, fsType: 'tmpfs' });
    await mount({ source: '', target, flags: ['remount', 'bind', 'ro'] });
    expect(optionsOf(target)).toContain('ro');
    await unmount(target);
  });

  test('source or target absent, a filesystem that is not known → errno, mount, target', async () => {
    const refusal = (input: Parameters<typeof mount>[0]) => refusalOf(mount(input));
    const told = { failure: 'SyscallFailed', syscall: 'mount' };
    expect(await refusal({ source: scene.at('none'), target, flags: ['bind'] })).toMatchObject({
      ...told,
      code: 'ENOENT',
    });
    const none = scene.at('none');
    expect(await refusal({ source: 'tmpfs', target: none, fsType: 'tmpfs' })).toMatchObject({
      code: 'ENOENT',
      path: none,
    });
    expect(await refusal({ source: 'x', target, fsType: 'nofs' })).toMatchObject({
      ...told,
      code: 'ENODEV',
      path: target,
    });
    expect(await refusal({ source: 'x\0', target, fsType: 'tmpfs' })).toMatchObject({ ...told, code: 'EINVAL' });
  });

  test('a flag that is not known, two propagations → EINVAL, nothing stays mounted', async () => {
    const strange = ['bind', 'sideways'] as unknown as MountFlag[];
    expect(await refusalOf(mount({ source: scene.dir, target, flags: strange }))).toMatchObject({ code: 'EINVAL' });
    const both = mount({ source: 'tmpfs', target, fsType: 'tmpfs', flags: ['shared', 'private'] });
    expect(await refusalOf(both)).toMatchObject({ code: 'EINVAL' });
    expect(scene.mounts()).toEqual([]);
  });

  test('unmount of a busy mount → EBUSY; lazily → true at once', async () => {
    await mount({ source: 'tmpfs', target, fsType: 'tmpfs' });
    const fd = openSync(scene.fileAt('target/file', ''), 'r');
    expect(await refusalOf(unmount(target))).toMatchObject({ syscall: 'umount2', code: 'EBUSY', path: target });
    expect(await unmount(target, { isLazy: true })).toBe(true);
    closeSync(fd);
  });

  test('unmount of a stack → the topmost only', async () => {
    await mount({ source: 'lower', target, fsType: 'tmpfs' });
    await mount({ source: 'upper', target, fsType: 'tmpfs' });
    expect(await unmount(target)).toBe(true);
    expect(mountLineOf(target)).toContain(' lower ');
    expect(await unmount(target)).toBe(true);
  });

  test('unmount of a link to a mount → false, the mount stays', async () => {
    await mount({ source: 'tmpfs', target, fsType: 'tmpfs' });
    symlinkSync(target, scene.at('link'));
    expect(await unmount(scene.at('link'))).toBe(false);
    expect(scene.mounts()).toEqual([target]);
    await unmount(target);
  });

  test('unmount of what is absent or no mount → false; below a file → ENOTDIR', async () => {
    expect(await unmount(scene.at('none'))).toBe(false);
    expect(await unmount(target)).toBe(false);
    scene.fileAt('file', '');
    expect(await refusalOf(unmount(scene.at('file', 'x')))).toMatchObject({ code: 'ENOTDIR' });
  });
});
