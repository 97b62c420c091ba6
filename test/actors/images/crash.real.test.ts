/** kill -9 of the daemon in a pull: what is half is never taken as whole, and nothing is left of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LayerUnpacker } from '../../../src/image/layer-unpacker.ts';
import { diskUsage } from '../../../src/native.ts';
import { openStore } from '../../../src/store/store.ts';
import { type FakeRegistry, startFakeRegistry } from '../../helpers/fake-registry.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

const missing = process.getuid?.() === 0 ? undefined : 'needs root';
if (missing !== undefined && process.env.CI === 'true') throw new Error(`tests of crashes cannot run: ${missing}`);

const noise = Buffer.alloc(2_000_000, 'noise');
const image = tinyImage([[{ path: 'small', content: 's' }], [{ path: 'large', content: noise }]], {
  compression: 'none',
});
const [small, large] = image.layers;
const hex = (digest: string | undefined) => digest?.slice(7) ?? '';

describe.skipIf(missing !== undefined)(`crashes${missing === undefined ? '' : ` (${missing})`}`, () => {
  let registry: FakeRegistry;
  let dir: string;
  let reborn: ImageScene | undefined;
  beforeEach(async () => {
    registry = await startFakeRegistry();
    registry.add('app', 'v1', image);
    dir = await mkdtemp(join(tmpdir(), 'troupe-crash-'));
  });
  afterEach(async () => {
    await reborn?.close();
    reborn = undefined;
    await registry.close();
    await rm(dir, { recursive: true });
  });

  const start = () => {
    const args = [
      fileURLToPath(new URL('../../helpers/pull-child.ts', import.meta.url)),
      dir,
      `${registry.host}/app:v1`,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const kill = async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    };
    return { child, kill };
  };
  const comeBack = async (bootId?: string) => {
    reborn = await openImageScene({
      ...openStore(join(dir, 'troupe.db')),
      imagesDir: join(dir, 'images'),
      openSink: (options) => new LayerUnpacker(options),
      diskUsage,
      ...(bootId === undefined ? {} : { bootId }),
    });
    reborn.room.layers.collectAll();
    await reborn.room.layers.settled();
    return reborn;
  };
  const namesIn = (name: string) => readdir(join(dir, 'images', name));

  test('killed in the middle of a layer → after the restart no image, no layer, no temporary file; the pull works then', async () => {
    const halfSent = Promise.withResolvers<void>();
    registry.misbehave = ({ url }, response) => {
      if (!url.includes(hex(large?.digest))) return false;
      response.writeHead(200, { 'content-length': large?.size });
      response.write(image.blobs.get(large?.digest ?? '')?.subarray(0, 1_000_000), () => halfSent.resolve());
      return true;
    };
    const { kill } = start();
    await halfSent.promise;
    await expect.poll(() => namesIn('layers'), { timeout: 10_000 }).toEqual([hex(small?.digest)]);
    await kill();
    expect(await namesIn('temp')).toHaveLength(1);
    const scene = await comeBack();
    expect(scene.room.images.list()).toEqual([]);
    expect(scene.room.options.ledger.all()).toEqual([]);
    for (const name of ['layers', 'temp', 'trash']) expect(await namesIn(name)).toEqual([]);
    registry.misbehave = () => false;
    expect(await scene.pull(`${registry.host}/app:v1`)).toBe(image.imageId);
  });

  test('killed right after the pull → the image is there, whole; also after a later power loss', async () => {
    const { child, kill } = start();
    await once(child.stdout, 'data');
    await kill();
    const scene = await comeBack();
    expect(scene.room.images.list().map(({ imageId }) => imageId)).toEqual([image.imageId]);
    expect((await namesIn('layers')).sort()).toEqual(image.diffIds.map(hex).sort());
    reborn = await scene.restart({ bootId: 'another boot' });
    expect(reborn.room.images.list()).toHaveLength(1);
  });
});
