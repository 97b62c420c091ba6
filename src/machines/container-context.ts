/** A container's context, its messages, and the pure functions that change the one by the other. */
import type { ContainerConfig } from './config.ts';
import { type Failure, failureOf, textOf } from './failure.ts';
import type { ContainerCommand, CreateContainer, RequestCancelled, UpdateContainer } from './messages.ts';
import { type ContainerExit, type ContainerRecord, containerImageOf } from './records.ts';
import type { Bundle, SandboxScene } from './services/bundles.ts';
import type { CheckpointSeen, ImageSeen, Rootfs } from './services/images.ts';
import type { ProcessRef, TaskExited, TaskIdentity, TaskProbe } from './services/tasks.ts';
import type { Services } from './services.ts';

export interface ContainerInput {
  readonly scene: SandboxScene;
  /** A new container: what was asked for. */
  readonly command?: CreateContainer | undefined;
  /** First process of the container whose pid namespace a new one joins. */
  readonly target?: ProcessRef | undefined;
  /** A container of before a restart: what was stored. */
  readonly record?: ContainerRecord | undefined;
}

export interface ContainerContext {
  readonly record: ContainerRecord;
  readonly scene: SandboxScene;
  readonly isRecovered: boolean;
  readonly target: ProcessRef | undefined;
  readonly image: ImageSeen | undefined;
  readonly rootfsDir: string | undefined;
  /** Request ids that wait, by what they wait for. */
  readonly createWaiters: readonly string[];
  readonly stopWaiters: readonly string[];
  readonly removeWaiters: readonly string[];
  readonly startWaiter: string | undefined;
  /** The update that is under way, `record.updating`; after a restart there is nobody who waits for it. */
  readonly update: { readonly requestId?: string | undefined } | undefined;
  /** Those that wait for their turn. */
  readonly updates: readonly UpdateContainer[];
  /** The checkpoint that is under way, and who waits for it. */
  readonly checkpoint:
    | { readonly location: string; readonly timeoutMs: number; readonly waiters: readonly string[] }
    | undefined;
  /** Creations of the same name that came while this one was being undone; the sandbox asks them again. */
  readonly again: readonly CreateContainer[];
  /** When SIGKILL is due: the earliest that anyone asked for. 0: now. */
  readonly killAtMs: number | undefined;
  /** Created or running, as far as this daemon can see. */
  readonly wasSeen: boolean;
  /** Its stop signal was sent. */
  readonly isSignalled: boolean;
  /** Its pod's namespaces or infra process are gone. */
  readonly isPodLost: boolean;
  /** Its watcher failed in a state that does something else first. */
  readonly isBlind: boolean;
  readonly exitFact: { readonly exitCode?: number | undefined; readonly atMs: number } | undefined;
  /** Of the creation, and why it is being undone. */
  readonly failure: Failure | undefined;
  readonly startFailure: Failure | undefined;
  readonly undoFailure: Failure | undefined;
  readonly execs: readonly string[];
}

/** A creation of the same name, passed on by the sandbox. */
export type JoinContainer = Omit<CreateContainer, 'type'> & { readonly type: 'container.join' };
export type ContainerMessage =
  | ContainerCommand
  | JoinContainer
  | RequestCancelled
  | { readonly type: 'sandbox.closing' }
  /** Nothing is created or started in it any more; what runs may go on, until somebody stops it. */
  | { readonly type: 'sandbox.lost' }
  | { readonly type: 'grace.over' };
export type ContainerFact = TaskExited;

export const initialContext = ({ scene, command, target, record }: ContainerInput): ContainerContext => ({
  record: record ?? recordOf(command, scene.runtimeHandler),
  scene,
  isRecovered: record !== undefined,
  target,
  image: undefined,
  rootfsDir: undefined,
  createWaiters: command === undefined ? [] : [command.requestId],
  stopWaiters: [],
  removeWaiters: [],
  startWaiter: undefined,
  update: undefined,
  updates: [],
  checkpoint: undefined,
  again: [],
  killAtMs: undefined,
  wasSeen: false,
  isSignalled: false,
  isPodLost: false,
  isBlind: false,
  exitFact: undefined,
  failure: undefined,
  startFailure: undefined,
  undoFailure: undefined,
  execs: [],
});

const recordOf = (command: CreateContainer | undefined, runtimeHandler: string): ContainerRecord => {
  if (command === undefined) throw new Error('a container is made by a command or from a record');
  const { containerId, sandboxId, config, atMs } = command;
  return { containerId, sandboxId, config, runtimeHandler, createdAtMs: atMs, phase: 'creating' };
};

export const changed = (context: ContainerContext, change: Partial<ContainerRecord>) => ({
  record: { ...context.record, ...change },
});

