/** The images that are here: an index in memory over durable records; reading it waits for nothing. */
import { FailureError } from '../machines/failure.ts';
import type { Json, JsonObject } from '../machines/json.ts';
import type { ImageSeen } from '../machines/services/images.ts';
import type { ImageView } from '../machines/views.ts';
import { isDigest } from './digest.ts';
import {
  type Image,
  type ImageRecord,
  imageFrom,
  imageSeenOf,
  imageViewOf,
  layerIdsOf,
  recordJson,
} from './image-record.ts';
import type { LayerStore } from './layer-store.ts';
import { pinnedBy } from './pinned.ts';
import { idPrefixOf, parseReference, textOf } from './reference.ts';

/** The part of the store that images need. */
export interface ImageRecords {
  readonly save: (kind: 'image', id: string, record: JsonObject) => void;
  readonly remove: (kind: 'image', id: string) => void;
  readonly all: (kind: 'image') => readonly { readonly id: string; readonly record: Json | undefined }[];
}
export interface ImageStoreOptions {
  readonly records: ImageRecords;
  readonly layers: LayerStore;
  /** Images that clients must not collect: pinned.ts. */
  readonly pinned: readonly string[];
  /** RecordInvalid, for a record that cannot be read or whose layers are gone: it is removed, the others are not hurt. */
  readonly report: (failure: FailureError) => void;
}

/** An image that has all its layers now, under the names that it was pulled or imported by. */
export type NewImage = Omit<ImageRecord, 'config'> & { readonly config: Buffer };

export class ImageStore {
  readonly #records: ImageRecords;
  readonly #layers: LayerStore;
  #isPinned: (name: string) => boolean;
  readonly #images = new Map<string, Image>();
  readonly #idsByName = new Map<string, string>();

  constructor({ records, layers, pinned, report }: ImageStoreOptions) {
    this.#records = records;
    this.#layers = layers;
    this.#isPinned = pinnedBy(pinned);
    for (const { id, record } of records.all('image')) {
      const image = this.#readable(id, record, report);
      if (image === undefined) records.remove('image', id);
      else this.#keep(image);
    }
  }

  /** Sorted by id. */
  list(): readonly ImageView[] {
    const images = [...this.#images.values()].map((image) => this.#viewOf(image));
    return images.sort((one, other) => (one.imageId < other.imageId ? -1 : 1));
  }

  /**
   * By id, the beginning of an id (4 digits at least), tag or digest. A name goes before an id that begins the same.
   *
   * @throws FailureError IdAmbiguous {reference}; ReferenceInvalid for what can be neither.
   */
  find(reference: string): ImageView | undefined {
    const image = this.#find(reference);
    return image && this.#viewOf(image);
  }

  /** The same, as containers need it. */
  see(reference: string): ImageSeen | undefined {
    const image = this.#find(reference);
    return image && imageSeenOf(image, this.#layers.stackOf(layerIdsOf(image.record)));
  }

  /** By its whole id: what must stay on disk for it, lowest first. */
  layerIdsOf(imageId: string): readonly string[] | undefined {
    const image = this.#images.get(imageId);
    return image && layerIdsOf(image.record);
  }

  /** The config blob of an image that is here. */
  configOf(imageId: string): Buffer | undefined {
    const image = this.#images.get(imageId);
    return image && Buffer.from(image.record.config);
  }

  /**
   * Prepares for other pinned images, without any effect; what is returned puts them in force.
   * @throws FailureError ConfigInvalid {problems}
   */
  pinning(patterns: readonly string[]): () => void {
    const isPinned = pinnedBy(patterns);
    return () => {
      this.#isPinned = isPinned;
    };
  }

  /**
   * Makes the image visible. Its layers must be present, and pinned by the caller. Names are added to those it has; a tag
   * that another image had moves, and that image stays, even without any name, until it is removed by its id.
   */
  register({ config, ...fresh }: NewImage): void {
    for (const tag of fresh.tags) this.#untag(tag, fresh.imageId);
    const known = this.#images.get(fresh.imageId)?.record;
    const record: ImageRecord = {
      ...fresh,
      tags: sorted([...(known?.tags ?? []), ...fresh.tags]),
      digests: sorted([...(known?.digests ?? []), ...fresh.digests]),
      config: config.toString('utf8'),
    };
    this.#records.save('image', record.imageId, recordJson(record));
    this.#keep(imageFrom(record));
  }

  /** With all names; its layers go when nobody else needs them. False: there is no such image. */
  remove(reference: string): boolean {
    const image = this.#find(reference);
    if (image === undefined) return false;
    const { imageId, tags, digests } = image.record;
    this.#records.remove('image', imageId);
    this.#images.delete(imageId);
    for (const name of [...tags, ...digests]) this.#idsByName.delete(name);
    this.#layers.unpin(ownerOf(imageId));
    return true;
  }

  #find(reference: string): Image | undefined {
    if (isDigest(reference)) return this.#images.get(reference);
    const prefix = idPrefixOf(reference);
    const named = this.#named(reference, prefix !== undefined);
    if (named !== undefined || prefix === undefined) return named;
    const fitting = [...this.#images.keys()].filter((imageId) => imageId.startsWith(`sha256:${prefix}`));
    if (fitting.length > 1) throw new FailureError('IdAmbiguous', { reference });
    return this.#images.get(fitting[0] ?? '');
  }

  #named(reference: string, canBeId: boolean): Image | undefined {
    try {
      return this.#images.get(this.#idsByName.get(textOf(parseReference(reference))) ?? '');
    } catch (error) {
      if (canBeId) return undefined;
      throw error;
    }
  }

  #untag(tag: string, newImageId: string): void {
    const owner = this.#images.get(this.#idsByName.get(tag) ?? '');
    if (owner === undefined || owner.record.imageId === newImageId) return;
    const record = { ...owner.record, tags: owner.record.tags.filter((name) => name !== tag) };
    this.#records.save('image', record.imageId, recordJson(record));
    this.#idsByName.delete(tag);
    this.#images.set(record.imageId, { ...owner, record });
  }

  #keep(image: Image): void {
    const { imageId, tags, digests } = image.record;
    this.#images.set(imageId, image);
    for (const name of [...tags, ...digests]) this.#idsByName.set(name, imageId);
    this.#layers.pin(ownerOf(imageId), layerIdsOf(image.record));
  }

  #readable(id: string, stored: Json | undefined, report: (failure: FailureError) => void): Image | undefined {
    try {
      const image = imageFrom(stored);
      const missing = layerIdsOf(image.record).find((layerId) => !this.#layers.has(layerId));
      if (missing === undefined && image.record.imageId === id) return image;
      report(new FailureError('RecordInvalid', { imageId: id, missingLayer: missing }));
    } catch (error) {
      report(new FailureError('RecordInvalid', { imageId: id }, { cause: error }));
    }
    return undefined;
  }

  #viewOf(image: Image): ImageView {
    return imageViewOf(image, this.#isPinned);
  }
}

const ownerOf = (imageId: string): string => `image:${imageId}`;

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
