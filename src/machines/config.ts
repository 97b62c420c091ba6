/**
 * What a client asked for, as plain data: the CRI contract's own messages, with what is not JSON made so.
 *
 * 64-bit integers are decimal strings (as the codecs give them), so nothing is lost. Source: CRI runtime.v1.
 */
import type * as wire from '../../proto/generated/api.ts';

export type SandboxMetadata = wire.PodSandboxMetadata;
export type ContainerMetadata = wire.ContainerMetadata;
/** Limits; 0 and empty mean "not set", in an update "unchanged". */
export type LinuxResources = wire.LinuxContainerResources;

/** Whose namespace a pod or container has. Source: CRI NamespaceMode. */
export const NamespaceMode = { POD: 0, CONTAINER: 1, NODE: 2, TARGET: 3 } as const satisfies typeof wire.NamespaceMode;

/** A validated PodSandboxConfig: metadata is there, with a name. */
export type SandboxConfig = Omit<wire.PodSandboxConfig, 'metadata'> & { readonly metadata: SandboxMetadata };

/** A validated ContainerConfig: metadata and image are there; environment values are UTF-8 text without NUL. */
export type ContainerConfig = Omit<wire.ContainerConfig, 'metadata' | 'image' | 'envs'> & {
  readonly metadata: ContainerMetadata;
  readonly image: wire.ImageSpec;
  readonly envs: readonly { readonly key: string; readonly value: string }[];
};

/** Whether a mount shows an image. Clients also send an empty message where they mean none. */
export const isImageMount = ({ image }: Pick<wire.Mount, 'image'>): boolean =>
  image !== undefined && image.image !== '';

/** pod name, namespace, uid and attempt: what must be unique among sandboxes. */
export const sandboxNameOf = ({ name, namespace, uid, attempt }: SandboxMetadata): string =>
  JSON.stringify([namespace, name, uid, attempt]);

/** container name and attempt: what must be unique in a sandbox. */
export const containerNameOf = ({ name, attempt }: ContainerMetadata): string => JSON.stringify([name, attempt]);
