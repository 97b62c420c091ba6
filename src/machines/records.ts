/** The durable part of each actor's context: what a restart needs to know, besides what the world tells. Plain JSON. */
import type { ContainerConfig, LinuxResources, SandboxConfig } from './config.ts';
import type { Bundle } from './services/bundles.ts';
import type { ImageMount, ImageSeen } from './services/images.ts';
import type { Attachment, PinPaths, SandboxFiles } from './services/sandboxes.ts';
import type { TaskIdentity } from './services/tasks.ts';
import type { ContainerImage } from './views.ts';

export interface SandboxRecord {
  readonly sandboxId: string;
  readonly config: SandboxConfig;
  readonly runtimeHandler: string;
  readonly createdAtMs: number;
  readonly pins?: PinPaths | undefined;
  readonly files?: SandboxFiles | undefined;
  readonly attachment?: Attachment | undefined;
  readonly infra?: { readonly bundle: Bundle; readonly identity: TaskIdentity } | undefined;
  /** Of the pod as a whole, where they are not those of `config` any more. */
  readonly overhead?: LinuxResources | undefined;
  readonly resources?: LinuxResources | undefined;
  /** Present where it is shown NOTREADY before it is stopped: it is lost, or a stop of it has failed half way. */
  readonly isEndTold?: true | undefined;
  /** How far its life has come; only ever forward. `preparing` is undone by recovery, `closing` is finished. */
  readonly phase: 'preparing' | 'ready' | 'closing' | 'stopped' | 'removing';
}

export interface ContainerRecord {
  readonly containerId: string;
  readonly sandboxId: string;
  readonly config: ContainerConfig;
  readonly runtimeHandler: string;
  readonly createdAtMs: number;
  /** Absent until the image is found. */
  readonly image?: ContainerImage | undefined;
  /** Absent where no mount shows an image. */
  readonly imageMounts?: readonly ImageMount[] | undefined;
  readonly bundle?: Bundle | undefined;
  readonly identity?: TaskIdentity | undefined;
  /** When a start was accepted; the start time where a crash hid the real one. */
  readonly startAskedAtMs?: number | undefined;
  readonly startedAtMs?: number | undefined;
  /** The limits in force, after an update; before, the bundle has them. */
  readonly resources?: LinuxResources | undefined;
  /** Limits that are being set. After a crash nobody knows how far that came, and they are set again. */
  readonly updating?: LinuxResources | undefined;
  /** Present where it is made from a checkpoint: host path of what the OCI runtime restores. */
  readonly checkpointDir?: string | undefined;
  /** It is being checkpointed: after a crash it may be frozen, with half an archive. */
  readonly checkpointing?: true | undefined;
  /** Set once, never changed. */
  readonly exit?: ContainerExit | undefined;
  /** `stray`: neither its creation nor the undo of that succeeded; its first process may live. */
  readonly phase: 'creating' | 'stray' | 'alive' | 'exited' | 'removing';
}

export interface ContainerExit {
  readonly exitCode: number;
  readonly atMs: number;
  readonly reason: string;
  readonly message: string;
}

/** What a container needs of its image to be listed for ever, also after the image is gone. */
export const containerImageOf = (requested: string, image: ImageSeen): ContainerImage => ({
  requested,
  imageId: image.imageId,
  imageRef: image.repoDigest ?? image.imageId,
});

/** The limits that a container has now. */
export const resourcesIn = ({ resources, bundle, config }: ContainerRecord): LinuxResources | undefined =>
  resources ?? bundle?.resources ?? config.linux?.resources;
