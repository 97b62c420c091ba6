/**
 * Images that containers have as volumes: each mounted read-only once for a container, however many of its mounts show it.
 *
 *   <containersDir>/<owner>/images/<hex of the image id>
 *
 * The layers are those of the image store, shared by all. They are pinned by the container: an image that is removed
 * meanwhile is no image any more, but what containers see of it stays.
 */
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hexOf } from '../../image/digest.ts';
import type { ImageStore } from '../../image/image-store.ts';
import type { LayerStore } from '../../image/layer-store.ts';
import { type FailureError, failureOf, textOf } from '../../machines/failure.ts';
import type { Driver } from '../../machines/services.ts';
import { type mountOverlay, resolveInRoot, type unmount } from '../../native.ts';
import { type ImageAsked, imageMountFailed, imagesAskedIn } from '../../oci/image-mounts.ts';
import type { Ledger } from '../../store/records.ts';
import { errnoOf, withFsFailures } from '../fs-failure.ts';
import { unlessGone } from './unless-gone.ts';
import { unmountAll } from './unmount-all.ts';

export interface ImageMountOptions {
  /** One folder an owner. */
  readonly containersDir: string;
  readonly ledger: Ledger;
  readonly images: ImageStore;
  readonly layers: LayerStore;
  readonly native: { readonly mountOverlay: typeof mountOverlay; readonly unmount: typeof unmount };
  /** Hears of what went wrong without anybody waiting for it. */
  readonly report: (failure: FailureError) => void;
}

export interface ImageMounts extends Driver<'mountImages' | 'unmountImages'> {
  /** At the start: what belongs to nobody that lives is unmounted. */
  readonly sweep: (liveOwnerIds: Iterable<string>) => Promise<void>;
}

const effect = 'imageMounts';

/** Pins the layers of every image mount that the ledger knows: before `LayerStore.collectAll`. */
export const openImageMounts = (options: ImageMountOptions): ImageMounts => {
  const { containersDir, ledger, images, layers, native, report } = options;
  const dirOf = (ownerId: string) => join(containersDir, ownerId, 'images');
  const pinName = (ownerId: string) => `images:${ownerId}`;
  const rows = () => ledger.all().filter((row) => row.effect === effect);

  for (const { ownerId, details } of rows())
    if (Array.isArray(details.layerIds)) layers.pin(pinName(ownerId), details.layerIds.map(String));

  /** @throws FailureError SyscallFailed; the ledger row stays then. */
  const unmountImages: ImageMounts['unmountImages'] = ({ ownerId }) =>
    withFsFailures(async () => {
      const dir = dirOf(ownerId);
      for (const name of await namesIn(dir)) {
        await unmountAll(join(dir, name), native.unmount);
        await unlessGone(rmdir(join(dir, name)));
      }
      await unlessGone(rmdir(dir));
      await unlessGone(rmdir(join(containersDir, ownerId)), 'ENOTEMPTY'); // the bundle may be in it
      ledger.undone({ ownerId, effect });
      layers.unpin(pinName(ownerId));
      return {};
    });

  const find = (asked: ImageAsked) => {
    const seen = because(`${asked.field}.image`, () => images.see(asked.reference));
    const layerIds = seen && images.layerIdsOf(seen.imageId);
    if (seen === undefined || layerIds === undefined)
      throw imageMountFailed(`${asked.field}.image`, `no image '${asked.reference}' is on this node`);
    return { ...asked, imageId: seen.imageId, layerDirs: seen.layerDirs, layerIds };
  };

  /**
   * Mounts what the request's mounts name.
   *
   * Effects: ledger row `imageMounts` {layerIds, dir}; the layers are pinned until `unmountImages`.
   * @throws FailureError ImageVolumeMountFailed {field, reason}. Nothing is left then.
   */
  const mountImages: ImageMounts['mountImages'] = async ({ ownerId, mounts, userNamespace }, signal) => {
    if (ledger.find({ ownerId, effect }) !== undefined) await unmountImages({ ownerId }, signal);
    const asked = imagesAskedIn(mounts).map(find);
    const layerIds = [...new Set(asked.flatMap((image) => image.layerIds))];
    layers.pin(pinName(ownerId), layerIds); // in the same breath as finding them: no removal comes between
    const dir = dirOf(ownerId);
    ledger.intend({ ownerId, effect, details: { layerIds, dir } });
    const mounted = new Set<string>();
    const imageMounts = [];
    try {
      for (const { mountIndex, field, imageId, layerDirs, subPath } of asked) {
        signal.throwIfAborted();
        const target = join(dir, hexOf(imageId));
        await because(`${field}.image`, async () => {
          if (mounted.has(imageId)) return;
          await mkdir(target, { recursive: true, mode: 0o755 });
          // an image without layers is an empty directory, and that is there
          const shown = { lowerDirs: layerDirs, target, isReadOnly: true, userNamespace: userNamespace?.path };
          if (layerDirs.length > 0) await native.mountOverlay(shown);
          mounted.add(imageId);
        });
        const sourceDir = subPath === '' ? target : await dirIn(target, subPath, `${field}.image_sub_path`);
        imageMounts.push({ mountIndex, imageId, sourceDir });
      }
    } catch (error) {
      await unmountImages({ ownerId }, signal);
      throw error;
    }
    ledger.done({ ownerId, effect }, { dir });
    return { imageMounts };
  };

  const sweep: ImageMounts['sweep'] = async (liveOwnerIds) => {
    const live = new Set(liveOwnerIds);
    for (const { ownerId } of rows())
      if (!live.has(ownerId))
        await unmountImages({ ownerId }, new AbortController().signal).catch((error: unknown) =>
          report(error as FailureError),
        );
  };

  return { mountImages, unmountImages, sweep };
};

/**
 * A directory of the image: links and `..` in them mean what they mean inside the image. Nobody can change the tree
 * between this look and the mount: it is read-only.
 */
const dirIn = async (root: string, subPath: string, field: string): Promise<string> => {
  const found = await because(field, () => resolveInRoot(root, subPath));
  if (found === undefined) throw imageMountFailed(field, `the image has no '${subPath}'`);
  const { isDirectory } = await because(field, async () => ({ isDirectory: (await stat(found)).isDirectory() }));
  if (!isDirectory) throw imageMountFailed(field, `'${subPath}' is not a directory of the image`);
  return found;
};

const namesIn = async (dir: string): Promise<readonly string[]> => {
  try {
    return await readdir(dir);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/** Whatever goes wrong with an image volume is told as that, for the kubelet looks for it. */
const because = <T>(field: string, work: () => T): T => {
  const refuse = (error: unknown): never => {
    throw imageMountFailed(field, textOf(failureOf(error)));
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(refuse) as T) : result;
  } catch (error) {
    return refuse(error);
  }
};
