/** Contracts of tasks: the processes of containers (`actors/tasks`). */
import type { ContainerConfig, LinuxResources } from '../config.ts';
import type { ContainerImage } from '../views.ts';

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
