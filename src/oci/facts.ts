/** What the spec depends on besides the request: facts of the node, of the runtime handler and of the files found. */
import type { ContainerConfig, SandboxConfig } from '../machines/config.ts';
import type { Json } from '../machines/json.ts';
import type { SandboxScene } from '../machines/services/bundles.ts';
import type { ImageConfig } from '../machines/services/images.ts';
import type { ProcessRef } from '../machines/services/tasks.ts';
import type { BaseSpec } from './base-spec.ts';
import type { KernelVersion } from './kernel.ts';
import type { SelinuxContexts } from './selinux.ts';

/** Facts of the node; most hold until it reboots. */
export interface HostFacts {
  /** In Node's words (`process.arch`). */
  readonly arch: string;
  readonly kernel: KernelVersion;
  readonly nodeName: string;
  readonly cgroups: CgroupFacts;
  readonly hasSeccomp: boolean;
  /** Absent where SELinux is off. */
  readonly selinux?: SelinuxContexts | undefined;
  /** Of this moment; absent where the kernel has no AppArmor. */
  readonly appArmor?: AppArmorFacts | undefined;
  /** With `CAP_`: what this daemon has and so can give. */
  readonly capabilities: readonly string[];
  /** The daemon's own oom_score_adj where it may not go below (no CAP_SYS_RESOURCE, or told so); else absent. */
  readonly oomScoreAdjFloor?: number | undefined;
}

export interface CgroupFacts {
  /** `hybrid`: controllers are in v1 hierarchies, with a cgroup2 beside them. */
  readonly mode: 'v1' | 'v2' | 'hybrid';
  /** Those that an OCI runtime uses in this mode (`cpu`, `memory`, `hugetlb` …). */
  readonly controllers: readonly string[];
  readonly hasSwap: boolean;
}

export interface AppArmorFacts {
  readonly loadedProfiles: readonly string[];
  /** Absent: a pod that asks for the runtime's default runs without a profile. */
  readonly defaultProfile?: string | undefined;
}

/** What a runtime handler can and may do. */
export interface HandlerTraits {
  readonly hasRecursiveReadOnlyMounts: boolean;
  readonly hasIdMappedMounts: boolean;
  readonly isPrivilegedWithoutHostDevices: boolean;
  /** Those that get no devices may still make and use any. */
  readonly isPrivilegedWithAllDevicesAllowed: boolean;
  /** Containers may write to their own cgroup; with cgroup v2 only. */
  readonly isCgroupWritable: boolean;
  /** What its containers get besides; absent: nothing. */
  readonly baseSpec?: BaseSpec | undefined;
  /** Globs over keys of pod annotations that go into the spec. */
  readonly podAnnotations: readonly string[];
  /** Globs over keys of container annotations that go into the spec. */
  readonly containerAnnotations: readonly string[];
}

/** What the node's operator decided about security. */
export interface SecurityPolicy {
  /** For who asks for no seccomp profile, in the form of the deprecated text field; empty: none. */
  readonly unsetSeccompProfile: string;
  readonly isProcMountFixed: boolean;
  readonly isDeviceOwnerFromContext: boolean;
  readonly ignoresBlockioClass: boolean;
  readonly ignoresRdtClass: boolean;
}

export interface CgroupPlacement {
  readonly driver: 'cgroupfs' | 'systemd';
  /** For sandboxes that name none. */
  readonly defaultParent: string;
  /** First part of a systemd scope's name. */
  readonly prefix: string;
}

/** As the first process will have them. `groups` has the gid first and nothing twice. */
export interface ResolvedUser {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** The source of one of the request's mounts, in the request's order. */
export interface MountSource {
  /** Without symbolic links; exists. */
  readonly realPath: string;
  /** Of the mount that holds it; looked up only where propagation is asked for. */
  readonly peering?: MountPeering | undefined;
}
export interface MountPeering {
  readonly mountPoint: string;
  readonly isShared: boolean;
  readonly isSlave: boolean;
}

/** A device node found on the host. */
export interface FoundDevice {
  readonly hostPath: string;
  /** Where it goes in the container. */
  readonly path: string;
  readonly type: 'b' | 'c';
  readonly major: number;
  readonly minor: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Subset of `rwm`. */
  readonly access: string;
}

/** Everything {@link containerSpec} needs. */
export interface ContainerFacts {
  readonly containerId: string;
  readonly config: ContainerConfig;
  readonly image: ImageConfig;
  readonly rootfsDir: string;
  readonly sandbox: SandboxScene;
  readonly target?: ProcessRef | undefined;
  /** The pod's own SELinux level; absent: SELinux is off. */
  readonly selinuxLevel?: string | undefined;
  readonly host: HostFacts;
  readonly handler: HandlerTraits;
  readonly policy: SecurityPolicy;
  readonly cgroups: CgroupPlacement;
  readonly user: ResolvedUser;
  readonly mountSources: readonly MountSource[];
  /** Directories made for the image's volumes. */
  readonly volumes: readonly { readonly destination: string; readonly sourceDir: string }[];
  readonly devices: readonly FoundDevice[];
  /** Content of the Localhost profile, where one is asked for. */
  readonly seccompProfile?: Json | undefined;
}

/** Everything {@link infraSpec} needs. */
export interface InfraFacts {
  readonly sandboxId: string;
  /** Whether it runs the built-in program. */
  readonly isBuiltIn: boolean;
  readonly selinuxLevel?: string | undefined;
  readonly config: SandboxConfig;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly rootfsDir: string;
  readonly sandbox: SandboxScene;
  readonly host: HostFacts;
  readonly handler: HandlerTraits;
  readonly policy: SecurityPolicy;
  readonly cgroups: CgroupPlacement;
  readonly user: ResolvedUser;
  readonly seccompProfile?: Json | undefined;
}
