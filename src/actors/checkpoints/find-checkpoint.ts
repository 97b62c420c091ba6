/**
 * Whether the image that a container is asked from is a checkpoint, and which image that container had.
 *
 * An absolute path is an archive; an image is one by its annotation. CRIU gives the processes of a checkpoint whatever identity
 * and capabilities it says, so it is trusted like the node's own programs: images, which come from anywhere, must be allowed.
 */

import { checkpointFiles } from '../../image/archive/checkpoint-files.ts';
import { readCheckpoint } from '../../image/archive/read-checkpoint.ts';
import type { ImageStore } from '../../image/image-store.ts';
import { FailureError } from '../../machines/failure.ts';
import type { CheckpointSource, ImageSeen } from '../../machines/services/images.ts';
import type { Services } from '../../machines/services.ts';
import { checkRestorable } from '../../oci/restorable.ts';
import type { Criu } from './criu.ts';
import { type CheckpointPlace, openCheckpoint } from './open-checkpoint.ts';

export type RestorePolicy = 'none' | 'archives' | 'images';

export interface FindOptions extends CheckpointPlace {
  readonly images: Pick<ImageStore, 'see' | 'find'>;
  readonly policy: RestorePolicy;
  readonly criu: Criu;
}

/** Source: CRI-O, internal/annotations; checkpoint-restore/checkpointctl, lib/metadata.go. */
const annotationNames = ['io.kubernetes.cri-o.annotations.checkpoint.name', 'org.criu.checkpoint.container.name'];

/**
 * Undefined: it is an image like others.
 * @throws FailureError CheckpointUnsupported {setting}, CheckpointInvalid, SpecInvalid {field, reason}, ImageNotFound {reference}:
 * that of the checkpoint or, with `checkpoint`, that of its container; as `Criu.searchPath`
 */
export const findCheckpoint =
  (current: () => FindOptions) =>
  async (
    { reference, config }: Services['resolveImage']['input'],
    signal: AbortSignal,
  ): Promise<ImageSeen | undefined> => {
    if (config === undefined) return undefined;
    const options = current();
    const source = await sourceOf(options, reference, signal);
    if (source === undefined) return undefined;
    await options.criu.searchPath(signal);
    const files = await openCheckpoint(source, options, signal);
    try {
      const { imageReferences, imageName, annotations, checkpointedAt, spec } = await readCheckpoint(files, reference);
      const image = firstSeen(options.images, imageReferences);
      if (image === undefined) throw new FailureError('ImageNotFound', { reference: imageName, checkpoint: reference });
      checkRestorable(config, spec, image.config.volumes);
      return { ...image, checkpoint: { source, imageName, annotations, checkpointedAt } };
    } finally {
      await files.close();
    }
  };

const sourceOf = async (
  options: FindOptions,
  reference: string,
  signal: AbortSignal,
): Promise<CheckpointSource | undefined> => {
  const { images, policy } = options;
  const refuse = () =>
    new FailureError('CheckpointUnsupported', {
      reason: `cri.restore_checkpoints is "${policy}"`,
      setting: 'cri.restore_checkpoints',
    });
  if (reference.startsWith('/')) {
    if (policy === 'none') throw refuse();
    return { kind: 'archive', path: reference };
  }
  const view = images.find(reference);
  if (view === undefined || !annotationNames.some((name) => Object.hasOwn(view.annotations, name))) return undefined;
  if (policy !== 'images') throw refuse();
  for (const dir of images.see(reference)?.layerDirs ?? []) {
    const source = { kind: 'image', imageId: view.imageId, dir } as const;
    const files = await openCheckpoint(source, options, signal);
    if ((await files.sizeOf(checkpointFiles.config)) !== undefined) return source;
  }
  throw new FailureError('CheckpointInvalid', {
    path: reference,
    reason: `none of its layers has a ${checkpointFiles.config}`,
  });
};

/** What can be no name of an image is passed over: runtimes write their own kind of id there too. */
const firstSeen = (images: FindOptions['images'], references: readonly string[]): ImageSeen | undefined => {
  for (const reference of references)
    try {
      const image = images.see(reference);
      if (image !== undefined) return image;
    } catch (error) {
      if (!(error instanceof FailureError) || !['ReferenceInvalid', 'IdAmbiguous'].includes(error.code)) throw error;
    }
  return undefined;
};
