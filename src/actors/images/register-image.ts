import assert from 'node:assert/strict';
import { nameOf, textOf } from '../../image/reference.ts';
import { FailureError } from '../../machines/failure.ts';
import type { Service } from '../../machines/services.ts';
import { pullOwner } from './resolve-pull.ts';
import type { ImageRoom } from './room.ts';

/**
 * The `registerImage` contract: the image becomes visible under the name it was pulled by, durable before this settles.
 *
 * A pull by tag gives the tag and the digest; one by digest gives the digest alone.
 * Effects: the image's record; the pull's pins and ledger row go.
 * @throws FailureError Cancelled where the pull was abandoned.
 */
export const registerImage =
  ({ options, images, layers, pulls }: ImageRoom): Service<'registerImage'> =>
  async ({ pullId }) => {
    const pull = pulls.get(pullId);
    if (pull === undefined) throw new FailureError('Cancelled', { pullId, reason: 'the pull was abandoned' });
    const { reference, found, targetDigest } = pull;
    const { diffIds } = found.parsedConfig;
    assert(
      diffIds.every((diffId) => layers.has(diffId)),
      'an image is registered before its layers are there',
    );
    images.register({
      imageId: found.imageId,
      tags: reference.tag === undefined ? [] : [textOf(reference)],
      digests: [`${nameOf(reference)}@${targetDigest}`],
      config: found.config,
      diffIds: [...diffIds],
      sizeBytes: found.sizeBytes,
      annotations: { ...found.annotations },
    });
    pulls.delete(pullId);
    layers.unpin(pullOwner(pullId));
    options.ledger.undone({ ownerId: pullId, effect: 'pull' });
    return { imageId: found.imageId };
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
