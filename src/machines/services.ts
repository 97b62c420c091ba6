/**
 * The contracts of the services that machines invoke: names and shapes, no code. The real drivers are in `actors/`, one
 * folder a capability; a driver throws {@link FailureError}, never anything else on purpose.
 *
 * Rules for every service: input and output are plain JSON; the intent is in the ledger before an effect that must be
 * undone; a call has a limit of its own; undo accepts "already gone" and nothing else, and can be repeated; a service
 * whose actor is stopped (its `signal` aborts) ends its helpers and leaves only what the ledger knows.
 */
import type { ContainerConfig, LinuxResources, SandboxConfig } from './config.ts';
import type { Failure } from './failure.ts';
import type { JsonObject } from './json.ts';
import type { ContainerImage } from './views.ts';

// ---- namespaces and files of a sandbox (actors/sandbox-files, actors/network) ------------------------------------

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

// ---- images and root filesystems (actors/images, actors/snapshots) -----------------------------------------------

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

// ---- bundles (actors/bundle, over oci/) --------------------------------------------------------------------------

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

// ---- tasks (actors/tasks) ----------------------------------------------------------------------------------------

/** One process: its number may be another's later, the number with the start time never is, until the next boot. */
export interface ProcessRef {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, in clock ticks since boot. */
  readonly startTicks: string;
}
/** A container's init process and its monitor. */
export interface TaskIdentity extends ProcessRef {
  readonly monitorPid: number;
  readonly monitorStartTicks: string;
}
export interface CreateTaskInput {
  /** Container id, or sandbox id for an infra container: the OCI runtime's id. */
  readonly taskId: string;
  readonly runtimeHandler: string;
  readonly bundleDir: string;
  readonly cgroupsPath: string;
  readonly logPath?: string | undefined;
  /** Must live when the task is there: else its pid namespace may have been another process's. */
  readonly pidnsOf?: ProcessRef | undefined;
  readonly isTerminal: boolean;
  readonly hasStdin: boolean;
  readonly closesStdinOnce: boolean;
}
export interface TaskRef {
  readonly taskId: string;
  readonly runtimeHandler: string;
}
export interface StartedTask {
  readonly startedAtMs: number;
}
export interface UpdateTaskInput extends TaskRef {
  readonly bundleDir: string;
  readonly cgroupsPath: string;
  /** In force before; absent: none. */
  readonly resources?: LinuxResources | undefined;
  readonly asked: LinuxResources;
}
export interface UpdatedTask {
  /** In force now. */
  readonly resources: LinuxResources;
}
export interface WatchTaskInput extends TaskRef {
  readonly identity: TaskIdentity;
}
/** The end of a container's first process: sent once by `watchTask`, also for one that ended before the watch began. */
export interface TaskExited {
  readonly type: 'task.exited';
  /** 128 + signal for a signal; absent where it cannot be had any more (monitor lost, machine rebooted). */
  readonly exitCode?: number | undefined;
  readonly atMs: number;
}
export interface KillTaskInput extends TaskRef {
  readonly identity: TaskIdentity;
  /** `SIGTERM` … */
  readonly signal: string;
  /** The init process, or everything in the container's cgroup. */
  readonly scope: 'init' | 'all';
}
export interface SettleTaskInput extends TaskRef {
  readonly bundleDir: string;
  readonly hasOwnPidNamespace: boolean;
  readonly cgroupsPath: string;
}
export interface RestoreTaskInput extends CreateTaskInput {
  readonly checkpointDir: string;
}
export interface RestoredTask extends StartedTask {
  readonly identity: TaskIdentity;
}
export interface CheckpointTaskInput extends TaskRef {
  readonly identity: TaskIdentity;
  readonly bundleDir: string;
  readonly cgroupsPath: string;
  readonly logPath?: string | undefined;
  /** Pin of its network namespace; absent: the node's. */
  readonly netnsPath?: string | undefined;
  readonly hasUserNamespace: boolean;
  /** Host path of the archive. */
  readonly location: string;
  /** 0: the configured limit. */
  readonly timeoutMs: number;
  readonly config: ContainerConfig;
  readonly image: ContainerImage;
  readonly createdAtMs: number;
  readonly startedAtMs: number;
}
/** What is known for good when nothing of the container lives any more. */
export interface SettledTask {
  readonly isOomKilled: boolean;
}
export interface ProbeTaskInput extends TaskRef {
  readonly bundleDir?: string | undefined;
}
/** What the world knows of a task; recovery's first question. */
export type TaskSeen =
  | { readonly status: 'absent' }
  | { readonly status: 'created' | 'running'; readonly identity: TaskIdentity }
  | { readonly status: 'exited'; readonly exitCode?: number | undefined; readonly atMs?: number | undefined };
