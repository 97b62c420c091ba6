/** Simulated root filesystems and volumes of images: mounts that pin the image's layers. */
import { type ContainerConfig, isImageMount } from '../../machines/config.ts';
import { FailureError } from '../../machines/failure.ts';
import type { ImageMount, ImageSeen } from '../../machines/services/images.ts';
import { type Acts, checkId } from './act.ts';
import type { World } from './world.ts';

const rootfsKey = (ownerId: string) => ({ ownerId, effect: 'rootfs' }) as const;
const volumesKey = (ownerId: string) => ({ ownerId, effect: 'imageMounts' }) as const;
const rootfsDirOf = (ownerId: string) => `/run/sim/rootfs/${ownerId}`;
const volumeDirOf = (ownerId: string, index: number) => `/run/sim/volumes/${ownerId}/${index}`;

const checkImage = (world: World, { imageId }: ImageSeen): void => {
  if (!world.images.has(imageId)) throw new FailureError('ImageNotFound', { imageId });
};

const refused = (index: number, field: string, reason: string) =>
  new FailureError('ImageVolumeMountFailed', { field: `mounts[${index}].${field}`, reason });

const volumesOf = (world: World, ownerId: string, mounts: ContainerConfig['mounts']): readonly ImageMount[] =>
  mounts.flatMap((mount, mountIndex) => {
    if (!isImageMount(mount)) return [];
    if (mount.hostPath !== '') throw refused(mountIndex, 'host_path', 'an image and a host path');
    if (!mount.readonly) throw refused(mountIndex, 'readonly', 'an image cannot be written');
    const image = world.images.get(mount.image?.image ?? '');
    if (image === undefined) throw refused(mountIndex, 'image', 'the image is not here');
    if (mount.imageSubPath !== '' && !/^dir(\/|$)/.test(mount.imageSubPath))
      throw refused(mountIndex, 'image_sub_path', 'no such directory in the image');
    const sourceDir = `${volumeDirOf(ownerId, mountIndex)}/${mount.imageSubPath}`;
    return [{ mountIndex, imageId: image.imageId, sourceDir }];
  });

export const snapshotActs: Acts<'mountRootfs' | 'unmountRootfs' | 'mountImages' | 'unmountImages'> = {
  mountRootfs: {
    begin: (world, { ownerId, image }) => {
      checkId(ownerId);
      checkImage(world, image);
      world.store.ledger.intend({ ...rootfsKey(ownerId), details: { imageId: image.imageId } });
    },
    land: (world, { ownerId }) => {
      const rootfsDir = rootfsDirOf(ownerId);
      world.add('directory', rootfsDir, ownerId);
      world.add('mount', rootfsDir, ownerId);
      world.store.ledger.done(rootfsKey(ownerId));
      return { rootfsDir };
    },
    half: (world, { ownerId }) => world.add('directory', rootfsDirOf(ownerId), ownerId),
    fails: 'SyscallFailed',
  },
  unmountRootfs: {
    land: (world, { ownerId }) => {
      world.remove('mount', rootfsDirOf(ownerId));
      world.remove('directory', rootfsDirOf(ownerId));
      world.store.ledger.undone(rootfsKey(ownerId));
      return {};
    },
    half: (world, { ownerId }) => world.remove('mount', rootfsDirOf(ownerId)),
    fails: 'SyscallFailed',
  },
  mountImages: {
    begin: (world, { ownerId, mounts }) => {
      if (volumesOf(world, ownerId, mounts).length > 0)
        world.store.ledger.intend({ ...volumesKey(ownerId), details: {} });
    },
    land: (world, { ownerId, mounts }) => {
      const imageMounts = volumesOf(world, ownerId, mounts);
      for (const { mountIndex } of imageMounts) world.add('mount', volumeDirOf(ownerId, mountIndex), ownerId);
      world.store.ledger.done(volumesKey(ownerId));
      return { imageMounts };
    },
    half: (world, { ownerId, mounts }) => {
      const [first] = volumesOf(world, ownerId, mounts);
      if (first !== undefined) world.add('mount', volumeDirOf(ownerId, first.mountIndex), ownerId);
    },
    fails: 'ImageVolumeMountFailed',
  },
  unmountImages: {
    land: (world, { ownerId }) => {
      for (const name of world.ownedBy(ownerId))
        if (name.startsWith(`mount /run/sim/volumes/${ownerId}/`)) world.remove('mount', name.slice('mount '.length));
      world.store.ledger.undone(volumesKey(ownerId));
      return {};
    },
    fails: 'SyscallFailed',
  },
};
