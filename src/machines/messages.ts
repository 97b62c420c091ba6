/**
 * What is said to actors and what they answer. Plain JSON, for all of it can be journaled: credentials, exec input and
 * exec output travel beside a message (the sideband), under a key that the message carries.
 */
import type { ContainerConfig, LinuxResources, SandboxConfig } from './config.ts';
import type { Failure } from './failure.ts';

/** Every command carries who waits for the answer, and when it was said (wall clock, ms, may have a fraction). */
interface Asked {
  readonly requestId: string;
  readonly atMs: number;
}

export interface RunSandbox extends Asked {
  readonly type: 'sandbox.run';
  readonly sandboxId: string;
  readonly config: SandboxConfig;
  readonly runtimeHandler: string;
}
export interface StopSandbox extends Asked {
  readonly type: 'sandbox.stop';
  readonly sandboxId: string;
}
export interface RemoveSandbox extends Asked {
  readonly type: 'sandbox.remove';
  readonly sandboxId: string;
}
export interface CreateContainer extends Asked {
  readonly type: 'container.create';
  readonly sandboxId: string;
  readonly containerId: string;
  readonly config: ContainerConfig;
}
export interface StartContainer extends Asked {
  readonly type: 'container.start';
  readonly containerId: string;
}
export interface StopContainer extends Asked {
  readonly type: 'container.stop';
  readonly containerId: string;
  /** From now until SIGKILL; 0 kills at once. */
  readonly graceMs: number;
}
export interface RemoveContainer extends Asked {
  readonly type: 'container.remove';
  readonly containerId: string;
}
export interface ExecContainer extends Asked {
  readonly type: 'container.exec';
  readonly containerId: string;
  readonly execId: string;
  readonly command: readonly string[];
  /** 0: no limit. */
  readonly timeoutMs: number;
}
/** Runs a command whose streams are a client's. Answered when it has ended and its output is with the client. */
export interface OpenExec extends Asked {
  readonly type: 'container.openExec';
  readonly containerId: string;
  readonly execId: string;
  readonly command: readonly string[];
  readonly isTerminal: boolean;
  /** Where the table of live streams has the client's. */
  readonly streamsKey: string;
}
/** Joins a client's streams with the container's first process. Answered when the container's output ends. */
export interface AttachContainer extends Asked {
  readonly type: 'container.attach';
  readonly containerId: string;
  readonly execId: string;
  readonly writesStdin: boolean;
  readonly streamsKey: string;
}
/** Serves a client's connections to ports of the pod. Answered when the sandbox is no longer ready. */
export interface ForwardPorts extends Asked {
  readonly type: 'sandbox.forwardPorts';
  readonly sandboxId: string;
  readonly forwardId: string;
  readonly streamsKey: string;
}
/** Other limits; 0 and empty mean "unchanged". */
export interface UpdateContainer extends Asked {
  readonly type: 'container.update';
  readonly containerId: string;
  readonly resources: LinuxResources;
}
/** What the pod as a whole has now; absent: unchanged. Its cgroup is the client's, who has changed it already. */
export interface UpdateSandbox extends Asked {
  readonly type: 'sandbox.update';
  readonly sandboxId: string;
  readonly overhead?: LinuxResources | undefined;
  readonly resources?: LinuxResources | undefined;
}
export interface ReopenLog extends Asked {
  readonly type: 'container.reopenLog';
  readonly containerId: string;
}
/** Writes down all that the container is, while it goes on. Answered when the archive is there. */
export interface CheckpointContainer extends Asked {
  readonly type: 'container.checkpoint';
  readonly containerId: string;
  /** Host path of the archive, which must not exist yet. */
  readonly location: string;
  /** 0: the configured limit. */
  readonly timeoutMs: number;
}
export interface PullImage extends Asked {
  readonly type: 'image.pull';
  readonly pullId: string;
  /** As the client wrote it. */
  readonly reference: string;
  /** Where the sideband has the credentials; equal credentials have equal keys. */
  readonly credentialsKey?: string | undefined;
}
export interface RemoveImage extends Asked {
  readonly type: 'image.remove';
  readonly reference: string;
}

export type SandboxCommand = StopSandbox | RemoveSandbox | UpdateSandbox | CreateContainer | ForwardPorts;
export type ContainerCommand =
  | StartContainer
  | UpdateContainer
  | StopContainer
  | RemoveContainer
  | ExecContainer
  | OpenExec
  | AttachContainer
  | ReopenLog
  | CheckpointContainer;
export type Command = RunSandbox | SandboxCommand | ContainerCommand | PullImage | RemoveImage;

/** What a successful answer to each command carries. */
export interface Answers {
  'sandbox.run': { readonly sandboxId: string };
  'sandbox.stop': Nothing;
  'sandbox.remove': Nothing;
  'sandbox.update': Nothing;
  'container.create': { readonly containerId: string };
  'container.start': Nothing;
  'container.update': Nothing;
  'container.stop': Nothing;
  'container.remove': Nothing;
  /** Keys of the sideband; each output is at most 16 MiB. */
  'container.exec': { readonly exitCode: number; readonly stdoutKey: string; readonly stderrKey: string };
  'container.openExec': { readonly exitCode: number };
  'container.attach': Nothing;
  'sandbox.forwardPorts': Nothing;
  'container.reopenLog': Nothing;
  'container.checkpoint': Nothing;
  'image.pull': { readonly imageId: string };
  'image.remove': Nothing;
}
export type Nothing = Record<never, never>;

/** The one answer to a request. */
export type Reply = { readonly type: 'reply'; readonly requestId: string } & (
  | { readonly ok: true; readonly value: Answers[Command['type']] }
  | { readonly ok: false; readonly failure: Failure }
);

/** The client that waits for `requestId` went away: its wait ends, the work does not. */
export interface RequestCancelled {
  readonly type: 'request.cancelled';
  readonly requestId: string;
}

/** A command as a handler writes it: `ask` adds the time and, where none is given, the request id. */
export type Draft<C extends Command = Command> = C extends Command ? Omit<C, 'requestId' | 'atMs'> : never;

/**
 * Says a command to the actor that it concerns and waits for the one reply.
 *
 * @throws FailureError what the actor answered, or `Cancelled` when the signal fired first (the work goes on).
 */
export type Ask = <D extends Draft>(
  command: D,
  signal?: AbortSignal,
  requestId?: string,
  /** How long the client waits from now on, ms, where it says so: for who looks on; the signal ends the wait. */
  leftMs?: number,
) => Promise<Answers[D['type']]>;
