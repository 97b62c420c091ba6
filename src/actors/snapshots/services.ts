/**
 * Root filesystems of containers: overlays of an image's layers and a directory that is theirs.
 *
 *   <snapshotsDir>/<owner>/upper, work, lower    what the container wrote; lower is an empty one, for images without layers
 *   <containersDir>/<owner>/rootfs               where it is mounted
 */
import { randomUUID } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Background } from '../../image/background.ts';
import type { DiskUsage } from '../../image/durability.ts';
import type { ImageStore } from '../../image/image-store.ts';
import type { LayerStore } from '../../image/layer-store.ts';
import { FailureError } from '../../machines/failure.ts';
import type { CheckpointSource } from '../../machines/services/images.ts';
import type { IdRange } from '../../machines/services/sandboxes.ts';
import type { Driver } from '../../machines/services.ts';
import type { mountOverlay, unmount } from '../../native.ts';
import type { Ledger } from '../../store/records.ts';
import type { UnpackTargets } from '../checkpoints/unpack-checkpoint.ts';
import type { WrittenLayer } from '../checkpoints/written.ts';
import { withFsFailures } from '../fs-failure.ts';
import type { Selinux } from '../selinux/selinux.ts';
import { unlessGone } from './unless-gone.ts';
import { unmountAll } from './unmount-all.ts';

export interface SnapshotOptions {
  /** Writable layers; outlives a reboot. */
  readonly snapshotsDir: string;
  /** One folder an owner, with the mount point `rootfs` in it. */
  readonly containersDir: string;
  readonly ledger: Ledger;
  readonly images: ImageStore;
  readonly layers: LayerStore;
  readonly native: {
    readonly mountOverlay: typeof mountOverlay;
    readonly unmount: typeof unmount;
    readonly diskUsage: (dir: string) => Promise<DiskUsage>;
  };
  /** Fills the writable layer of a container that will be restored, and a directory for the OCI runtime. */
  readonly unpackCheckpoint: (source: CheckpointSource, targets: UnpackTargets, signal: AbortSignal) => Promise<void>;
  /** Absent: SELinux is off. */
  readonly selinux?: Pick<Selinux, 'mountLabelOf'> | undefined;
  /** Hears of what went wrong without anybody waiting for it. */
  readonly report: (failure: FailureError) => void;
}

export interface Snapshots extends Driver<'mountRootfs' | 'unmountRootfs'> {
  /** Where the parts of an owner's root filesystem are; undefined: it has none. */
  readonly layerOf: (ownerId: string) => WrittenLayer | undefined;
  /** What the owner wrote; undefined: there is nothing of it (any more). Walks the directory: not for a request to wait on. */
  readonly usage: (ownerId: string) => Promise<DiskUsage | undefined>;
  /** At the start: what belongs to nobody that lives is unmounted and removed. */
  readonly sweep: (liveOwnerIds: Iterable<string>) => Promise<void>;
  /** Waits for deletions in the background. */
  readonly settled: () => Promise<void>;
  /** Leaves further deletions to the next start. */
  readonly close: () => Promise<void>;
}

const trashName = '.trash';

