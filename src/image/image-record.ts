/** An image as it is recorded, and what others see of it. Pure. */
import { z } from 'zod';
import type { JsonObject } from '../machines/json.ts';
import type { ImageSeen } from '../machines/services/images.ts';
import type { ImageView } from '../machines/views.ts';
import { chainIdOf } from './digest.ts';
import { type ParsedConfig, parseConfig } from './manifest.ts';

const recordForm = z.object({
  /** `sha256:…` of the config: the image id. */
  imageId: z.string(),
  /** `registry/repository:tag`, sorted. */
  tags: z.array(z.string()),
  /** `registry/repository@digest`, sorted. */
  digests: z.array(z.string()),
  /** The config blob, as it came. */
  config: z.string(),
  /** Lowest first. */
  diffIds: z.array(z.string()),
  /** One more layer on top (patch-layer.ts), where the image needs it. */
  patchId: z.string().optional(),
  /** Config and compressed layers. */
  sizeBytes: z.number().int().nonnegative(),
  annotations: z.record(z.string(), z.string()),
});

/** What is durable of an image: one record of kind `image`, under its id. */
export type ImageRecord = Readonly<z.infer<typeof recordForm>>;

/** An image in memory. */
export interface Image {
  readonly record: ImageRecord;
  readonly config: ParsedConfig;
}

/** @throws what zod and `parseConfig` throw, for a record that cannot be read. */
export const imageFrom = (stored: unknown): Image => {
  const record = recordForm.parse(stored);
  return { record, config: parseConfig(Buffer.from(record.config), record.imageId) };
};

/** The same, as it is written. */
export const recordJson = (record: ImageRecord): JsonObject => ({ ...record });

export const imageViewOf = ({ record, config }: Image, isPinned: (name: string) => boolean): ImageView => ({
  imageId: record.imageId,
  repoTags: record.tags,
  repoDigests: record.digests,
  sizeBytes: record.sizeBytes,
  user: config.config.user,
  isPinned: [record.imageId, ...record.tags, ...record.digests].some(isPinned),
  annotations: record.annotations,
  chainId: chainIdOf(record.diffIds),
  config: config.whole,
});

/** All that must be on disk for the image, lowest first. */
export const layerIdsOf = ({ diffIds, patchId }: ImageRecord): readonly string[] =>
  patchId === undefined ? diffIds : [...diffIds, patchId];

/** The image as containers need it; `layerDirs` uppermost first. */
export const imageSeenOf = ({ record, config }: Image, layerDirs: readonly string[]): ImageSeen => {
  const [repoDigest] = record.digests;
  return {
    imageId: record.imageId,
    layerDirs,
    config: config.config,
    ...(repoDigest === undefined ? {} : { repoDigest }),
  };
};