export const imageChange = (context: ContainerContext, image: ImageSeen) => {
  const { config } = context.record;
  const { userSpecifiedImage, image: asked } = config.image;
  const { checkpoint } = image;
  const requested = checkpoint?.imageName ?? (userSpecifiedImage || asked);
  return {
    image,
    ...changed(context, {
      image: containerImageOf(requested, image),
      ...(checkpoint === undefined ? {} : { config: restoredConfig(config, checkpoint) }),
    }),
  };
};

export const rootfsChange = (context: ContainerContext, { rootfsDir, checkpointDir }: Rootfs) => ({
  rootfsDir,
  ...(checkpointDir === undefined ? {} : changed(context, { checkpointDir })),
});

/** What a restored container shows: annotations that it had go on, the request's win, and it says where it comes from. */
const restoredConfig = (config: ContainerConfig, { annotations, checkpointedAt }: CheckpointSeen): ContainerConfig => ({
  ...config,
  annotations: {
    ...annotations,
    ...config.annotations,
    restored: 'true',
    checkpointedAt,
    checkpointImage: config.image.userSpecifiedImage || config.image.image,
  },
});

/** What recovery found of the task, as a change of the context. */
export const seenChange = (context: ContainerContext, seen: TaskProbe): Partial<ContainerContext> => {
  switch (seen.status) {
    case 'created':
      // Of a start that was asked for nothing came.
      return changed(context, { identity: seen.identity, startAskedAtMs: undefined });
    case 'running': {
      const { startedAtMs, startAskedAtMs } = context.record;
      return changed(context, {
        identity: seen.identity,
        startedAtMs: startedAtMs ?? startAskedAtMs ?? seen.seenAtMs,
      });
    }
    case 'exited':
      return {
        exitFact: { exitCode: seen.exitCode, atMs: seen.atMs ?? seen.seenAtMs },
        ...changed(context, startOf(context)),
      };
    case 'absent':
      return { exitFact: { atMs: seen.seenAtMs }, ...changed(context, startOf(context)) };
  }
};

/** Where a crash hid when it started, the time at which that was asked for. */
const startOf = ({ record }: ContainerContext) => ({ startedAtMs: record.startedAtMs ?? record.startAskedAtMs });

export const taskOf = ({ record }: ContainerContext) => ({
  taskId: record.containerId,
  runtimeHandler: record.runtimeHandler,
});

/** SIGKILL to all that is in it. */
export const sigkillOf = (context: ContainerContext): Services['killTask']['input'] => ({
  ...taskOf(context),
  identity: identityOf(context),
  signal: 'SIGKILL',
  scope: 'all',
});

export const identityOf = ({ record }: ContainerContext): TaskIdentity => present(record.identity, 'identity');
export const bundleOf = ({ record }: ContainerContext): Bundle => present(record.bundle, 'bundle');
export const imageOf = ({ image }: ContainerContext): ImageSeen => present(image, 'image');

const present = <T>(thing: T | undefined, what: string): T => {
  if (thing === undefined) throw new Error(`a container in this state has its ${what}`);
  return thing;
};

export const failureIn = (event: object): Failure => failureOf('error' in event ? event.error : undefined);

export const abortedCreation: Failure = {
  code: 'ContainerWrongState',
  details: { reason: 'it was stopped or removed while it was being created' },
};

/** The exit as it will be shown for ever: set once. Reasons are those that the kubelet's users know. */
export const exitOf = (context: ContainerContext, isOomKilled: boolean): ContainerExit => {
  const { record, exitFact, startFailure, failure } = context;
  if (record.exit !== undefined) return record.exit;
  const atMs = exitFact?.atMs ?? record.startAskedAtMs ?? record.createdAtMs;
  const startError = startFailure ?? (record.phase === 'creating' || record.phase === 'stray' ? failure : undefined);
  if (startError !== undefined) {
    const reason = startFailure === undefined ? 'CreateError' : 'StartError';
    return { exitCode: 128, atMs, reason, message: textOf(startError) };
  }
  const exitCode = exitFact?.exitCode;
  if (exitCode === undefined) return unknownExit(context);
  if (isOomKilled && exitCode !== 0) return { exitCode, atMs, reason: 'OOMKilled', message: '' };
  return { exitCode, atMs, reason: exitCode === 0 ? 'Completed' : 'Error', message: '' };
};

/** It ended, and nobody can say how: the monitor was lost, or the machine was. */
export const unknownExit = ({ record, exitFact }: ContainerContext): ContainerExit =>
  record.exit ?? {
    exitCode: 255,
    atMs: exitFact?.atMs ?? record.startAskedAtMs ?? record.createdAtMs,
    reason: 'Unknown',
    message: 'the exit status was lost',
  };
