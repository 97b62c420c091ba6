/** Overlays as root, over layers that the native unpacker made. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importArchive } from '../../../src/actors/images/import-archive.ts';
import { openSnapshots, type Snapshots } from '../../../src/actors/snapshots/services.ts';
import { archiveOf, draftImage, type LayerDraft } from '../../../src/image/image-writer.ts';
import { LayerUnpacker } from '../../../src/image/layer-unpacker.ts';
import { type TarEntry, tarOf } from '../../../src/image/tar-writer.ts';
import type { ImageSeen } from '../../../src/machines/services/images.ts';
import * as native from '../../../src/native.ts';
import { snapshotsContract } from '../../contracts/snapshots.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { busyboxImage } from '../../helpers/test-image.ts';

const missing = process.getuid?.() === 0 ? undefined : 'needs root';
if (missing !== undefined && process.env.CI === 'true') throw new Error(`tests of snapshots cannot run: ${missing}`);

const signal = new AbortController().signal;
const openScene = () =>
  openImageScene({ openSink: (options) => new LayerUnpacker(options), diskUsage: native.diskUsage });
const snapshotsIn = (scene: ImageScene) =>
  openSnapshots({
    unpackCheckpoint: async () => undefined,
    snapshotsDir: join(scene.dir, 'snapshots'),
    containersDir: join(scene.dir, 'containers'),
    ledger: scene.room.options.ledger,
    images: scene.room.images,
    layers: scene.room.layers,
    native,
    report: (failure) => void scene.reported.push(failure),
  });
const importLayers = async (scene: ImageScene, layers: readonly LayerDraft[]): Promise<ImageSeen> => {
  const file = join(scene.dir, 'archive.tar');
  await writeFile(file, archiveOf(draftImage({ layers })));
  const [imported] = await importArchive(scene.room)(file);
  await rm(file);
  return scene.services.resolveImage({ reference: imported?.imageId ?? '' }, signal);
};
const layerOf = (...entries: TarEntry[]): LayerDraft => ({ tar: tarOf(entries) });
const mountsBelow = (dir: string) =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(dir));

describe.skipIf(missing !== undefined)(`snapshots${missing === undefined ? '' : ` (${missing})`}`, () => {
  snapshotsContract('over overlayfs', async () => {
    const scene = await openScene();
    const snapshots = await snapshotsIn(scene);
    let made = 0;
    return {
      driver: () => snapshots,
      image: () => importLayers(scene, [layerOf({ path: 'number', content: String(made++) })]),
      removeImage: async ({ imageId }) => void (await scene.services.removeImage({ reference: imageId }, signal)),
      hasLeft: (ownerId) =>
        mountsBelow(ownerId).length > 0 ||
        existsSync(join(scene.dir, 'snapshots', ownerId)) ||
        existsSync(join(scene.dir, 'containers', ownerId)) ||
        scene.room.options.ledger.of(ownerId).length > 0,
      close: async () => {
        await snapshots.settled();
        await scene.close();
      },
    };
  });

  let scene: ImageScene;
  let snapshots: Snapshots;
  beforeEach(async () => {
    scene = await openScene();
    snapshots = await snapshotsIn(scene);
  });
  afterEach(async () => {
    await snapshots.sweep([]);
    await snapshots.settled();
    expect(mountsBelow(scene.dir)).toEqual([]);
    expect(await readdir(join(scene.dir, 'snapshots'))).toEqual(['.trash']);
    await scene.close();
  });
  afterAll(() => expect(mountsBelow('troupe-images-')).toEqual([]));

  const mount = async (image: ImageSeen, ownerId = 'c1') =>
    (await snapshots.mountRootfs({ ownerId, image }, signal)).rootfsDir;

  test('busybox → every applet, the users, /tmp for all; the second layer on top', async () => {
    const busybox = await busyboxImage({ name: 'busybox' });
    const file = join(scene.dir, 'busybox.tar');
    await writeFile(file, archiveOf(busybox));
    await importArchive(scene.room)(file, { name: 'busybox' });
    const image = await scene.services.resolveImage({ reference: 'busybox' }, signal);
    const root = await mount(image);
    const [sh, box] = await Promise.all([stat(join(root, 'bin/sh')), stat(join(root, 'bin/busybox'))]);
    expect(sh.ino).toBe(box.ino);
    expect(sh.mode & 0o7777).toBe(0o755);
    expect((await stat(join(root, 'tmp'))).mode & 0o7777).toBe(0o1777);
    expect(await readFile(join(root, 'etc/passwd'), 'utf8')).toContain('nobody:x:65534');
    expect(await readFile(join(root, 'etc/image-name'), 'utf8')).toBe('busybox\n');
  });

  test('files of upper layers cover, whiteouts hide, what a container writes stays its own', async () => {
    const image = await importLayers(scene, [
      layerOf(
        { path: 'keep', content: 'low' },
        { path: 'gone', content: 'x' },
        { path: 'd/', type: 'directory' },
        { path: 'd/low' },
      ),
      layerOf(
        { path: 'keep', content: 'high' },
        { path: '.wh.gone' },
        { path: 'd/', type: 'directory' },
        { path: 'd/.wh..wh..opq' },
        { path: 'd/high' },
      ),
    ]);
    const [one, two] = [await mount(image, 'c1'), await mount(image, 'c2')];
    expect((await readdir(one)).sort()).toEqual(['d', 'keep']);
    expect(await readdir(join(one, 'd'))).toEqual(['high']);
    expect(await readFile(join(one, 'keep'), 'utf8')).toBe('high');
    await writeFile(join(one, 'keep'), 'mine');
    expect(await readFile(join(two, 'keep'), 'utf8')).toBe('high');
    const before = await snapshots.usage('c2');
    const after = await snapshots.usage('c1');
    expect(after?.inodesUsed).toBe((before?.inodesUsed ?? 0) + 1);
    expect(await snapshots.usage('c3')).toBeUndefined();
  });

  test('the same layer twice, and no layer at all → mounted', async () => {
    const twice = await importLayers(scene, [layerOf({ path: 'a' }), layerOf({ path: 'b' }), layerOf({ path: 'a' })]);
    expect((await readdir(await mount(twice, 'c1'))).sort()).toEqual(['a', 'b']);
    const empty = await importLayers(scene, []);
    const root = await mount(empty, 'c2');
    expect(await readdir(root)).toEqual([]);
    await writeFile(join(root, 'x'), 'x');
  });

  test('a layer does not describe the directories of its files → those of lower layers keep owner and mode', async () => {
    const image = await importLayers(scene, [
      layerOf(
        { path: 'tmp/', type: 'directory', mode: 0o1777 },
        { path: 'home/', type: 'directory' },
        { path: 'home/me/', type: 'directory', mode: 0o750, uid: 1000, gid: 1001 },
        { path: 'link', type: 'symlink', target: '/etc' },
        { path: 'gone/', type: 'directory', mode: 0o700 },
      ),
      layerOf({ path: '.wh.gone' }),
      layerOf({ path: 'tmp/x' }, { path: 'home/me/deep/y' }, { path: 'gone/z' }),
    ]);
    const root = await mount(image);
    const lookOf = async (path: string) => {
      const { mode, uid, gid } = await stat(join(root, path));
      return [(mode & 0o7777).toString(8), uid, gid];
    };
    expect(await lookOf('tmp')).toEqual(['1777', 0, 0]);
    expect(await lookOf('home')).toEqual(['755', 0, 0]);
    expect(await lookOf('home/me')).toEqual(['750', 1000, 1001]);
    expect(await lookOf('home/me/deep')).toEqual(['755', 0, 0]);
    expect(await lookOf('gone')).toEqual(['755', 0, 0]);
    expect((await readdir(root)).sort()).toEqual(['gone', 'home', 'link', 'tmp']);
    expect(await readdir(join(root, 'tmp'))).toEqual(['x']);
    expect((await scene.files()).layers).toHaveLength(4);
    await snapshots.unmountRootfs({ ownerId: 'c1' }, signal);
    scene = await scene.restart();
    snapshots = await snapshotsIn(scene);
    scene.room.layers.collectAll();
    expect((await scene.files()).layers).toHaveLength(4);
    await scene.services.removeImage({ reference: image.imageId }, signal);
    expect((await scene.files()).layers).toEqual([]);
  });

  test('a layer empties everything below it → nothing of that is seen', async () => {
    const image = await importLayers(scene, [
      layerOf({ path: 'old' }),
      layerOf({ path: '.wh..wh..opq' }, { path: 'new' }),
    ]);
    expect(await readdir(await mount(image))).toEqual(['new']);
  });

  test('a hundred layers → mounted', async () => {
    const image = await importLayers(
      scene,
      Array.from({ length: 100 }, (_, at) => layerOf({ path: `f${at}` })),
    );
    expect(await readdir(await mount(image))).toHaveLength(100);
  });

  test('the image is removed while it is mounted → the container keeps all of it, until it goes', async () => {
    const image = await importLayers(scene, [layerOf({ path: 'a', content: 'still here' })]);
    const root = await mount(image);
    await scene.services.removeImage({ reference: image.imageId }, signal);
    expect((await scene.files()).layers).toHaveLength(1);
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('still here');
    await snapshots.unmountRootfs({ ownerId: 'c1' }, signal);
    expect(await scene.files()).toEqual({ layers: [], temp: [], trash: [] });
  });

  test('the daemon comes back → mounts stay, their layers too; owners that are gone are swept', async () => {
    const image = await importLayers(scene, [layerOf({ path: 'a', content: 'a' })]);
    const [kept, swept] = [await mount(image, 'kept'), await mount(image, 'swept')];
    await scene.services.removeImage({ reference: image.imageId }, signal);
    scene = await scene.restart();
    snapshots = await snapshotsIn(scene);
    scene.room.layers.collectAll();
    await snapshots.sweep(['kept']);
    expect(await readFile(join(kept, 'a'), 'utf8')).toBe('a');
    expect(mountsBelow(swept)).toEqual([]);
    await snapshots.unmountRootfs({ ownerId: 'kept' }, signal);
    expect((await scene.files()).layers).toEqual([]);
  });

  test('somebody is inside → unmounted all the same; a second mount on top → both go', async () => {
    const image = await importLayers(scene, [layerOf({ path: 'a' })]);
    const root = await mount(image);
    await native.mount({ source: 'tmpfs', target: root, fsType: 'tmpfs' });
    const inside = process.cwd();
    process.chdir(root);
    try {
      await snapshots.unmountRootfs({ ownerId: 'c1' }, signal);
    } finally {
      process.chdir(inside);
    }
    expect(existsSync(root)).toBe(false);
  });

  test('the mount fails → nothing is left, the failure is told', async () => {
    const image = await importLayers(scene, [layerOf({ path: 'a' })]);
    const broken = await openSnapshots({
      unpackCheckpoint: async () => undefined,
      snapshotsDir: join(scene.dir, 'snapshots'),
      containersDir: join(scene.dir, 'containers'),
      ledger: scene.room.options.ledger,
      images: scene.room.images,
      layers: scene.room.layers,
      native: {
        ...native,
        mountOverlay: (input) => native.mountOverlay({ ...input, lowerDirs: ['/nonexistent', '/nonexistent2'] }),
      },
      report: () => undefined,
    });
    await expect(broken.mountRootfs({ ownerId: 'c9', image }, signal)).rejects.toMatchObject({ code: 'SyscallFailed' });
    await broken.settled();
    expect(scene.room.options.ledger.all()).toEqual([]);
    expect(existsSync(join(scene.dir, 'containers', 'c9'))).toBe(false);
  });
});
