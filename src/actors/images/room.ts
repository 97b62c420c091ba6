/** What the image services share: the stores, the registry client, and the pulls under way. */
import { type DiskUsage, readBootId, syncFileSystem } from '../../image/durability.ts';
import type { FoundImage } from '../../image/find-image.ts';
import { ImageStore } from '../../image/image-store.ts';
import { LayerStore } from '../../image/layer-store.ts';
import { hostPlatform, type Platform } from '../../image/platform.ts';
import type { Reference } from '../../image/reference.ts';
import { RegistryClient } from '../../image/registry/client.ts';
import type { AuthConfig } from '../../image/registry/credentials.ts';
import type { FindProxy } from '../../image/registry/proxies.ts';
import type { RetryPolicy } from '../../image/registry/retries.ts';
import type { Source } from '../../image/registry/source.ts';
import type { OpenSink } from '../../image/unpack-layer.ts';
import type { FailureError } from '../../machines/failure.ts';
import type { Ledger, Records } from '../../store/records.ts';

export type Fetched = { readonly bytes: number } | { readonly layers: number };

/** Limits, directories of registries and the image of infra containers are read at each use: they may change. */
export interface ImageRoomOptions {
  /** Layers and their temporary files; outlives a reboot. */
  readonly imagesDir: string;
  readonly records: Records;
  readonly ledger: Ledger;
  readonly openSink: OpenSink;
  readonly diskUsage: (dir: string) => Promise<DiskUsage>;
  /** The sideband's; undefined: the key is not known (any more). */
  readonly credentials: (key: string) => AuthConfig | undefined;
  readonly certsDirs: readonly string[];
  /** Credentials for pulls that bring none; absent: there are none. */
  readonly authFile?: string | undefined;
  /** Which proxy a URL is asked through; absent: none. */
  readonly proxyFor?: FindProxy | undefined;
  /** References of images that clients must not collect; `*` at the end stands for anything. */
  readonly pinnedImages: readonly string[];
  /** Image of infra containers; absent: the built-in pause program. Pinned. */
  readonly sandboxImage?: string | undefined;
  /** Layers of one pull that are fetched, and that are unpacked, at the same time. */
  readonly maxDownloads: number;
  readonly maxUnpackers: number;
  readonly maxLayerBytes: number;
  readonly maxLayerEntries: number;
  /** 0: no limit. */
  readonly progressTimeoutMs: number;
  /** Hears of what comes from registries: bytes of layers as they come, and each layer that has come whole. */
  readonly onFetched?: ((fetched: Fetched) => void) | undefined;
  /** Hears of what went wrong without anybody waiting for it. */
  readonly report: (failure: FailureError) => void;
  readonly platform?: Platform;
  readonly retries?: RetryPolicy;
  readonly bootId?: string;
  readonly syncFileSystem?: (path: string, signal: AbortSignal) => Promise<void>;
}

/** A pull between its services: what the plan in the message is about, with secrets and bytes that no message has. */
export interface PullState {
  readonly reference: Reference;
  readonly source: Source;
  readonly found: FoundImage;
  /** What the reference names: perhaps an index. */
  readonly targetDigest: string;
}

export interface ImageRoom {
  readonly options: ImageRoomOptions;
  readonly platform: Platform;
  readonly layers: LayerStore;
  readonly images: ImageStore;
  readonly registry: RegistryClient;
  readonly pulls: Map<string, PullState>;
}

/**
 * Opens the stores. Afterwards `layers.collectAll()` deletes layers that nobody needs: not before the root filesystems of
 * containers have pinned theirs.
 */
export const openImageRoom = async (options: ImageRoomOptions): Promise<ImageRoom> => {
  const { records, ledger, report, retries } = options;
  const layers = await LayerStore.open({
    dir: options.imagesDir,
    openSink: options.openSink,
    get maxLayerBytes() {
      return options.maxLayerBytes;
    },
    get maxLayerEntries() {
      return options.maxLayerEntries;
    },
    diskUsage: options.diskUsage,
    syncFileSystem: options.syncFileSystem ?? syncFileSystem,
    bootId: options.bootId ?? (await readBootId()),
    report,
  });
  const images = new ImageStore({ records, layers, pinned: pinnedOf(options), report });
  // what a pull of an earlier life had fetched was in the temporary directory, which is empty now
  for (const { ownerId, effect } of ledger.all()) if (effect === 'pull') ledger.undone({ ownerId, effect });
  const registry = new RegistryClient({
    certsDirs: options.certsDirs,
    get progressTimeoutMs() {
      return options.progressTimeoutMs;
    },
    proxyFor: options.proxyFor,
    ...(retries === undefined ? {} : { retries }),
  });
  return { options, platform: options.platform ?? hostPlatform(), layers, images, registry, pulls: new Map() };
};

/** What `ImageStore` takes as pinned. */
export const pinnedOf = ({
  sandboxImage,
  pinnedImages,
}: Pick<ImageRoomOptions, 'sandboxImage' | 'pinnedImages'>): readonly string[] =>
  sandboxImage === undefined ? pinnedImages : [sandboxImage, ...pinnedImages];

/** Ends pulls under way and connections, and waits for what is done in the background. */
export const closeImageRoom = async ({ layers, registry }: ImageRoom): Promise<void> => {
  await layers.close();
  await registry.close();
};
