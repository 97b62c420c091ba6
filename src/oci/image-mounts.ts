import { type ContainerConfig, isImageMount } from '../machines/config.ts';
import { FailureError } from '../machines/failure.ts';
import { MountPropagation } from './wire-values.ts';

/** A mount of the request that shows an image, as far as it can be judged without the image. */
export interface ImageAsked {
  readonly mountIndex: number;
  /** As CRI names it, for failures. */
  readonly field: string;
  readonly reference: string;
  /** Below the image's root, without `..`; empty: the root. */
  readonly subPath: string;
}

/**
 * The mounts of images, in the request's order. Source: CRI Mount.image, image_sub_path; KEP-4639.
 * @throws FailureError ImageVolumeMountFailed {field, reason}
 */
export const imagesAskedIn = (mounts: ContainerConfig['mounts']): readonly ImageAsked[] =>
  mounts.flatMap((mount, mountIndex) => {
    if (!isImageMount(mount)) return [];
    const field = `mounts[${mountIndex}]`;
    if (mount.hostPath !== '') throw imageMountFailed(`${field}.host_path`, 'must be empty for an image');
    if (!mount.readonly) throw imageMountFailed(`${field}.readonly`, 'must be set for an image');
    if (mount.propagation === MountPropagation.PROPAGATION_BIDIRECTIONAL) {
      throw imageMountFailed(`${field}.propagation`, 'a mount of an image cannot propagate to the host');
    }
    const subPath = mount.imageSubPath;
    if (subPath.startsWith('/') || subPath.split('/').includes('..') || subPath.includes('\0')) {
      throw imageMountFailed(`${field}.image_sub_path`, 'must be a path below the root of the image, without ..');
    }
    return [{ mountIndex, field, reference: mount.image?.image ?? '', subPath }];
  });

/** The failure for an image that a container cannot have as a volume. */
export const imageMountFailed = (field: string, reason: string): FailureError =>
  new FailureError('ImageVolumeMountFailed', { field, reason });
