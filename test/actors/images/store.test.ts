/** What stays and what goes: removal, layers in use, restarts, power loss. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DraftedImage } from '../../../src/image/image-writer.ts';
import { openStore } from '../../../src/store/store.ts';
import { type FakeRegistry, startFakeRegistry } from '../../helpers/fake-registry.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

let registry: FakeRegistry;
let scene: ImageScene;
beforeEach(async () => {
  [registry, scene] = await Promise.all([startFakeRegistry(), openImageScene()]);
});
afterEach(async () => {
  await scene.close();
  await registry.close();
});

const shared = [{ path: 'shared', content: 'shared' }];
const one = tinyImage([shared, [{ path: 'one', content: '1' }]]);
const two = tinyImage([shared, [{ path: 'two', content: '2' }]]);
const signal = new AbortController().signal;
const hexes = (...diffIds: (string | undefined)[]) => diffIds.map((diffId) => diffId?.slice(7)).sort();
const pull = async (name: string, image: DraftedImage) => {
  registry.add(name, 'v1', image);
  await scene.pull(`${registry.host}/${name}:v1`);
};
const remove = (reference: string) => scene.services.removeImage({ reference }, signal);

test('an image goes → its own layers go, shared ones stay until their last image goes', async () => {
  await pull('one', one);
  await pull('two', two);
  expect((await scene.files()).layers).toHaveLength(3);
  await remove(`${registry.host}/one:v1`);
  expect(await scene.files()).toEqual({ layers: hexes(...two.diffIds), temp: [], trash: [] });
  await remove(two.imageId);
  expect(await scene.files()).toEqual({ layers: [], temp: [], trash: [] });
  expect(scene.room.layers.usage()).toEqual({ usedBytes: 0, inodesUsed: 0 });
});

test('removal by one tag → every name of every registry goes', async () => {
  await pull('one', one);
  await pull('copy', one);
  await remove(`${registry.host}/copy:v1`);
  expect(scene.room.images.list()).toEqual([]);
  expect(scene.room.images.find(`${registry.host}/one:v1`)).toBeUndefined();
  expect(scene.room.options.records.all('image')).toEqual([]);
});

test('an image goes while a root filesystem has its layers → they stay until that goes', async () => {
  await pull('one', one);
  scene.room.layers.pin('rootfs:c1', one.diffIds);
  await remove(one.imageId);
  expect((await scene.files()).layers).toEqual(hexes(...one.diffIds));
  scene.room.layers.unpin('rootfs:c1');
  expect(await scene.files()).toEqual({ layers: [], temp: [], trash: [] });
});

test('an image goes between the fetching and the registering of another pull → that one is complete', async () => {
  await pull('one', one);
  const plan = await scene.services.resolvePull({ pullId: 'p', reference: `${registry.host}/one:v1` }, signal);
  await scene.services.fetchLayers(plan, signal);
  await remove(one.imageId);
  await scene.services.registerImage(plan, signal);
  expect((await scene.files()).layers).toEqual(hexes(...one.diffIds));
  expect(scene.room.images.find(one.imageId)).toBeDefined();
});

test('removed and pulled again at once → there, whole', async () => {
  for (let times = 0; times < 5; times += 1) {
    await pull('one', one);
    await remove(one.imageId);
  }
  await pull('one', one);
  expect((await scene.files()).layers).toEqual(hexes(...one.diffIds));
});

test('a restart → images, names and layers as before; what nobody owns is swept', async () => {
  await pull('one', one);
  const before = scene.room.images.list();
  const images = join(scene.dir, 'images');
  await writeFile(join(images, 'temp', 'half'), 'a layer that was being unpacked');
  await writeFile(join(images, 'trash', 'old'), 'a layer that was being deleted');
  scene.room.options.ledger.intend({ ownerId: 'p', effect: 'pull', details: {} });
  scene = await scene.restart();
  scene.room.layers.collectAll();
  expect(scene.room.images.list()).toEqual(before);
  expect(await scene.files()).toEqual({ layers: hexes(...one.diffIds), temp: [], trash: [] });
  expect(scene.room.options.ledger.all()).toEqual([]);
  expect(scene.room.layers.usage()).toEqual({ usedBytes: 8192, inodesUsed: 2 });
});

test('layers without a record → deleted at the start, but not those of a root filesystem', async () => {
  await pull('one', one);
  const { records, ledger } = openStore(':memory:');
  scene = await scene.restart({ records, ledger });
  scene.room.layers.pin('rootfs:c1', one.diffIds.slice(0, 1));
  scene.room.layers.collectAll();
  expect((await scene.files()).layers).toEqual(hexes(one.diffIds[0]));
  expect(scene.room.images.list()).toEqual([]);
});

test('a record whose layer is gone, and one that cannot be read → removed, reported; the others stay', async () => {
  await pull('one', one);
  await pull('two', two);
  scene.room.options.records.save('image', 'sha256:broken', { nonsense: true });
  await scene.files();
  await rm(join(scene.dir, 'images', 'layers', one.diffIds[1]?.slice(7) ?? ''), { recursive: true });
  scene = await scene.restart();
  expect(scene.room.images.list().map(({ imageId }) => imageId)).toEqual([two.imageId]);
  expect(scene.reported.map(({ code, details }) => [code, details.imageId])).toEqual([
    ['RecordInvalid', one.imageId],
    ['RecordInvalid', 'sha256:broken'],
  ]);
});

test('power loss before a layer was on disk → it and its image are not trusted; after it → they are', async () => {
  await scene.close();
  const store = openStore(':memory:');
  const never = async () => {
    throw new Error('the disk is slow');
  };
  scene = await openImageScene({ ...store, bootId: 'boot 1', syncFileSystem: never });
  await pull('one', one);
  await scene.files();
  expect(scene.reported.length).toBe(1);
  scene = await scene.restart({ bootId: 'boot 1', syncFileSystem: async () => undefined });
  expect(scene.room.images.list(), 'a crash of the daemon alone').toHaveLength(1);
  await scene.files();
  scene = await scene.restart({ bootId: 'boot 2', syncFileSystem: never });
  expect(scene.room.images.list(), 'it was on disk').toHaveLength(1);
  await pull('two', two);
  await scene.files();
  scene = await scene.restart({ bootId: 'boot 3' });
  expect(scene.room.images.list().map(({ imageId }) => imageId)).toEqual([one.imageId]);
  scene.room.layers.collectAll();
  expect((await scene.files()).layers).toEqual(hexes(...one.diffIds));
});

test('a layer directory without its description, or torn → never taken as whole', async () => {
  await pull('one', one);
  await scene.files();
  const layers = join(scene.dir, 'images', 'layers');
  const [name = ''] = await readdir(layers);
  await writeFile(join(layers, name, 'layer.json'), '{"diffId": "sha2');
  scene = await scene.restart();
  expect(scene.room.images.list()).toEqual([]);
});

test('pinned references → the view says so', async () => {
  await scene.close();
  scene = await openImageScene({ pinnedImages: [`${registry.host}/o*`], sandboxImage: `${registry.host}/two:v1` });
  await pull('one', one);
  await pull('two', two);
  await pull('three', tinyImage([[{ path: '3' }]]));
  const pinned = scene.room.images.list().filter(({ isPinned }) => isPinned);
  expect(pinned.map(({ imageId }) => imageId).sort()).toEqual([one.imageId, two.imageId].sort());
});

test('the infra image: not set → nothing; set → pulled once, then local', async () => {
  expect(await scene.services.resolveInfraImage({ sandboxId: 's' }, signal)).toEqual({});
  await scene.close();
  registry.add('one', 'v1', one);
  scene = await openImageScene({ sandboxImage: `${registry.host}/one:v1` });
  const first = await scene.services.resolveInfraImage({ sandboxId: 's' }, signal);
  expect(first.image?.imageId).toBe(one.imageId);
  const asked = registry.asked.length;
  expect(await scene.services.resolveInfraImage({ sandboxId: 't' }, signal)).toEqual(first);
  expect(registry.asked).toHaveLength(asked);
});

test('the beginning of two ids → IdAmbiguous', async () => {
  const register = (digit: string) =>
    scene.room.images.register({
      imageId: `sha256:abcd${digit.repeat(60)}`,
      tags: [],
      digests: [],
      config: Buffer.from('{"rootfs":{"diff_ids":[]}}'),
      diffIds: [],
      sizeBytes: 1,
      annotations: {},
    });
  register('1');
  register('2');
  expect(() => scene.room.images.find('abcd')).toThrow(expect.objectContaining({ code: 'IdAmbiguous' }));
  expect(scene.room.images.find('abcd1')?.imageId).toBe(`sha256:abcd${'1'.repeat(60)}`);
  expect(scene.room.images.find('abc')).toBeUndefined();
});
