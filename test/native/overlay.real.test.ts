import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadAddon, mount, mountOverlay, unmount } from '../../src/native.ts';
import { describeAsRoot, makeScene, mountLineOf, refusalOf } from './scene.ts';

interface Ways {
  mountOverlay(input: object): Promise<void>;
}

describeAsRoot('overlay', () => {
  let scene: ReturnType<typeof makeScene>;
  let target: string;
  let upperDir: string;
  let workDir: string;
  beforeEach(() => {
    scene = makeScene();
    target = scene.dirAt('target');
    upperDir = scene.dirAt('upper');
    workDir = scene.dirAt('work');
  });
  afterEach(() => scene.remove());

  /** Lower directories, uppermost first: each has a file of its own, and its number in `which`. */
  const layers = (count: number, nameOf = (index: number) => `l${index}`) =>
    Array.from({ length: count }, (_, index) => {
      scene.fileAt(`lower/${nameOf(index)}/own-${index}`, '');
      scene.fileAt(`lower/${nameOf(index)}/which`, String(index));
      return scene.at('lower', nameOf(index));
    });
  /** One way only, though the kernel knows a better one. */
  const mountBy = (way: string, lowerDirs: readonly string[]) => {
    const ways = { upperDir, workDir, isReadOnly: false, options: ['index=off'], ways: [way] };
    return loadAddon<Ways>().mountOverlay({ lowerDirs, target, ...ways });
  };

  test('lower and upper directories → the uppermost wins, writes go to the upper one', async () => {
    const lowerDirs = layers(3);
    await mountOverlay({ lowerDirs, upperDir, workDir, target });
    expect(readFileSync(join(target, 'which'), 'utf8')).toBe('0');
    writeFileSync(join(target, 'which'), 'mine');
    rmSync(join(target, 'own-2'));
    expect(readFileSync(join(upperDir, 'which'), 'utf8')).toBe('mine');
    expect(existsSync(scene.at('lower', 'l2', 'own-2'))).toBe(true);
    await unmount(target);
  });

  test('isReadOnly → EROFS for who writes', async () => {
    await mountOverlay({ lowerDirs: layers(2), upperDir, workDir, target, isReadOnly: true });
    expect(() => writeFileSync(join(target, 'new'), '')).toThrow('EROFS');
    await unmount(target);
  });

  test('no upper directory → nothing can be written; with one lower directory it is a bind mount', async () => {
    for (const count of [2, 1]) {
      await mountOverlay({ lowerDirs: layers(count), target });
      expect(readFileSync(join(target, 'which'), 'utf8')).toBe('0');
      expect(() => writeFileSync(join(target, 'which'), '')).toThrow('EROFS');
      await unmount(target);
    }
  });

  test('one upper directory, mounted twice one after the other → no index is in the way', async () => {
    const lowerDirs = layers(2);
    for (const round of [1, 2]) {
      await mountOverlay({ lowerDirs: round === 1 ? lowerDirs : [...lowerDirs].reverse(), upperDir, workDir, target });
      expect(mountLineOf(target)).not.toContain('index=on');
      await unmount(target);
    }
  });

  test('options → handed on, with and without a value', async () => {
    const options = ['metacopy=on', 'redirect_dir=on', 'volatile'];
    await mountOverlay({ lowerDirs: layers(2), upperDir, workDir, target, options });
    for (const option of options) expect(mountLineOf(target)).toContain(option);
    await unmount(target);
  });

  test('320 lower directories with long paths → all of them', async () => {
    const lowerDirs = layers(320, (index) => `${'x'.repeat(80)}-${index}`);
    await mountOverlay({ lowerDirs, upperDir, workDir, target });
    expect(readdirSync(target)).toHaveLength(321);
    await unmount(target);
  });

  test.each(['append', 'legacy'])('320 lower directories, %s → all of them', async (way) => {
    await mountBy(
      way,
      layers(320, (index) => `${'x'.repeat(80)}-${index}`),
    );
    expect(readdirSync(target)).toHaveLength(321);
    expect(readFileSync(join(target, 'which'), 'utf8')).toBe('0');
    await unmount(target);
  });

  test.each(['append', 'join', 'legacy'])('names with : , \\ = and spaces, %s → taken literally', async (way) => {
    const names = ['a:b', 'c,d', 'e\\f', 'g=h i', '\\:,'];
    upperDir = scene.dirAt('up:p,e\\r');
    workDir = scene.dirAt('wo:r,k\\');
    const lowerDirs = layers(names.length, (index) => names[index] ?? '');
    const asked = way === 'join' ? lowerDirs.slice(0, 3) : lowerDirs; // one value holds 255 bytes
    await mountBy(way, asked);
    expect(readdirSync(target)).toHaveLength(asked.length + 1);
    writeFileSync(join(target, 'new'), '');
    expect(readdirSync(upperDir)).toEqual(['new']);
    await unmount(target);
  });

  test('a directory whose path is longer than fsconfig takes → mounted all the same', async () => {
    const lowerDirs = layers(2, (index) => `${'y'.repeat(200)}/${'z'.repeat(200)}-${index}`);
    await mountOverlay({ lowerDirs, upperDir, workDir, target });
    expect(readdirSync(target)).toHaveLength(3);
    await unmount(target);
  });

  test('a lower directory that is absent → ENOENT with its path, nothing mounted', async () => {
    const none = scene.at('none');
    const told = await refusalOf(mountOverlay({ lowerDirs: [...layers(1), none], upperDir, workDir, target }));
    expect(told).toMatchObject({ failure: 'SyscallFailed', code: 'ENOENT', syscall: 'fsconfig', path: none });
  });

  test('an absent target, none but an upper directory, an unknown option → errno', async () => {
    const lowerDirs = layers(2);
    const absent = mountOverlay({ lowerDirs, upperDir, workDir, target: scene.at('none') });
    expect(await refusalOf(absent)).toMatchObject({ code: 'ENOENT', syscall: 'move_mount', path: scene.at('none') });
    expect(await refusalOf(mountOverlay({ lowerDirs: [], upperDir, workDir, target }))).toMatchObject({
      code: 'EINVAL',
    });
    const strange = mountOverlay({ lowerDirs, upperDir, workDir, target, options: ['sideways=on'] });
    expect(await refusalOf(strange)).toMatchObject({ code: 'EINVAL', path: target });
    expect(scene.mounts()).toEqual([]);
  });

  test('a work directory on another filesystem → EINVAL, nothing mounted', async () => {
    await mount({ source: 'tmpfs', target: workDir, fsType: 'tmpfs' });
    const work = mountOverlay({ lowerDirs: layers(2), upperDir, workDir, target });
    expect(await refusalOf(work)).toMatchObject({ code: 'EINVAL', path: target });
    await unmount(workDir);
  });

  test('a NUL in a layer → EINVAL', async () => {
    expect(await refusalOf(mountOverlay({ lowerDirs: ['/a\0', '/b'], target }))).toMatchObject({ code: 'EINVAL' });
  });
});
