/** Contracts of bundles (`actors/bundle`, over `oci/`). */
import type { ContainerConfig, LinuxResources, SandboxConfig } from '../config.ts';
import type { ImageMount, ImageSeen } from './images.ts';
import type { PinPaths, SandboxFiles } from './sandboxes.ts';
import type { ProcessRef } from './tasks.ts';

/** What containers share with their sandbox. */
export interface SandboxScene {
  readonly sandboxId: string;
  readonly config: SandboxConfig;
  readonly runtimeHandler: string;
  readonly pins: PinPaths;
  readonly files: SandboxFiles;
  /** The first process of its infra container, where it has one. */
  readonly infra?: ProcessRef | undefined;
}
export interface BundleInput {
  readonly containerId: string;
  readonly config: ContainerConfig;
  readonly image: ImageSeen;
  readonly rootfsDir: string;
  /** One for each mount of an image. */
  readonly imageMounts: readonly ImageMount[];
  readonly sandbox: SandboxScene;
  /** First process of the container whose pid namespace is joined (mode TARGET). */
  readonly target?: ProcessRef | undefined;
}
/** The infra container's; without an image it is the built-in pause program. */
export interface InfraBundleInput {
  readonly image?: ImageSeen | undefined;
  readonly rootfsDir?: string | undefined;
  readonly sandbox: SandboxScene;
}
export interface Bundle {
  readonly bundleDir: string;
  /** As the first process will have them; never empty groups (the gid is among them). */
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
  /** `SIGTERM` and the like: config, else image, else SIGTERM. */
  readonly stopSignal: string;
  /** Relative to a hierarchy's root; or `slice:prefix:name` with systemd. */
  readonly cgroupsPath: string;
  /** Whether the container has a pid namespace of its own, so that the kernel ends all of it with its init. */
  readonly hasOwnPidNamespace: boolean;
  /** Absolute; absent: output is dropped. */
  readonly logPath?: string | undefined;
  /** Whose pid namespace it joins. */
  readonly pidnsOf?: ProcessRef | undefined;
  /** The limits in force; absent: none were asked for. */
  readonly resources?: LinuxResources | undefined;
}
