/** A daemon that can be killed: pulls one image into a folder, over a store in a file. argv: folder, reference. */
import { join } from 'node:path';
import { openImageRoom } from '../../src/actors/images/room.ts';
import { imageServices } from '../../src/actors/images/services.ts';
import { LayerUnpacker } from '../../src/image/layer-unpacker.ts';
import { diskUsage } from '../../src/native.ts';
import { openStore } from '../../src/store/store.ts';

const [, , dir = '', reference = ''] = process.argv;
const room = await openImageRoom({
  ...openStore(join(dir, 'troupe.db')),
  imagesDir: join(dir, 'images'),
  openSink: (options) => new LayerUnpacker(options),
  diskUsage,
  credentials: () => undefined,
  certsDirs: [],
  pinnedImages: [],
  maxDownloads: 3,
  maxUnpackers: 2,
  maxLayerBytes: 2 ** 30,
  maxLayerEntries: 100_000,
  progressTimeoutMs: 0,
  report: () => undefined,
});
const services = imageServices(room, { findCheckpoint: async () => undefined });
const { signal } = new AbortController();
const plan = await services.resolvePull({ pullId: 'p', reference }, signal);
await services.fetchLayers(plan, signal);
await services.registerImage(plan, signal);
process.stdout.write('pulled\n');
setInterval(() => undefined, 1000); // until it is killed
