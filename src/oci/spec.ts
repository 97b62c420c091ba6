import type { IntelRdt, NodeType } from './cdi/shape.ts';

/**
 * The part of an OCI runtime spec that troupe writes, in the JSON's own names.
 *
 * Source: OCI runtime-spec 1.0.2, config.md and config-linux.md. 64-bit numbers are JSON numbers there; those that CRI
 * sends fit (limits in bytes stay below 2^53).
 */
export interface Spec {
  readonly ociVersion: '1.0.2';
  readonly process: Process;
  readonly root: { readonly path: string; readonly readonly: boolean };
  readonly mounts: readonly SpecMount[];
  readonly hooks?: Hooks;
  readonly annotations: Readonly<Record<string, string>>;
  readonly linux: Linux;
}

export interface Process {
  readonly terminal: boolean;
  readonly user: {
    readonly uid: number;
    readonly gid: number;
    readonly additionalGids: readonly number[];
    readonly umask?: number;
  };
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly capabilities: Capabilities;
  readonly noNewPrivileges: boolean;
  readonly oomScoreAdj?: number;
  readonly apparmorProfile?: string;
  readonly selinuxLabel?: string;
}

export interface Capabilities {
  readonly bounding: readonly string[];
  readonly effective: readonly string[];
  readonly permitted: readonly string[];
  readonly inheritable: readonly string[];
  readonly ambient?: readonly string[];
}

/** Programs that the OCI runtime calls at points of a container's life. Source: config.md, POSIX-platform Hooks. */
export interface Hooks {
  readonly prestart?: readonly Hook[];
  readonly createRuntime?: readonly Hook[];
  readonly createContainer?: readonly Hook[];
  readonly startContainer?: readonly Hook[];
  readonly poststart?: readonly Hook[];
  readonly poststop?: readonly Hook[];
}
export interface Hook {
  readonly path: string;
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
}

export interface SpecMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
  /** Of an id-mapped mount. */
  readonly uidMappings?: readonly IdMapping[];
  readonly gidMappings?: readonly IdMapping[];
}

/** `containerID` is the id on the filesystem, `hostID` the node's that it is shown as. */
export interface IdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

export interface Linux {
  readonly namespaces: readonly Namespace[];
  readonly cgroupsPath: string;
  readonly resources: Resources;
  readonly devices: readonly DeviceNode[];
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
  readonly rootfsPropagation?: 'rslave' | 'rshared';
  readonly seccomp?: Seccomp;
  readonly mountLabel?: string;
  readonly intelRdt?: IntelRdt;
}

/** Without a path it is a new one. */
export interface Namespace {
  readonly type: 'mount' | 'pid' | 'network' | 'ipc' | 'uts' | 'user' | 'cgroup';
  readonly path?: string;
}

export interface Resources {
  readonly devices?: readonly DeviceRule[];
  readonly cpu?: {
    readonly shares?: number;
    readonly quota?: number;
    readonly period?: number;
    readonly cpus?: string;
    readonly mems?: string;
  };
  readonly memory?: { readonly limit?: number; readonly swap?: number };
  readonly hugepageLimits?: readonly { readonly pageSize: string; readonly limit: number }[];
  readonly unified?: Readonly<Record<string, string>>;
}

/** A rule of the device cgroup; what is absent means "any". */
export interface DeviceRule {
  readonly allow: boolean;
  readonly access: string;
  readonly type?: 'b' | 'c';
  readonly major?: number;
  readonly minor?: number;
}

export interface DeviceNode {
  readonly path: string;
  readonly type: NodeType;
  readonly major: number;
  readonly minor: number;
  readonly fileMode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface Seccomp {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly flags?: readonly string[];
  readonly listenerPath?: string;
  readonly listenerMetadata?: string;
  readonly syscalls: readonly SeccompRule[];
}

export interface SeccompRule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly SeccompArg[];
}

export interface SeccompArg {
  readonly index: number;
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: string;
}
