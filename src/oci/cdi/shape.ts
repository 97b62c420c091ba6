/**
 * CDI specs: files by which a vendor says what a container needs in order to use a device.
 *
 * Source: Container Device Interface specification 0.3.0 to 1.1.0 (SPEC.md). Lists are empty where absent.
 */

export interface CdiSpec {
  /** `vendor/class`. */
  readonly kind: string;
  readonly devices: readonly CdiDevice[];
  /** For every container with a device of this spec. */
  readonly edits: CdiEdits;
}

export interface CdiDevice {
  /** Without the kind. */
  readonly name: string;
  readonly edits: CdiEdits;
}

/** What is changed in a container. */
export interface CdiEdits {
  /** `KEY=value`. */
  readonly env: readonly string[];
  readonly deviceNodes: readonly CdiDeviceNode[];
  readonly mounts: readonly CdiMount[];
  readonly hooks: readonly CdiHook[];
  readonly additionalGids: readonly number[];
  readonly intelRdt?: IntelRdt;
}

export interface CdiDeviceNode {
  /** In the container. */
  readonly path: string;
  /** On the host; absent: the same. */
  readonly hostPath?: string;
  /** Absent: the host node's, as are the numbers. */
  readonly type?: NodeType;
  readonly major?: number;
  readonly minor?: number;
  readonly fileMode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Of `rwm`; `none`: the node is made, but its use is not allowed. Absent: all. */
  readonly permissions?: string;
}
/** Block, character, unbuffered character, FIFO. */
export type NodeType = 'b' | 'c' | 'u' | 'p';

export interface CdiMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly options: readonly string[];
  readonly type?: string;
}

export const hookNames = [
  'prestart',
  'createRuntime',
  'createContainer',
  'startContainer',
  'poststart',
  'poststop',
] as const;
export type HookName = (typeof hookNames)[number];

export interface CdiHook {
  readonly hookName: HookName;
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
}

/** In the words of the OCI runtime spec, to which it goes as it is. */
export interface IntelRdt {
  readonly closID?: string;
  readonly l3CacheSchema?: string;
  readonly memBwSchema?: string;
  readonly schemata?: readonly string[];
  readonly enableMonitoring?: boolean;
  readonly enableCMT?: boolean;
  readonly enableMBM?: boolean;
}

export const noEdits: CdiEdits = { env: [], deviceNodes: [], mounts: [], hooks: [], additionalGids: [] };

/** All of them, in order; what comes later wins where there can be only one. */
export const joinedEdits = (all: readonly CdiEdits[]): CdiEdits => {
  const intelRdt = all.findLast((edits) => edits.intelRdt !== undefined)?.intelRdt;
  return {
    env: all.flatMap(({ env }) => env),
    deviceNodes: all.flatMap(({ deviceNodes }) => deviceNodes),
    mounts: all.flatMap(({ mounts }) => mounts),
    hooks: all.flatMap(({ hooks }) => hooks),
    additionalGids: all.flatMap(({ additionalGids }) => additionalGids),
    ...(intelRdt === undefined ? {} : { intelRdt }),
  };
};
