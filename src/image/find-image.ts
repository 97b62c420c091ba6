/** From a name in a registry to what there is to fetch: manifest of our platform, config, layers. */
import { FailureError } from '../machines/failure.ts';
import { isDigestOf } from './digest.ts';
import {
  checkConfig,
  type IndexEntry,
  type LayerDescriptor,
  type ParsedConfig,
  parseConfig,
  parseManifest,
  platformText,
} from './manifest.ts';
import { isIndex, isManifest } from './media-types.ts';
import { fittest, type Platform } from './platform.ts';

/** One place that has manifests and configs: a registry, or an archive. */
export interface Documents {
  /** Verified against the digest. */
  readonly manifest: (entry: { readonly digest: string; readonly size: number }) => Promise<Buffer>;
  /** Verified against the digest. */
  readonly config: (digest: string) => Promise<Buffer>;
}
export interface FoundImage {
  readonly imageId: string;
  readonly config: Buffer;
  readonly parsedConfig: ParsedConfig;
  /** Lowest first; as many as the config has diff IDs. */
  readonly layers: readonly LayerDescriptor[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Config and compressed layers. */
  readonly sizeBytes: number;
}

/** An index in an index is allowed, but not for ever. */
const maxDepth = 3;

/**
 * @throws FailureError ManifestInvalid {digest, reason}; PlatformMissing {digest, offered, wanted}; what `documents` throws.
 */
export const findImage = async (
  start: { readonly bytes: Buffer; readonly mediaType: string; readonly digest: string },
  { documents, wanted }: { documents: Documents; wanted: Platform },
): Promise<FoundImage> => {
  let { bytes, mediaType, digest } = start;
  for (let depth = 0; depth < maxDepth; depth += 1) {
    const parsed = parseManifest(bytes, { mediaType, digest });
    if (parsed.kind === 'index') {
      const entry = entryFor(parsed.entries, { digest, wanted });
      bytes = await documents.manifest(entry);
      checkLength(bytes, { digest: entry.digest, size: entry.size });
      ({ mediaType, digest } = entry);
      continue;
    }
    const imageId = parsed.config.digest;
    const config = await documents.config(imageId);
    checkLength(config, { digest: imageId, size: parsed.config.sizeBytes });
    const parsedConfig = parseConfig(config, imageId);
    checkConfig(parsedConfig, { digest, layerCount: parsed.layers.length, wanted });
    const sizeBytes = parsed.layers.reduce((sum, layer) => sum + layer.sizeBytes, config.length);
    return { imageId, config, parsedConfig, layers: parsed.layers, annotations: parsed.annotations, sizeBytes };
  }
  throw new FailureError('ManifestInvalid', { digest, reason: 'indexes in indexes' });
};

/** Attestations and other companions say that they are for no platform: they never fit. */
const entryFor = (
  entries: readonly IndexEntry[],
  { digest, wanted }: { digest: string; wanted: Platform },
): IndexEntry => {
  const images = entries.filter(({ mediaType }) => isManifest(mediaType) || isIndex(mediaType));
  const entry = fittest(images, wanted);
  if (entry !== undefined) return entry;
  const offered = images.slice(0, 50).map(({ platform }) => (platform === undefined ? '' : platformText(platform)));
  throw new FailureError('PlatformMissing', { digest, offered, wanted: platformText(wanted) });
};

const checkLength = (bytes: Buffer, { digest, size }: { digest: string; size: number }): void => {
  if (bytes.length !== size)
    throw new FailureError('ManifestInvalid', { digest, reason: 'the content is not as long as its descriptor says' });
};

/** For sources that are not verified on the way. @throws FailureError ManifestInvalid {digest, reason} */
export const verified = (bytes: Buffer, digest: string): Buffer => {
  if (isDigestOf(digest, bytes)) return bytes;
  throw new FailureError('ManifestInvalid', { digest, reason: 'the content has another digest' });
};
