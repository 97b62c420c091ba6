import type { IDMapping, Mount } from '../../proto/generated/api.ts';
import { type ContainerConfig, isImageMount } from '../machines/config.ts';
import { FailureError } from '../machines/failure.ts';
import type { SandboxScene } from '../machines/services/bundles.ts';
import type { SandboxFiles } from '../machines/services/sandboxes.ts';
import { idMapOf } from '../machines/user-namespace.ts';
import type { HandlerTraits, MountSource } from './facts.ts';
import { imagesAskedIn } from './image-mounts.ts';
import { absolutePath, specInvalid } from './invalid.ts';
import { isWithin } from './mountinfo.ts';
import type { IdMapping, SpecMount } from './spec.ts';
import { MountPropagation } from './wire-values.ts';

const optionsThatMayBeAsked = ['noexec', 'nodev', 'nosuid'];

/**
 * Checks that need no look at the host, so that nothing is made there for a request that fails anyway.
 * @throws FailureError SpecInvalid, ImageVolumeMountFailed, RROUnsupported
 */
export const checkMounts = (
  mounts: ContainerConfig['mounts'],
  { handler, sandbox }: { readonly handler: HandlerTraits; readonly sandbox: Pick<SandboxScene, 'config'> },
): void => {
  imagesAskedIn(mounts);
  const hasUserNamespace = idMapOf(sandbox.config) !== undefined;
  mounts.forEach((mount, index) => {
    const field = `mounts[${index}]`;
    const destination = absolutePath(`${field}.container_path`, mount.containerPath);
    if (destination === '/') throw specInvalid(`${field}.container_path`, 'nothing can be mounted over the root');
    if (!isImageMount(mount)) {
      if (mount.hostPath === '') throw specInvalid(`${field}.host_path`, 'is empty');
      absolutePath(`${field}.host_path`, mount.hostPath);
    }
    if (isIdMapped(mount) && !hasUserNamespace) {
      throw specInvalid(`${field}.uid_mappings`, 'needs a pod with a user namespace of its own');
    }
    if (isIdMapped(mount) && !handler.hasIdMappedMounts) {
      throw specInvalid(`${field}.uid_mappings`, 'the runtime handler does not support id-mapped mounts');
    }
    for (const option of mount.mountOptions) {
      if (!optionsThatMayBeAsked.includes(option)) {
        throw specInvalid(`${field}.mount_options`, `'${option}' is not one of ${optionsThatMayBeAsked.join(', ')}`);
      }
    }
    checkRecursiveReadOnly(mount, field, handler);
  });
};

const checkRecursiveReadOnly = (mount: Mount, field: string, handler: HandlerTraits): void => {
  if (!mount.recursiveReadOnly) return;
  if (!mount.readonly) throw specInvalid(`${field}.recursive_read_only`, 'needs readonly');
  if (mount.propagation !== MountPropagation.PROPAGATION_PRIVATE) {
    throw specInvalid(`${field}.recursive_read_only`, 'needs private propagation');
  }
  if (!handler.hasRecursiveReadOnlyMounts) {
    throw new FailureError('RROUnsupported', {
      field: `${field}.recursive_read_only`,
      reason: 'the runtime handler or the kernel does not support it',
    });
  }
};

/**
 * The request's mounts as bind mounts. Of two for one place the later one is what is seen there.
 * @param sources one for each, in order
 * @throws FailureError SpecInvalid where propagation is asked for that the host's mount does not have
 */
export const requestedMounts = (
  mounts: ContainerConfig['mounts'],
  sources: readonly MountSource[],
): readonly SpecMount[] =>
  mounts.map((mount, index) => {
    const source = sources[index];
    if (source === undefined) throw specInvalid(`mounts[${index}].host_path`, 'was not resolved');
    const access = mount.recursiveReadOnly ? 'rro' : mount.readonly ? 'ro' : 'rw';
    return {
      destination: absolutePath(`mounts[${index}].container_path`, mount.containerPath),
      type: 'bind',
      source: source.realPath,
      options: ['rbind', propagationOf(mount, source, index), access, ...mount.mountOptions, ...idMapOption(mount)],
      ...idMappingsOf(mount),
    };
  });