/** `seenAtMs`: when it was asked. */
export type TaskProbe = TaskSeen & { readonly seenAtMs: number };
export interface ExecTaskInput extends TaskRef {
  readonly execId: string;
  readonly bundleDir: string;
  readonly identity: TaskIdentity;
  readonly command: readonly string[];
  readonly timeoutMs: number;
}
export interface ExecEnded {
  readonly exitCode: number;
  readonly stdoutKey: string;
  readonly stderrKey: string;
}

// ---- streaming sessions (actors/streaming) -----------------------------------------------------------------------

/** A command with the streams of a client, which are in a table under `streamsKey`. */
export interface RunExecInput extends TaskRef {
  readonly execId: string;
  readonly bundleDir: string;
  readonly identity: TaskIdentity;
  readonly command: readonly string[];
  readonly isTerminal: boolean;
  readonly streamsKey: string;
}
/** In this order, each at most once; `exec.failed` instead of any, and then no more. */
export type ExecFact =
  | { readonly type: 'exec.started' }
  /** 128 + signal for a signal. */
  | { readonly type: 'exec.exited'; readonly exitCode: number }
  /** All its output is with the client, or nobody waits for it any more. */
  | { readonly type: 'exec.drained' }
  | { readonly type: 'exec.failed'; readonly failure: Failure };

export interface AttachTaskInput extends TaskRef {
  readonly bundleDir: string;
  readonly isTerminal: boolean;
  readonly writesStdin: boolean;
  readonly closesStdinOnce: boolean;
  readonly streamsKey: string;
}
/** In this order, each at most once; `attach.failed` instead of any, and then no more. */
export type AttachFact =
  | { readonly type: 'attach.attached' }
  /** The container's output has ended, and the client has all of it. */
  | { readonly type: 'attach.ended' }
  | { readonly type: 'attach.failed'; readonly failure: Failure };

export interface ForwardPortsInput {
  readonly sandboxId: string;
  /** Absent with the node's network. */
  readonly netnsPath?: string | undefined;
  readonly streamsKey: string;
}
export type ForwardFact =
  | { readonly type: 'forward.opened'; readonly port: number }
  | { readonly type: 'forward.closed'; readonly port: number }
  | { readonly type: 'forward.failed'; readonly failure: Failure };

// ---- pulls -------------------------------------------------------------------------------------------------------

export interface PullInput {
  readonly pullId: string;
  readonly reference: string;
  readonly credentialsKey?: string | undefined;
}
/** What there is to fetch. Opaque to the machine but for what people see. */
export interface PullPlan {
  readonly pullId: string;
  /** Normalised: `registry/repository:tag` or `@digest`. */
  readonly reference: string;
  readonly credentialsKey?: string | undefined;
  readonly manifestDigest: string;
  readonly configDigest: string;
  readonly layers: readonly { readonly digest: string; readonly mediaType: string; readonly sizeBytes: number }[];
  /** Which host answered. */
  readonly host: string;
}
export interface PulledImage {
  readonly imageId: string;
}

// ---- the lists ---------------------------------------------------------------------------------------------------

type Serve<Input, Output> = { readonly input: Input; readonly output: Output };
export type Nothing = Record<never, never>;

