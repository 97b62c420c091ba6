import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openArchive } from '../../image/archive/open-archive.ts';
import { type ArchivedImage, readArchive, repositoriesOf } from '../../image/archive/read-archive.ts';
import { patchIdOf, patchImage } from '../../image/patch-layer.ts';
import { parseReference, textOf } from '../../image/reference.ts';
import { FailureError } from '../../machines/failure.ts';
import { withFsFailures } from '../fs-failure.ts';
import { ensureAll } from './fetch-layers.ts';
import type { ImageRoom } from './room.ts';

export interface ImportedImage {
  readonly imageId: string;
  /** Those that the import gave it. */
  readonly repoTags: readonly string[];
}
export interface ImportOptions {
  /** The image's name instead of those in the archive, which must have one image then. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/** A compressed archive is decompressed first: it may hold some of the largest layers. */
const largestLayers = 4;

/**
 * Puts the images of an archive into the store: an OCI layout (directory or tar) or what `docker save` writes, plain or
 * compressed. Everything is verified as in a pull. Settles when the images are on disk for good.
 *
 * Effects: images that were complete before a failure stay.
 * @throws FailureError ArchiveInvalid, ManifestInvalid, PlatformMissing, LayerInvalid, ReferenceInvalid, NoSpace, Cancelled;
 *   SyscallFailed for a file that cannot be read.
 */
export const importArchive =
  (room: ImageRoom) =>
  (
    path: string,
    { name, signal = new AbortController().signal }: ImportOptions = {},
  ): Promise<readonly ImportedImage[]> =>
    withFsFailures(async () => {
      const { options, layers, platform } = room;
      const named = name === undefined ? undefined : parseReference(name);
      const tempFile = join(options.imagesDir, 'temp', randomUUID());
      const maxBytes = largestLayers * options.maxLayerBytes;
      const files = await openArchive(path, { tempFile, maxBytes, signal });
      try {
        const images = await readArchive(files, platform);
        if (named !== undefined && images.length !== 1)
          throw new FailureError('ArchiveInvalid', {
            path,
            reason: 'a name is for an archive with one image',
            images: images.length,
          });
        const imported: ImportedImage[] = [];
        for (const image of images)
          imported.push(await importOne(room, named === undefined ? image : { ...image, names: [named] }, signal));
        await layers.settled();
        return imported;
      } finally {
        await files.close();
      }
    });

const importOne = async (room: ImageRoom, image: ArchivedImage, signal: AbortSignal): Promise<ImportedImage> => {
  const { options, layers, images } = room;
  const { imageId, config, names, targetDigest, sizeBytes, annotations } = image;
  const owner = `import:${randomUUID()}`;
  const diffIds = image.layers.map(({ diffId }) => diffId);
  layers.pin(owner, [...diffIds, patchIdOf(imageId)]);
  try {
    await ensureAll(layers, { wishes: image.layers, options, signal });
    const patchId = await patchImage(layers, { imageId, diffIds });
    const repoTags = names.filter(({ tag }) => tag !== undefined).map(textOf);
    const digests =
      targetDigest === undefined ? [] : repositoriesOf(names).map((repository) => `${repository}@${targetDigest}`);
    images.register({
      imageId,
      config,
      tags: repoTags,
      digests,
      diffIds,
      ...(patchId === undefined ? {} : { patchId }),
      sizeBytes,
      annotations: { ...annotations },
    });
    return { imageId, repoTags };
  } finally {
    layers.unpin(owner);
  }
};
