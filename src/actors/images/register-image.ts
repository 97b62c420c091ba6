import assert from 'node:assert/strict';
import { patchImage } from '../../image/patch-layer.ts';
import { nameOf, textOf } from '../../image/reference.ts';
import { FailureError } from '../../machines/failure.ts';
import type { Service } from '../../machines/services.ts';
import { withFsFailures } from '../fs-failure.ts';
import { pullOwner } from './resolve-pull.ts';
import type { ImageRoom, PullState } from './room.ts';

/**
 * The `registerImage` contract: the image becomes visible under the name it was pulled by, durable before this settles.
 *
 * A pull by tag gives the tag and the digest; one by digest gives the digest alone.
 * Effects: the image's record; the pull's pins and ledger row go.
 * @throws FailureError Cancelled where the pull was abandoned.
 */
export const registerImage =
  ({ options, images, layers, pulls }: ImageRoom): Service<'registerImage'> =>
  ({ pullId }) =>
    withFsFailures(async () => {
      const { found } = pullOf(pulls, pullId);
      const { imageId, config, sizeBytes, annotations } = found;
      const { diffIds } = found.parsedConfig;
      const isWhole = diffIds.every((diffId) => layers.has(diffId));
      assert(isWhole, 'an image is registered before its layers are there');
      const patchId = await patchImage(layers, { imageId, diffIds });
      const { reference, targetDigest } = pullOf(pulls, pullId); // abandoned meanwhile: its pins are gone
      images.register({
        imageId,
        tags: reference.tag === undefined ? [] : [textOf(reference)],
        digests: [`${nameOf(reference)}@${targetDigest}`],
        config,
        diffIds: [...diffIds],
        ...(patchId === undefined ? {} : { patchId }),
        sizeBytes,
        annotations: { ...annotations },
      });
      pulls.delete(pullId);
      layers.unpin(pullOwner(pullId));
      options.ledger.undone({ ownerId: pullId, effect: 'pull' });
      return { imageId };
    });

const pullOf = (pulls: ImageRoom['pulls'], pullId: string): PullState => {
  const pull = pulls.get(pullId);
  if (pull === undefined) throw new FailureError('Cancelled', { pullId, reason: 'the pull was abandoned' });
  return pull;
};

/** The `abandonPull` contract: layers that only this pull wanted are deleted. Repeatable; unknown pulls are fine. */
export const abandonPull =
  ({ options, layers, pulls }: ImageRoom): Service<'abandonPull'> =>
  async ({ pullId }) => {
    pulls.delete(pullId);
    layers.unpin(pullOwner(pullId));
    options.ledger.undone({ ownerId: pullId, effect: 'pull' });
    return {};
  };
