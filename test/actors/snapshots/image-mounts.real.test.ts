/** Images as volumes: real mounts, as root, of layers that the native unpacker made. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importArchive } from '../../../src/actors/images/import-archive.ts';
import { type ImageMounts, openImageMounts } from '../../../src/actors/snapshots/image-mounts.ts';
import { archiveOf, draftImage } from '../../../src/image/image-writer.ts';
import { LayerUnpacker } from '../../../src/image/layer-unpacker.ts';
import { type TarEntry, tarOf } from '../../../src/image/tar-writer.ts';
import { FailureError } from '../../../src/machines/failure.ts';
import * as native from '../../../src/native.ts';
import { imageMount, imageMountsContract } from '../../contracts/image-mounts.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';

const missing = process.getuid?.() === 0 ? undefined : 'needs root';
if (missing !== undefined && process.env.CI === 'true') throw new Error(`tests of image mounts cannot run: ${missing}`);

const signal = new AbortController().signal;
const openScene = () =>
  openImageScene({ openSink: (options) => new LayerUnpacker(options), diskUsage: native.diskUsage });
const imageMountsIn = (scene: ImageScene, changed: Partial<Parameters<typeof openImageMounts>[0]> = {}) =>
  openImageMounts({
    containersDir: join(scene.dir, 'containers'),
    ledger: scene.room.options.ledger,
    images: scene.room.images,
    layers: scene.room.layers,
    native,
    report: (failure) => void scene.reported.push(failure),
    ...changed,
  });
const importLayers = async (scene: ImageScene, layers: readonly (readonly TarEntry[])[]): Promise<string> => {
  const file = join(scene.dir, 'archive.tar');
  await writeFile(file, archiveOf(draftImage({ layers: layers.map((entries) => ({ tar: tarOf(entries) })) })));
  const [imported] = await importArchive(scene.room)(file);
  await rm(file);
  return imported?.imageId ?? '';
};
const mountsBelow = (dir: string) =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(dir));
const dir = (path: string): TarEntry => ({ path, type: 'directory' });

describe.skipIf(missing !== undefined)(`image mounts${missing === undefined ? '' : ` (${missing})`}`, () => {
  imageMountsContract('real', async () => {
    const scene = await openScene();
    const imageMounts = imageMountsIn(scene);
    let made = 0;
    return {
      driver: () => imageMounts,
      image: () => importLayers(scene, [[{ path: 'number', content: String(made++) }, dir('dir/')]]),
      removeImage: async (reference) => void (await scene.services.removeImage({ reference }, signal)),
      hasLeft: (ownerId) =>
        mountsBelow(ownerId).length > 0 ||
        existsSync(join(scene.dir, 'containers', ownerId)) ||
        scene.room.options.ledger.of(ownerId).length > 0,
      close: () => scene.close(),
    };
  });

  let scene: ImageScene;
  let imageMounts: ImageMounts;
  beforeEach(async () => {
    scene = await openScene();
    imageMounts = imageMountsIn(scene);
  });
  afterEach(async () => {
    await imageMounts.sweep([]);
    expect(mountsBelow(scene.dir)).toEqual([]);
    await scene.close();
  });
  const sourceOf = async (image: string, imageSubPath = '', ownerId = 'c1') => {
    const mounts = [imageMount(image, { imageSubPath })];
    const seen = await imageMounts.mountImages({ ownerId, mounts }, signal);
    return seen.imageMounts[0]?.sourceDir ?? '';
  };

  test.each([
    { layers: 0, names: [] },
    { layers: 1, names: ['file0'] },
    { layers: 3, names: ['file0', 'file1', 'file2'] },
  ])('an image of $layers layers → all its files, none can be written', async ({ layers, names }) => {
    const image = await importLayers(
      scene,
      Array.from({ length: layers }, (_, at) => [{ path: `file${at}`, content: `${at}` }]),
    );
    const root = await sourceOf(image);
    expect((await readdir(root)).sort()).toEqual(names);
    for (const name of names) expect(await readFile(join(root, name), 'utf8')).toBe(name.slice(4));
    if (layers > 0) await expect(writeFile(join(root, 'new'), '')).rejects.toMatchObject({ code: 'EROFS' });
  });

  test('links in a sub path → mean what they mean in the image, and never lead out of it', async () => {
    const image = await importLayers(scene, [
      [
        dir('etc/'),
        dir('v2/'),
        { path: 'v2/inside', content: 'x' },
        { path: 'current', type: 'symlink', target: '/v2' },
        { path: 'up', type: 'symlink', target: '../../../../../../../../etc' },
        { path: 'host', type: 'symlink', target: '/root' },
        { path: 'loop', type: 'symlink', target: 'loop' },
        { path: 'proc', type: 'symlink', target: '/proc/self/root' },
      ],
    ]);
    const current = await sourceOf(image, 'current');
    expect(await readdir(current)).toEqual(['inside']);
    expect(current.endsWith('/v2')).toBe(true);
    expect(await readdir(await sourceOf(image, './up/'))).toEqual([]);
    for (const subPath of ['host', 'loop', 'proc', 'v2/inside/x', 'x'.repeat(5000), 'up/passwd']) {
      await expect(sourceOf(image, subPath)).rejects.toMatchObject({
        code: 'ImageVolumeMountFailed',
        details: { field: 'mounts[0].image_sub_path' },
      });
      expect(mountsBelow(scene.dir)).toEqual([]);
    }
  });

  test('the image is removed while it is mounted → its files stay; unmounted → its layers go', async () => {
    const image = await importLayers(scene, [[{ path: 'a', content: 'a' }], [{ path: 'b', content: 'b' }]]);
    const root = await sourceOf(image);
    await scene.services.removeImage({ reference: image }, signal);
    expect((await scene.files()).layers).toHaveLength(2);
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('a');
    await imageMounts.unmountImages({ ownerId: 'c1' }, signal);
    expect((await scene.files()).layers).toEqual([]);
  });

  test('a restart → the layers of what is mounted stay; what belongs to nobody is swept', async () => {
    const image = await importLayers(scene, [[{ path: 'a', content: 'a' }]]);
    const root = await sourceOf(image, '', 'lives');
    await sourceOf(image, '', 'gone');
    await scene.services.removeImage({ reference: image }, signal);
    scene = await scene.restart();
    imageMounts = imageMountsIn(scene);
    await imageMounts.sweep(['lives']);
    scene.room.layers.collectAll();
    expect((await scene.files()).layers).toHaveLength(1);
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('a');
    expect(existsSync(join(scene.dir, 'containers/gone'))).toBe(false);
  });

  test('a mount that fails → those before it are undone; an unmount that fails → is owed', async () => {
    const [one, two] = [await importLayers(scene, [[{ path: 'a' }]]), await importLayers(scene, [[{ path: 'b' }]])];
    let count = 0;
    const failing = imageMountsIn(scene, {
      native: {
        ...native,
        mountOverlay: async (input) => {
          count += 1;
          if (count === 2) throw new FailureError('SyscallFailed', { syscall: 'mount', code: 'ENOMEM' });
          await native.mountOverlay(input);
        },
      },
    });
    const mounts = [imageMount(one), imageMount(two, { containerPath: '/other' })];
    await expect(failing.mountImages({ ownerId: 'c1', mounts }, signal)).rejects.toMatchObject({
      code: 'ImageVolumeMountFailed',
      details: { field: 'mounts[1].image', reason: expect.stringContaining('ENOMEM') },
    });
    expect(mountsBelow(scene.dir)).toEqual([]);
    expect(scene.room.options.ledger.all()).toEqual([]);

    await sourceOf(one);
    const busy = async () => {
      throw new FailureError('SyscallFailed', { syscall: 'umount2', code: 'EIO' });
    };
    const stuck = imageMountsIn(scene, { native: { ...native, unmount: busy } });
    await expect(stuck.unmountImages({ ownerId: 'c1' }, signal)).rejects.toMatchObject({ code: 'SyscallFailed' });
    expect(scene.room.options.ledger.of('c1')).toMatchObject([{ effect: 'imageMounts' }]);
  });
});