/** Pins the layers of every root filesystem that the ledger knows: before `LayerStore.collectAll`. */
export const openSnapshots = async (options: SnapshotOptions): Promise<Snapshots> => {
  const { snapshotsDir, containersDir, ledger, images, layers, native, report } = options;
  const trashDir = join(snapshotsDir, trashName);
  const background = new Background(report);
  const snapshotOf = (ownerId: string) => join(snapshotsDir, ownerId);
  const targetOf = (ownerId: string) => join(containersDir, ownerId, 'rootfs');
  const pinName = (ownerId: string) => `rootfs:${ownerId}`;
  const erase = (path: string) => background.run(() => rm(path, { recursive: true, force: true }));

  await mkdir(trashDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(trashDir)) erase(join(trashDir, name));
  for (const { ownerId, effect, details } of ledger.all())
    if (effect === 'rootfs' && Array.isArray(details.layerIds))
      layers.pin(pinName(ownerId), details.layerIds.map(String));

  /**
   * Unmounts and removes: repeatable, whatever is there of it.
   * @throws FailureError SyscallFailed; the ledger row stays then.
   */
  const unmountRootfs: Snapshots['unmountRootfs'] = ({ ownerId }) =>
    withFsFailures(async () => {
      const target = targetOf(ownerId);
      await unmountAll(target, native.unmount);
      await unlessGone(rmdir(target));
      await unlessGone(rmdir(join(containersDir, ownerId)), 'ENOTEMPTY'); // the bundle may be in it
      const trashed = join(trashDir, randomUUID());
      await unlessGone(rename(snapshotOf(ownerId), trashed));
      erase(trashed);
      ledger.undone({ ownerId, effect: 'rootfs' });
      layers.unpin(pinName(ownerId));
      return {};
    });

  /**
   * Mounts the image's layers below a new directory of the owner; with a user namespace id-mapped, so that layers are shared by
   * containers of any ids, and nothing is copied.
   *
   * Effects: ledger row `rootfs` {imageId, layerIds, target}; the layers are pinned until `unmountRootfs`.
   * @throws FailureError ImageNotFound where the image was removed meanwhile; NoSpace; SyscallFailed. Nothing is left then.
   */
  const mountRootfs: Snapshots['mountRootfs'] = (
    { ownerId, image: { imageId, checkpoint }, userNamespace, selinux: asked },
    signal,
  ) =>
    withFsFailures(async () => {
      if (ledger.find({ ownerId, effect: 'rootfs' }) !== undefined) await unmountRootfs({ ownerId }, signal);
      const image = images.see(imageId);
      const layerIds = images.layerIdsOf(imageId);
      if (image === undefined || layerIds === undefined)
        throw new FailureError('ImageNotFound', { reference: imageId });
      if (checkpoint !== undefined && userNamespace !== undefined)
        throw new FailureError('CheckpointUnsupported', { reason: 'the pod has a user namespace of its own' });
      // in the same breath as finding it: no removal comes between
      layers.pin(pinName(ownerId), [...layerIds, ...layersWith(checkpoint?.source)]);
      const target = targetOf(ownerId);
      const checkpointDir = join(snapshotOf(ownerId), 'checkpoint');
      ledger.intend({ ownerId, effect: 'rootfs', details: { imageId, layerIds: [...layerIds], target } });
      try {
        const [upperDir, workDir, emptyDir] = ['upper', 'work', 'lower'].map((name) =>
          join(snapshotOf(ownerId), name),
        ) as [string, string, string];
        const lowerDirs = image.layerDirs.length > 0 ? image.layerDirs : [emptyDir];
        for (const dir of [upperDir, workDir, emptyDir, target]) await mkdir(dir, { recursive: true, mode: 0o755 });
        // the root of the container has the upper directory's owner, which should be the image's
        const { uid, gid } = await stat(lowerDirs[0] ?? emptyDir);
        const ids = userNamespace?.ids;
        await chown(upperDir, shifted(uid, ids?.uids), shifted(gid, ids?.gids));
        if (checkpoint !== undefined) {
          await options.unpackCheckpoint(checkpoint.source, { upperDir, lowerDirs, checkpointDir }, signal);
          layers.pin(pinName(ownerId), layerIds);
        }
        const label = asked && options.selinux?.mountLabelOf(asked);
        await native.mountOverlay({
          lowerDirs,
          upperDir,
          workDir,
          target,
          userNamespace: userNamespace?.path,
          // one label for all that is in it: layers are shared by pods, and so cannot have one of their own
          ...(label === undefined ? {} : { options: [`context=${label}`] }),
        });
      } catch (error) {
        await unmountRootfs({ ownerId }, signal);
        throw error;
      }
      ledger.done({ ownerId, effect: 'rootfs' }, { rootfsDir: target });
      return { rootfsDir: target, ...(checkpoint === undefined ? {} : { checkpointDir }) };
    });

  /** Of an image that holds a checkpoint. @throws FailureError ImageNotFound where it was removed meanwhile */
  const layersWith = (source: CheckpointSource | undefined): readonly string[] => {
    if (source?.kind !== 'image') return [];
    const layerIds = images.layerIdsOf(source.imageId);
    if (layerIds === undefined) throw new FailureError('ImageNotFound', { reference: source.imageId });
    return layerIds;
  };

  const layerOf: Snapshots['layerOf'] = (ownerId) => {
    const row = ledger.find({ ownerId, effect: 'rootfs' });
    if (row === undefined || !row.isDone || !Array.isArray(row.details.layerIds)) return undefined;
    return {
      upperDir: join(snapshotOf(ownerId), 'upper'),
      lowerDirs: layers.stackOf(row.details.layerIds.map(String)),
      rootfsDir: targetOf(ownerId),
    };
  };

  const usage: Snapshots['usage'] = async (ownerId) => {
    try {
      return await native.diskUsage(join(snapshotOf(ownerId), 'upper'));
    } catch (error) {
      if (error instanceof FailureError && error.details.code === 'ENOENT') return undefined;
      throw error;
    }
  };

  const sweep: Snapshots['sweep'] = async (liveOwnerIds) => {
    const live = new Set(liveOwnerIds);
    const rows = ledger.all().filter(({ effect }) => effect === 'rootfs');
    const known = [...rows.map(({ ownerId }) => ownerId), ...(await readdir(snapshotsDir))];
    for (const ownerId of new Set(known)) {
      if (live.has(ownerId) || ownerId === trashName) continue;
      await unmountRootfs({ ownerId }, new AbortController().signal).catch((error: unknown) =>
        report(error as FailureError),
      );
    }
  };

  return {
    mountRootfs,
    unmountRootfs,
    layerOf,
    usage,
    sweep,
    settled: () => background.idle(),
    close: () => background.close(),
  };
};

/** An id of the image, as the node has it; one that is not mapped stays, and is nobody in the container. */
const shifted = (id: number, range: IdRange | undefined): number =>
  range === undefined || id < range.containerId || id - range.containerId >= range.length
    ? id
    : id - range.containerId + range.hostId;
