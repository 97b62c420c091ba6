/** The simulated node's images: the world has what containers need of them, the store their records. */
import {
  type Image,
  type ImageRecord,
  imageFrom,
  imageSeenOf,
  imageViewOf,
  recordJson,
} from '../image/image-record.ts';
import { idPrefixOf, textOf, tryParseReference } from '../image/reference.ts';
import type { FsUsageView, ImageView } from '../machines/views.ts';
import { giveImage } from '../simulation/world/images.ts';
import type { World } from '../simulation/world/world.ts';
import { builtIn, offerOf } from './registry.ts';

export interface SimulatedImages {
  readonly list: () => readonly ImageView[];
  /** By id, id prefix, tag or digest; normalised as a pull would. */
  readonly find: (reference: string) => ImageView | undefined;
  readonly usage: () => Omit<FsUsageView, 'mountpoint' | 'atMs'>;
  /** What the world knows it by, or the text itself where nobody knows it. */
  readonly worldName: (reference: string) => string;
  /** The registry has it from now on. @returns what the world knows it by. */
  readonly offer: (reference: string) => string;
  /** The world has registered it. */
  readonly registered: (reference: string) => void;
  /** The world has removed it. */
  readonly removed: (imageId: string) => void;
}

const inodesOfOne = 400;

export const openImages = (world: World, isPinned: (name: string) => boolean): SimulatedImages => {
  const { records } = world.store;
  const images = new Map<string, Image>();
  const keep = (record: ImageRecord) => {
    const image = imageFrom(record);
    images.set(record.imageId, image);
    for (const name of [...record.tags, ...record.digests]) giveImage(world.images, seenOf(image), name);
    return image;
  };
  const add = (record: ImageRecord) => {
    const before = images.get(record.imageId)?.record;
    const merged = {
      ...record,
      tags: united(before?.tags, record.tags),
      digests: united(before?.digests, record.digests),
    };
    records.save('image', record.imageId, recordJson(merged));
    return keep(merged);
  };
  const find = (text: string): Image | undefined => {
    const reference = tryParseReference(text);
    const name = reference === undefined ? undefined : textOf(reference);
    const all = [...images.values()];
    const named = all.find(({ record }) => name !== undefined && [...record.tags, ...record.digests].includes(name));
    if (named !== undefined) return named;
    const prefix = idPrefixOf(text);
    const fitting =
      prefix === undefined ? [] : all.filter(({ record }) => record.imageId.startsWith(`sha256:${prefix}`));
    return fitting.length === 1 ? fitting[0] : undefined;
  };
  for (const { record } of records.all('image')) keep(record as ImageRecord);
  if (images.size === 0) for (const name of builtIn) add(offerOf(name).record);

  return {
    list: () => [...images.values()].map((image) => imageViewOf(image, isPinned)),
    find: (reference) => {
      const image = find(reference);
      return image === undefined ? undefined : imageViewOf(image, isPinned);
    },
    usage: () => ({
      usedBytes: [...images.values()].reduce((sum, { record }) => sum + 2 * record.sizeBytes, 0),
      inodesUsed: images.size * inodesOfOne,
    }),
    worldName: (reference) => find(reference)?.record.imageId ?? reference,
    offer: (text) => {
      const { reference, record } = offerOf(text);
      giveImage(world.offers, seenOf(imageFrom(record)), textOf(reference));
      return textOf(reference);
    },
    registered: (reference) => void add(offerOf(reference).record),
    removed: (imageId) => {
      images.delete(imageId);
      records.remove('image', imageId);
    },
  };
};

const seenOf = (image: Image) => imageSeenOf(image, [`/run/sim/layers/${image.record.imageId}`]);
const united = (before: readonly string[] | undefined, now: readonly string[]): string[] =>
  [...new Set([...(before ?? []), ...now])].sort();