/** An image is shown with the ids of the pod already. */
const isIdMapped = (mount: Mount): boolean =>
  !isImageMount(mount) && mount.uidMappings.length + mount.gidMappings.length > 0;

/** Of the mount itself: what is mounted below it may be of a kind that cannot be mapped, and stays as it is. */
const idMapOption = (mount: Mount): readonly string[] => (isIdMapped(mount) ? ['idmap'] : []);

const idMappingsOf = (mount: Mount): Pick<SpecMount, 'uidMappings' | 'gidMappings'> =>
  isIdMapped(mount)
    ? { uidMappings: mount.uidMappings.map(specMapping), gidMappings: mount.gidMappings.map(specMapping) }
    : {};

const specMapping = ({ containerId, hostId, length }: IDMapping): IdMapping => ({
  containerID: containerId,
  hostID: hostId,
  size: length,
});

const propagationOf = (mount: Mount, { realPath, peering }: MountSource, index: number): string => {
  const field = `mounts[${index}].propagation`;
  if (mount.propagation === MountPropagation.PROPAGATION_BIDIRECTIONAL) {
    if (peering?.isShared !== true) {
      throw specInvalid(field, `'${realPath}' is on a mount (${peering?.mountPoint}) that is not shared`);
    }
    return 'rshared';
  }
  if (mount.propagation === MountPropagation.PROPAGATION_HOST_TO_CONTAINER) {
    if (isImageMount(mount)) return 'rslave'; // nobody mounts anything in an image: there is nothing to miss
    if (peering?.isShared !== true && peering?.isSlave !== true) {
      throw specInvalid(field, `'${realPath}' is on a mount (${peering?.mountPoint}) that is neither shared nor slave`);
    }
    return 'rslave';
  }
  if (mount.propagation === MountPropagation.PROPAGATION_PRIVATE) return 'rprivate';
  throw specInvalid(field, `${mount.propagation} is not a propagation`);
};

/** What the root needs, so that mounts inside it can propagate at all. */
export const rootfsPropagationOf = (mounts: ContainerConfig['mounts']): 'rshared' | 'rslave' | undefined => {
  const asked = mounts.map(({ propagation }) => propagation);
  if (asked.includes(MountPropagation.PROPAGATION_BIDIRECTIONAL)) return 'rshared';
  if (asked.includes(MountPropagation.PROPAGATION_HOST_TO_CONTAINER)) return 'rslave';
  return undefined;
};

/** The sandbox's files in a container. `/dev/shm` is the host's where the sandbox has none. */
export const sandboxMounts = (files: SandboxFiles, isReadonly: boolean): readonly SpecMount[] => {
  const access = isReadonly ? 'ro' : 'rw';
  const bind = (destination: string, source: string, options: readonly string[]): SpecMount => ({
    destination,
    type: 'bind',
    source,
    options: ['rbind', 'rprivate', ...options],
  });
  return [
    bind('/dev/shm', files.shmDir ?? '/dev/shm', ['rw']),
    bind('/etc/hostname', files.hostname, [access]),
    bind('/etc/hosts', files.hosts, [access]),
    bind('/etc/resolv.conf', files.resolvConf, [access]),
  ];
};

/**
 * The image's volumes that no mount of the request covers, each once. None over the root or the kernel's filesystems:
 * what an image says must not make them unusable.
 */
export const volumesOf = (
  imageVolumes: readonly string[],
  mounts: readonly { readonly containerPath: string }[],
): readonly string[] => {
  const covered = new Set(mounts.map(({ containerPath }) => absolutePath('mounts[].container_path', containerPath)));
  const volumes = imageVolumes.map((path) => absolutePath('image.config.Volumes', path));
  const isKernels = (path: string) => ['/proc', '/sys', '/dev'].some((dir) => isWithin(dir, path));
  return [...new Set(volumes)].filter((path) => path !== '/' && !covered.has(path) && !isKernels(path));
};
