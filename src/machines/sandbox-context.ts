/** A sandbox's context, its messages, and the pure functions that change the one by the other. */
import { NamespaceMode } from './config.ts';
import type { Failure } from './failure.ts';
import type { RequestCancelled, RunSandbox, SandboxCommand } from './messages.ts';
import { processRefOf } from './process-ref.ts';
import type { ContainerRecord, SandboxRecord } from './records.ts';
import type { Bundle, SandboxScene } from './services/bundles.ts';
import type { ImageSeen } from './services/images.ts';
import type { NamespaceKind, PinInput } from './services/sandboxes.ts';
import type { ProcessRef, TaskExited, TaskIdentity } from './services/tasks.ts';
import { idMapOf } from './user-namespace.ts';

/** Whether a sandbox gets an infra container only where its pid namespace is shared, or always. */
export type InfraPolicy = 'when-needed' | 'always';

export interface SandboxInput {
  readonly infraPolicy: InfraPolicy;
  /** A new sandbox: what was asked for. */
  readonly command?: RunSandbox | undefined;
  /** A sandbox of before a restart: what was stored, and its containers in order of creation. */
  readonly record?: SandboxRecord | undefined;
  readonly containers?: readonly ContainerRecord[] | undefined;
}

/** A container of this sandbox, by container id. */
export interface Member {
  /** What must be unique in the sandbox. */
  readonly name: string;
  readonly phase: ContainerRecord['phase'];
  /** The actor's id; it carries an incarnation, for a crashed actor is followed by another. */
  readonly actorId: string;
  readonly restarts: number;
  /** Its actor crashed, and the next one is not there yet: nobody hears what is sent to it. */
  readonly isDown?: boolean | undefined;
  /** Creations that were passed on to it and may still wait. */
  readonly creates: readonly string[];
  /** False after a restart until it is known what became of it. */
  readonly isKnown: boolean;
  /** Its first process, while it lives. */
  readonly process?: ProcessRef | undefined;
}

export interface SandboxContext {
  readonly record: SandboxRecord;
  readonly infraPolicy: InfraPolicy;
  readonly isRecovered: boolean;
  readonly recovered: readonly ContainerRecord[];
  readonly members: Readonly<Record<string, Member>>;
  readonly runWaiters: readonly string[];
  readonly stopWaiters: readonly string[];
  readonly removeWaiters: readonly string[];
  /** Runs of the same name that came while this one was being undone; the supervisor asks them again. */
  readonly again: readonly RunSandbox[];
  readonly infraImage: ImageSeen | undefined;
  readonly infraRootfsDir: string | undefined;
  readonly infraBundle: Bundle | undefined;
  /** Why it is being undone. */
  readonly failure: Failure | undefined;
  /** The first that went wrong while stopping, undoing or removing. */
  readonly undoFailure: Failure | undefined;
  /** Of the last CNI DEL, and how often in a row it failed. */
  readonly networkFailure: Failure | undefined;
  readonly networkFailures: number;
  /** Ids of port-forward sessions. */
  readonly forwards: readonly string[];
}

/** A run of the same name, passed on by the supervisor. */
export type JoinSandbox = Omit<RunSandbox, 'type'> & { readonly type: 'sandbox.join' };
export type SandboxMessage =
  | SandboxCommand
  | JoinSandbox
  | RequestCancelled
  | ContainerSettled
  /** A crashed container's record, read again; undefined: it had none yet. */
  | {
      readonly type: 'container.reloaded';
      readonly containerId: string;
      readonly record: ContainerRecord | undefined;
    };
/** A container came to rest: created, running, exited, or it cannot be found out. */
export interface ContainerSettled {
  readonly type: 'container.settled';
  readonly containerId: string;
  readonly phase: ContainerRecord['phase'];
  readonly process?: ProcessRef | undefined;
  /** Why it could not be ended or removed. */
  readonly failure?: Failure | undefined;
}
export type SandboxFact = TaskExited;

export const initialContext = ({ infraPolicy, command, record, containers = [] }: SandboxInput): SandboxContext => ({
  record: record ?? recordOf(command),
  infraPolicy,
  isRecovered: record !== undefined,
  recovered: containers,
  members: {},
  runWaiters: command === undefined ? [] : [command.requestId],
  stopWaiters: [],
  removeWaiters: [],
  again: [],
  infraImage: undefined,
  infraRootfsDir: undefined,
  infraBundle: undefined,
  failure: undefined,
  undoFailure: undefined,
  networkFailure: undefined,
  networkFailures: 0,
  forwards: [],
});

