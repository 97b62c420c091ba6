/**
 * The services that machines invoke, by name: the list, no code. What goes in and out of each is in `services/`, a file a
 * capability. The real drivers are in `actors/`, one folder a capability; a driver throws `FailureError`, never anything
 * else on purpose.
 *
 * Rules for every service: input and output are plain JSON; the intent is in the ledger before an effect that must be
 * undone; a call has a limit of its own; undo accepts "already gone" and nothing else, and can be repeated; a service
 * whose actor is stopped (its `signal` aborts) ends its helpers and leaves only what the ledger knows.
 */
import type { ContainerConfig } from './config.ts';
import type { Bundle, BundleInput, InfraBundleInput } from './services/bundles.ts';
import type { ImageMount, ImageMountsInput, ImageSeen, Rootfs, RootfsInput } from './services/images.ts';
import type { PulledImage, PullInput, PullPlan } from './services/pulls.ts';
import type {
  AttachInput,
  Attachment,
  PinInput,
  PinPaths,
  SandboxFiles,
  SandboxFilesInput,
} from './services/sandboxes.ts';
import type {
  AttachFact,
  AttachTaskInput,
  ExecFact,
  ForwardFact,
  ForwardPortsInput,
  RunExecInput,
} from './services/streaming.ts';
import type {
  CheckpointTaskInput,
  CreateTaskInput,
  ExecEnded,
  ExecTaskInput,
  KillTaskInput,
  ProbeTaskInput,
  RestoredTask,
  RestoreTaskInput,
  SettledTask,
  SettleTaskInput,
  StartedTask,
  TaskExited,
  TaskIdentity,
  TaskProbe,
  TaskRef,
  UpdatedTask,
  UpdateTaskInput,
  WatchTaskInput,
} from './services/tasks.ts';

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
