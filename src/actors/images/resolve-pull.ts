import { throwIfAborted } from '../../image/abort.ts';
import { findImage } from '../../image/find-image.ts';
import { patchIdOf } from '../../image/patch-layer.ts';
import { parseReference, textOf } from '../../image/reference.ts';
import { fetchConfig, fetchManifest } from '../../image/registry/manifests.ts';
import { failedLast, sourceOf } from '../../image/registry/source.ts';
import type { Service } from '../../machines/services.ts';
import { withFsFailures } from '../fs-failure.ts';
import type { ImageRoom } from './room.ts';

/**
 * The `resolvePull` contract: asks the registry what a reference names for this machine.
 *
 * Effects: the layers are pinned for the pull, so that those which are here stay; the rest is in memory. `registerImage`
 * or `abandonPull` ends that.
 * @throws FailureError ReferenceInvalid, ManifestUnknown, ManifestInvalid, PlatformMissing, RegistryUnavailable,
 *   RegistryDenied, RegistryFailed, PullStalled, Cancelled; RequestInvalid for credentials that cannot be read.
 */
export const resolvePull =
  ({ options, platform, registry, images, layers, pulls }: ImageRoom): Service<'resolvePull'> =>
  ({ pullId, reference: text, credentialsKey }, signal) =>
    withFsFailures(async () => {
      const reference = parseReference(text);
      const auth = credentialsKey === undefined ? undefined : options.credentials(credentialsKey);
      const configured = await sourceOf(reference, { certsDirs: options.certsDirs, auth, authFile: options.authFile });
      const target = await fetchManifest(registry, { source: configured, wanted: reference, signal });
      const source = failedLast(configured, target.access);
      const found = await findImage(target, {
        wanted: platform,
        documents: {
          manifest: async ({ digest }) => (await fetchManifest(registry, { source, wanted: { digest }, signal })).bytes,
          config: async (digest) =>
            images.configOf(digest) ?? (await fetchConfig(registry, { source, digest, signal })).bytes,
        },
      });
      throwIfAborted(signal); // it is being abandoned: what we kept now, nobody would give back
      pulls.set(pullId, { reference, source, found, targetDigest: target.digest });
      layers.pin(pullOwner(pullId), [...found.parsedConfig.diffIds, patchIdOf(found.imageId)]);
      return {
        pullId,
        reference: textOf(reference),
        ...(credentialsKey === undefined ? {} : { credentialsKey }),
        manifestDigest: target.digest,
        configDigest: found.imageId,
        layers: found.layers.map(({ digest, mediaType, sizeBytes }) => ({ digest, mediaType, sizeBytes })),
        host: new URL(target.access.host.apiUrl).host,
      };
    });

/** Who has a pull's layers pinned. */
export const pullOwner = (pullId: string): string => `pull:${pullId}`;