/** Every promise service by name. Machines take those that they invoke; `actors/system.ts` provides all. */
export interface Services {
  // sandbox
  pinNamespaces: Serve<PinInput, PinPaths>;
  unpinNamespaces: Serve<{ readonly sandboxId: string }, Nothing>;
  /** Writes resolv.conf, hosts and hostname, mounts /dev/shm. */
  prepareSandboxFiles: Serve<SandboxFilesInput, SandboxFiles>;
  /** Unmounts and removes them. */
  removeSandboxFiles: Serve<{ readonly sandboxId: string }, Nothing>;
  attachNetwork: Serve<AttachInput, Attachment>;
  /** CNI DEL for every attempted ADD that is still owed. Throws while one is owed. */
  detachNetwork: Serve<{ readonly sandboxId: string }, Nothing>;
  /** Where `sandbox_image` is set: the image, pulled if it is not there. Else nothing. */
  resolveInfraImage: Serve<{ readonly sandboxId: string }, { readonly image?: ImageSeen }>;
  writeInfraBundle: Serve<InfraBundleInput, Bundle>;
  // container
  /** With the configuration of a container, the reference may be a checkpoint's: an absolute path, or an image that is one. */
  resolveImage: Serve<{ readonly reference: string; readonly config?: ContainerConfig | undefined }, ImageSeen>;
  mountRootfs: Serve<RootfsInput, Rootfs>;
  unmountRootfs: Serve<{ readonly ownerId: string }, Nothing>;
  /** Mounts, read-only, the images that mounts of the request name. Local images only. Throws ImageVolumeMountFailed. */
  mountImages: Serve<ImageMountsInput, { readonly imageMounts: readonly ImageMount[] }>;
  unmountImages: Serve<{ readonly ownerId: string }, Nothing>;
  writeBundle: Serve<BundleInput, Bundle>;
  /** Removes the bundle and all else that writeBundle made. */
  removeBundle: Serve<{ readonly containerId: string }, Nothing>;
  createTask: Serve<CreateTaskInput, TaskIdentity>;
  startTask: Serve<TaskRef & { readonly identity: TaskIdentity }, StartedTask>;
  /** From a checkpoint, instead of createTask and startTask: it runs, in the middle of what it did. */
  restoreTask: Serve<RestoreTaskInput, RestoredTask>;
  /**
   * Writes an archive of the running task, which is frozen meanwhile. Whatever comes of it, the task runs on afterwards, and
   * there is a whole archive or nothing. Throws before it touches the task where that cannot be.
   */
  checkpointTask: Serve<CheckpointTaskInput, Nothing>;
  /** After a checkpoint that was cut off, or that failed half way: its task runs, its files are gone. */
  undoCheckpoint: Serve<{ readonly taskId: string }, Nothing>;
  /** Other limits for a created or running task; whole or not at all, and the same again when repeated. */
  updateTask: Serve<UpdateTaskInput, UpdatedTask>;
  /** A process that is gone already counts as killed. */
  killTask: Serve<KillTaskInput, Nothing>;
  /** After the exit: ends what is left in the cgroup and reads why it ended. */
  settleTask: Serve<SettleTaskInput, SettledTask>;
  /** The runtime's delete, the monitor's end, their files. Idempotent; works on half-created tasks. */
  deleteTask: Serve<TaskRef, Nothing>;
  probeTask: Serve<ProbeTaskInput, TaskProbe>;
  /** Recovery's question about a sandbox: are the pin files still namespaces? */
  probePins: Serve<{ readonly pins: PinPaths }, { readonly areThere: boolean; readonly seenAtMs: number }>;
  reopenLog: Serve<
    TaskRef & { readonly identity: TaskIdentity; readonly bundleDir: string; readonly logPath: string },
    Nothing
  >;
  execTask: Serve<ExecTaskInput, ExecEnded>;
  // images
  resolvePull: Serve<PullInput, PullPlan>;
  fetchLayers: Serve<PullPlan, Nothing>;
  registerImage: Serve<PullPlan, PulledImage>;
  /** Undoes what a pull that will not be registered has fetched, unless another pull needs it. */
  abandonPull: Serve<{ readonly pullId: string }, Nothing>;
  /** All names of the image go. Throws ImageInUse where it must stay. Absent: fine. */
  removeImage: Serve<{ readonly reference: string }, Nothing>;
}
export type ServiceName = keyof Services;
export type Service<N extends ServiceName> = (
  input: Services[N]['input'],
  signal: AbortSignal,
) => Promise<Services[N]['output']>;
/** A driver: some services, as plain async functions. */
export type Driver<N extends ServiceName> = { readonly [K in N]: Service<K> };

/** A watcher sends facts until its returned function is called, which releases all that it holds. */
export type Watch<Input, Fact> = (input: Input, send: (fact: Fact) => void) => () => void;
/** What the CNI configuration directory says now; sent at the start and on every change. */
export type CniConfigFact =
  | { readonly type: 'cni.loaded'; readonly network: string; readonly file: string; readonly atMs: number }
  | { readonly type: 'cni.missing'; readonly reason: string; readonly message: string; readonly atMs: number };
export interface Watches {
  watchTask: Watch<WatchTaskInput, TaskExited>;
  /** Runs the command. Released while it runs: its streams are closed, it goes on. */
  runExec: Watch<RunExecInput, ExecFact>;
  attachTask: Watch<AttachTaskInput, AttachFact>;
  forwardPorts: Watch<ForwardPortsInput, ForwardFact>;
  watchCniConfig: Watch<Nothing, CniConfigFact>;
}
