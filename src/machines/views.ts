/**
 * What outsiders see of the actors: plain data, made from snapshots by pure functions (each machine's `…Of`).
 * List and status rpcs read these and wait for nothing.
 */
import type { ContainerConfig, LinuxResources, SandboxConfig } from './config.ts';
import type { Failure } from './failure.ts';
import type { JsonObject } from './json.ts';

/** As CRI shows it; a sandbox that is still being made is not shown at all. */
export type SandboxState = 'ready' | 'notready';
export type ContainerState = 'created' | 'running' | 'exited' | 'unknown';

export interface SandboxView {
  readonly sandboxId: string;
  readonly state: SandboxState;
  /** The chart's own state, dotted (`preparing.network.attaching`): for people, never for decisions. */
  readonly chartState: string;
  readonly config: SandboxConfig;
  readonly runtimeHandler: string;
  readonly createdAtMs: number;
  /** Absent with host network and after the network is detached. */
  readonly ip?: string | undefined;
  readonly additionalIps: readonly string[];
  readonly netnsPath?: string | undefined;
  /** pid of the infra container, where there is one. */
  readonly infraPid?: number | undefined;
  /** As the OCI spec of the infra container has it. */
  readonly infraCgroupsPath?: string | undefined;
  readonly cniResult?: JsonObject | undefined;
  /** Of the pod as a whole: those that it was made with, or of its last update. */
  readonly overhead?: LinuxResources | undefined;
  readonly resources?: LinuxResources | undefined;
  /** Why it is not ready, where it failed. */
  readonly failure?: Failure | undefined;
}

export interface ContainerView {
  readonly containerId: string;
  readonly sandboxId: string;
  readonly state: ContainerState;
  readonly chartState: string;
  readonly config: ContainerConfig;
  readonly image: ContainerImage;
  /** Ids of the images that mounts show, by the mount's place in the request. */
  readonly mountImageIds: Readonly<Record<number, string>>;
  readonly createdAtMs: number;
  readonly startedAtMs?: number | undefined;
  readonly finishedAtMs?: number | undefined;
  /** Absent until exited. 255 with reason `Unknown` where the real code cannot be had any more. */
  readonly exitCode?: number | undefined;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `Unknown`; empty until exited. */
  readonly reason: string;
  readonly message: string;
  readonly pid?: number | undefined;
  /** Absolute; absent where no log was asked for. */
  readonly logPath?: string | undefined;
  readonly bundleDir?: string | undefined;
  /** As the OCI spec has it: relative to a hierarchy's root, or `slice:prefix:name`. */
  readonly cgroupsPath?: string | undefined;
  readonly runtimeHandler: string;
  readonly user?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] } | undefined;
  /** The limits in force. */
  readonly resources?: LinuxResources | undefined;
  /** Signal name with `SIG`: the one in force (config, image, SIGTERM). */
  readonly stopSignal: string;
}

export interface ContainerImage {
  /** What the client asked for at create. */
  readonly requested: string;
  /** `sha256:…` of the image config. */
  readonly imageId: string;
  /** A repository digest where the image had one then, else the image id. Never empty. */
  readonly imageRef: string;
}

export interface ImageView {
  readonly imageId: string;
  /** Sorted. */
  readonly repoTags: readonly string[];
  /** Sorted. */
  readonly repoDigests: readonly string[];
  /** Compressed layers and config as the manifest has them. */
  readonly sizeBytes: number;
  /** `User` of the image config, as written there. */
  readonly user: string;
  readonly isPinned: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  readonly chainId: string;
  readonly config: JsonObject;
}

export interface FsUsageView {
  readonly mountpoint: string;
  readonly usedBytes: number;
  readonly inodesUsed: number;
  /** When it was measured; may be older than the question. */
  readonly atMs: number;
}

export interface Condition {
  readonly isTrue: boolean;
  /** CamelCase; empty when true. */
  readonly reason: string;
  readonly message: string;
}

export interface RuntimeHandlerView {
  /** Empty for the default one, which is listed under its own name too. */
  readonly name: string;
  readonly hasRecursiveReadOnlyMounts: boolean;
  readonly hasUserNamespaces: boolean;
}

/** What `cri` (and later the inspector) read. An id may be an unambiguous prefix. Throws `IdAmbiguous`; undefined: none. */
export interface Views {
  /** Throws `Recovering` until every stored object is registered again. */
  readonly sandboxes: () => readonly SandboxView[];
  readonly sandbox: (id: string) => SandboxView | undefined;
  readonly containers: () => readonly ContainerView[];
  /** Those of one sandbox, by its whole id. */
  readonly containersOf: (sandboxId: string) => readonly ContainerView[];
  readonly container: (id: string) => ContainerView | undefined;
  readonly images: () => readonly ImageView[];
  /** By id, id prefix, tag or digest; normalised as a pull would. */
  readonly image: (reference: string) => ImageView | undefined;
  readonly imageFs: () => FsUsageView;
  readonly runtimeReady: () => Condition;
  readonly networkReady: () => Condition;
  readonly runtimeHandlers: () => readonly RuntimeHandlerView[];
  readonly cgroupDriver: () => 'cgroupfs' | 'systemd';
  /** For `Status` with verbose: configuration, CNI configuration in force, counts. */
  readonly info: () => JsonObject;
}