const recordOf = (command: RunSandbox | undefined): SandboxRecord => {
  if (command === undefined) throw new Error('a sandbox is made by a command or from a record');
  const { sandboxId, config, runtimeHandler, atMs } = command;
  return { sandboxId, config, runtimeHandler, createdAtMs: atMs, phase: 'preparing' };
};

export const changed = (context: SandboxContext, change: Partial<SandboxRecord>) => ({
  record: { ...context.record, ...change },
});

const namespacesOf = ({ config }: SandboxRecord) => config.linux?.securityContext?.namespaceOptions;

/** Which namespaces the pod has of its own. With the node's network it has the node's UTS namespace too. */
const kindsOf = (record: SandboxRecord): readonly NamespaceKind[] => {
  const options = namespacesOf(record);
  const ownNetwork: readonly NamespaceKind[] = options?.network === NamespaceMode.NODE ? [] : ['net', 'uts'];
  const own: readonly NamespaceKind[] = options?.ipc === NamespaceMode.NODE ? ownNetwork : [...ownNetwork, 'ipc'];
  return idMapOf(record.config) === undefined ? own : [...own, 'user'];
};

export const pinInputOf = ({ record }: SandboxContext): PinInput => ({
  sandboxId: record.sandboxId,
  kinds: kindsOf(record),
  ids: idMapOf(record.config),
  hostname: record.config.hostname === '' ? record.sandboxId.slice(0, 12) : record.config.hostname,
  sysctls: record.config.linux?.sysctls ?? {},
});

export const hasOwnNetwork = (context: SandboxContext): boolean => kindsOf(context.record).includes('net');

/** A shared pid namespace needs a first process; nothing else does. */
export const needsInfra = ({ record, infraPolicy }: SandboxContext): boolean =>
  infraPolicy === 'always' || (namespacesOf(record)?.pid ?? NamespaceMode.POD) === NamespaceMode.POD;

/** What its containers are told of it. */
export const sceneOf = ({ record }: SandboxContext): SandboxScene => ({
  sandboxId: record.sandboxId,
  config: record.config,
  runtimeHandler: record.runtimeHandler,
  pins: record.pins ?? {},
  files: record.files ?? { resolvConf: '', hosts: '', hostname: '' },
  infra: processRefOf(record.infra?.identity),
});

export const infraTaskOf = ({ record }: SandboxContext) => ({
  taskId: record.sandboxId,
  runtimeHandler: record.runtimeHandler,
});
export const infraIdentityOf = ({ record }: SandboxContext): TaskIdentity => {
  if (record.infra === undefined) throw new Error('this sandbox has no infra container');
  return record.infra.identity;
};

export const mayLive = ({ phase }: Member): boolean => phase === 'creating' || phase === 'stray' || phase === 'alive';

/** Members whose processes may live. */
export const isAnyAlive = ({ members }: SandboxContext): boolean => Object.values(members).some(mayLive);

export const withMember = (context: SandboxContext, containerId: string, change: Partial<Member>) => {
  const member = context.members[containerId];
  return member === undefined ? {} : { members: { ...context.members, [containerId]: { ...member, ...change } } };
};

export const withoutMember = (context: SandboxContext, containerId: string) => {
  const { [containerId]: _, ...members } = context.members;
  return { members };
};

export const withoutForward = ({ forwards }: SandboxContext, actorId: string) => ({
  forwards: forwards.filter((forwardId) => `forward:${forwardId}` !== actorId),
});

export const memberByActor = (context: SandboxContext, actorId: string): string | undefined =>
  Object.keys(context.members).find((containerId) => context.members[containerId]?.actorId === actorId);

export const memberByName = ({ members }: SandboxContext, name: string) =>
  Object.entries(members)
    .map(([containerId, member]) => ({ containerId, ...member }))
    .find((member) => member.name === name);

export const abortedRun: Failure = {
  code: 'SandboxWrongState',
  details: { reason: 'it was stopped or removed while it was being created' },
};
