/** Contracts of a sandbox's namespaces, files and network (`actors/sandbox-files`, `actors/network`). */
import type { SandboxConfig } from '../config.ts';
import type { JsonObject } from '../json.ts';

/** Which namespaces of the pod are pinned to files, and with what. */
export interface PinInput {
  readonly sandboxId: string;
  readonly kinds: readonly NamespaceKind[];
  /** Of the user namespace, where `kinds` has it: the others belong to it then. */
  readonly ids?: IdMap | undefined;
  /** For a new UTS namespace. */
  readonly hostname: string;
  /** Written inside the new namespaces. */
  readonly sysctls: Readonly<Record<string, string>>;
}
export type NamespaceKind = 'net' | 'ipc' | 'uts' | 'user';
/** `length` ids of the namespace, from `containerId` on, are those of the node from `hostId` on. */
export interface IdRange {
  readonly containerId: number;
  readonly hostId: number;
  readonly length: number;
}
export interface IdMap {
  readonly uids: IdRange;
  readonly gids: IdRange;
}
/** A user namespace that is pinned to a file. */
export interface PinnedUserNamespace {
  readonly path: string;
  readonly ids: IdMap;
}
/** The pin files, by kind; a kind that was not asked for is absent. */
export type PinPaths = { readonly [K in NamespaceKind]?: string };

export interface SandboxFilesInput {
  readonly sandboxId: string;
  readonly config: SandboxConfig;
}
/** Absolute host paths. `shmDir` is absent with host IPC. */
export interface SandboxFiles {
  readonly resolvConf: string;
  readonly hosts: string;
  readonly hostname: string;
  readonly shmDir?: string | undefined;
}

export interface AttachInput {
  readonly sandboxId: string;
  readonly netnsPath: string;
  readonly config: SandboxConfig;
}
export interface Attachment {
  /** By the configured preference. */
  readonly ip: string;
  readonly additionalIps: readonly string[];
  /** The last plugin's result, in CNI's own shape. */
  readonly result: JsonObject;
}
