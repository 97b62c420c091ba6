/** Simulated registry and image store. */
import { FailureError } from '../../machines/failure.ts';
import type { ImageSeen } from '../../machines/services/images.ts';
import type { Acts } from './act.ts';
import type { World } from './world.ts';

const pullKey = (pullId: string) => ({ ownerId: pullId, effect: 'pull' }) as const;

/** An image with one layer and nothing set. */
export const simpleImage = (imageId: string): ImageSeen => ({
  imageId,
  layerDirs: ['/run/sim/layers/1'],
  config: { user: '', env: [], entrypoint: [], cmd: ['sh'], workingDir: '', volumes: [], stopSignal: '', labels: {} },
});

/** Puts an image here, or into the registry, by its id and one name. */
export const giveImage = (to: Map<string, ImageSeen>, image: ImageSeen, reference: string): void => {
  to.set(reference, image);
  to.set(image.imageId, image);
};

/** What the driver of images does first in each life of the daemon: no pull goes on from the one before. */
export const sweepPulls = (world: World): void => {
  for (const { ownerId, effect } of world.store.ledger.all()) {
    if (effect !== 'pull') continue;
    world.removeAll('layers', ownerId);
    world.store.ledger.undone(pullKey(ownerId));
  }
};

const checkReference = (reference: string): void => {
  if (!/^[a-z0-9][a-z0-9._/:@-]*(:\w[\w.-]*)?$/.test(reference))
    throw new FailureError('ReferenceInvalid', { reference });
};
const offered = (world: World, reference: string): ImageSeen => {
  const image = world.offers.get(reference);
  if (image === undefined) throw new FailureError('ManifestUnknown', { reference });
  return image;
};

/** Layers that came after their pull was abandoned are wanted by nobody, and go at once. */
const putLayers = (world: World, pullId: string): void => {
  if (world.store.ledger.find(pullKey(pullId)) !== undefined) world.add('layers', pullId, pullId);
};

export const imageActs: Acts<
  'resolveImage' | 'resolveInfraImage' | 'resolvePull' | 'fetchLayers' | 'registerImage' | 'abandonPull' | 'removeImage'
> = {
  resolveImage: {
    land: ({ images }, { reference }) => {
      const image = images.get(reference);
      if (image === undefined) throw new FailureError('ImageNotFound', { reference });
      return image;
    },
    isReading: true,
    fails: 'ImageNotFound',
  },
  resolveInfraImage: { land: () => ({}), isReading: true, fails: 'RegistryUnavailable' },
  resolvePull: {
    begin: (_, { reference }) => checkReference(reference),
    land: (world, { pullId, reference, credentialsKey }) => ({
      pullId,
      reference,
      ...(credentialsKey === undefined ? {} : { credentialsKey }),
      manifestDigest: offered(world, reference).imageId,
      configDigest: offered(world, reference).imageId,
      layers: [{ digest: 'sha256:1', mediaType: 'application/vnd.oci.image.layer.v1.tar', sizeBytes: 1 }],
      host: 'registry.sim',
    }),
    isReading: true,
    fails: 'RegistryUnavailable',
  },
  fetchLayers: {
    begin: ({ store }, { pullId }) => store.ledger.intend({ ...pullKey(pullId), details: {} }),
    land: (world, { pullId }) => {
      putLayers(world, pullId);
      world.store.ledger.done(pullKey(pullId));
      return {};
    },
    half: (world, { pullId }) => putLayers(world, pullId),
    fails: 'PullStalled',
  },
  registerImage: {
    land: (world, { pullId, reference }) => {
      if (!world.has('layers', pullId)) throw new FailureError('Cancelled', { pullId });
      const image = offered(world, reference);
      giveImage(world.images, image, reference);
      world.remove('layers', pullId);
      world.store.ledger.undone(pullKey(pullId));
      return { imageId: image.imageId };
    },
    fails: 'NoSpace',
  },
  abandonPull: {
    land: (world, { pullId }) => {
      world.remove('layers', pullId);
      world.store.ledger.undone(pullKey(pullId));
      return {};
    },
    fails: 'SyscallFailed',
  },
  removeImage: {
    land: ({ images }, { reference }) => {
      const imageId = images.get(reference)?.imageId;
      for (const [name, image] of images) if (image.imageId === imageId) images.delete(name);
      return {};
    },
    fails: 'ImageInUse',
  },
};
