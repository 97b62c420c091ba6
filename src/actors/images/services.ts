/** The image services: pulls, and the images that are here. */
import { randomUUID } from 'node:crypto';
import { FailureError } from '../../machines/failure.ts';
import type { ImageSeen } from '../../machines/services/images.ts';
import type { Driver, Services } from '../../machines/services.ts';
import { fetchLayers } from './fetch-layers.ts';
import { abandonPull, registerImage } from './register-image.ts';
import { resolvePull } from './resolve-pull.ts';
import type { ImageRoom } from './room.ts';

export type ImageServices = Driver<
  'resolvePull' | 'fetchLayers' | 'registerImage' | 'abandonPull' | 'resolveImage' | 'removeImage' | 'resolveInfraImage'
>;

export interface ImageServiceOptions {
  /** Undefined: what a container is asked from is no checkpoint. */
  readonly findCheckpoint: (
    input: Services['resolveImage']['input'],
    signal: AbortSignal,
  ) => Promise<ImageSeen | undefined>;
}

export const imageServices = (room: ImageRoom, { findCheckpoint }: ImageServiceOptions): ImageServices => {
  const { images, options } = room;
  const pull = {
    resolve: resolvePull(room),
    fetch: fetchLayers(room),
    register: registerImage(room),
    abandon: abandonPull(room),
  };

  /** Local only. A removal between this and `mountRootfs` makes that fail with ImageNotFound: never a part of an image. */
  const resolveImage: ImageServices['resolveImage'] = async (input, signal) => {
    const { reference } = input;
    const restored = await findCheckpoint(input, signal);
    if (restored !== undefined) return restored;
    const image = images.see(reference);
    if (image === undefined) throw new FailureError('ImageNotFound', { reference });
    return image;
  };

  /** Containers of the image keep its layers, through the pins of their root filesystems. */
  const removeImage: ImageServices['removeImage'] = async ({ reference }) => {
    try {
      images.remove(reference);
    } catch (error) {
      // what cannot be a name of an image is absent: removing it is no error
      if (!(error instanceof FailureError) || error.code !== 'ReferenceInvalid') throw error;
    }
    return {};
  };

  const resolveInfraImage: ImageServices['resolveInfraImage'] = async ({ sandboxId }, signal) => {
    const { sandboxImage } = options;
    if (sandboxImage === undefined) return {};
    const local = images.see(sandboxImage);
    if (local !== undefined) return { image: local };
    const pullId = `infra-${sandboxId}-${randomUUID()}`;
    try {
      const plan = await pull.resolve({ pullId, reference: sandboxImage }, signal);
      await pull.fetch(plan, signal);
      const { imageId } = await pull.register(plan, signal);
      return { image: await resolveImage({ reference: imageId }, signal) };
    } catch (error) {
      await pull.abandon({ pullId }, signal);
      throw error;
    }
  };

  return {
    resolvePull: pull.resolve,
    fetchLayers: pull.fetch,
    registerImage: pull.register,
    abandonPull: pull.abandon,
    resolveImage,
    removeImage,
    resolveInfraImage,
  };
};
