/** Contracts of images and root filesystems (`actors/images`, `actors/snapshots`). */
import type { ContainerConfig, SandboxConfig } from '../config.ts';
import type { PinnedUserNamespace } from './sandboxes.ts';

/** An image as containers need it. */
export interface ImageSeen {
  /** `sha256:…` of the config. */
  readonly imageId: string;
  readonly repoDigest?: string | undefined;
  /** Unpacked layer directories, uppermost first. */
  readonly layerDirs: readonly string[];
  readonly config: ImageConfig;
  /** Present where a container is to be restored from a checkpoint: then all else is the image that it was made of. */
  readonly checkpoint?: CheckpointSeen | undefined;
}
/** `config` of an OCI image configuration; lists and maps are empty where absent. Source: OCI image-spec, config.md. */
export interface ImageConfig {
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workingDir: string;
  readonly volumes: readonly string[];
  readonly stopSignal: string;
  readonly labels: Readonly<Record<string, string>>;
}
/** A checkpoint that a container can be restored from. */
export interface CheckpointSeen {
  readonly source: CheckpointSource;
  /** What the image was called when the container was made of it. */
  readonly imageName: string;
  /** Of the container then. */
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339; empty where the checkpoint does not say. */
  readonly checkpointedAt: string;
}
/** An archive, or an image that has an archive's files in one of its layers. */
export type CheckpointSource =
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'image'; readonly imageId: string; readonly dir: string };
export interface RootfsInput {
  /** Container id; or sandbox id for an infra container. */
  readonly ownerId: string;
  readonly image: ImageSeen;
  /** Whose ids the image's files are to have; absent: the image's own. */
  readonly userNamespace?: PinnedUserNamespace | undefined;
  readonly selinux?: SelinuxAsked | undefined;
}
/** What the SELinux label of a container's files follows from, where SELinux is on. */
export interface SelinuxAsked {
  readonly sandboxId: string;
  readonly sandboxConfig: SandboxConfig;
  /** Absent: an infra container's. */
  readonly config?: ContainerConfig | undefined;
}
export interface Rootfs {
  readonly rootfsDir: string;
  /** Present where the image came with a checkpoint: the part of it that the OCI runtime restores. */
  readonly checkpointDir?: string | undefined;
}
export interface ImageMountsInput {
  /** Whose ids the images' files are to have; absent: the images' own. */
  readonly userNamespace?: PinnedUserNamespace | undefined;
  /** Container id. */
  readonly ownerId: string;
  readonly mounts: ContainerConfig['mounts'];
}
/** An image that one of the request's mounts shows. */
export interface ImageMount {
  /** Which of the request's mounts. */
  readonly mountIndex: number;
  readonly imageId: string;
  /** Host path, without links: the root of the image, or the sub path in it. */
  readonly sourceDir: string;
}
