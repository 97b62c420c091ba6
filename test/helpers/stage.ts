/**
 * A stage for charts: every service succeeds at once with plausible output, unless a test holds it or makes it fail.
 * What was called is written down in order; processes end when a test says so.
 */

import { type System, type SystemOptions, startSystem } from '../../src/actors/system.ts';
import type { ContainerConfig, LinuxResources, SandboxConfig } from '../../src/machines/config.ts';
import { type FailureCode, FailureError } from '../../src/machines/failure.ts';
import type { AttachFact, ExecFact, ForwardFact } from '../../src/machines/services/streaming.ts';
import type { TaskExited, TaskIdentity } from '../../src/machines/services/tasks.ts';
import type { CniConfigFact, Driver, ServiceName, Services, Watches } from '../../src/machines/services.ts';
import { mergedResources, noResources } from '../../src/oci/resources-in-force.ts';
import type { Store } from '../../src/store/records.ts';
import { openStore } from '../../src/store/store.ts';

type AnyService = (input: never) => unknown;
type Session = (fact: ExecFact | AttachFact | ForwardFact) => void;
interface Held {
  readonly input: unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface Stage {
  readonly services: Driver<ServiceName>;
  readonly watches: Watches;
  /** `name owner`, in order of the calls. */
  readonly calls: string[];
  /** From now on calls of the service wait. */
  readonly hold: (name: ServiceName) => void;
  /** Lets the oldest waiting call succeed (with the usual output), or fail. Later calls still wait. */
  readonly release: (name: ServiceName, failure?: FailureCode) => void;
  /** From now on the service succeeds at once again; waiting calls succeed. */
  readonly free: (name: ServiceName) => void;
  /** From now on the service fails. */
  readonly fail: (name: ServiceName, code?: FailureCode) => void;
  /** Settles when a call of the service waits. */
  readonly waiting: (name: ServiceName) => Promise<void>;
  /** The process of a task ends. */
  readonly exit: (taskId: string, exitCode?: number) => void;
  readonly isWatched: (taskId: string) => boolean;
  /** A task ends by itself as soon as it gets this signal. */
  readonly diesOf: Set<string>;
  /** Tasks that a probe finds, by id; others are absent. */
  readonly world: Map<string, Services['probeTask']['output']>;
  /** Streaming sessions that are open, by their streams' key: each takes the facts of its watcher. */
  readonly sessions: ReadonlyMap<string, Session>;
  readonly cni: (fact: CniConfigFact) => void;
}

const identity: TaskIdentity = { pid: 4711, startTicks: '1', monitorPid: 4710, monitorStartTicks: '1' };

export const setStage = (): Stage => {
  const calls: string[] = [];
  const held = new Map<ServiceName, Held[]>();
  const failing = new Map<ServiceName, FailureCode>();
  const wakes = new Map<ServiceName, (() => void)[]>();
  const watched = new Map<string, Set<(fact: TaskExited) => void>>();
  const ended = new Map<string, TaskExited>();
  const world: Stage['world'] = new Map();
  const diesOf = new Set<string>(['SIGTERM', 'SIGKILL']);
  const sessions = new Map<string, Session>();
  const openSession = (key: string, send: Session) => {
    sessions.set(key, send);
    return () => void sessions.delete(key);
  };
  let tellCni: ((fact: CniConfigFact) => void) | undefined;

  const exit = (taskId: string, exitCode?: number) => {
    const fact: TaskExited = { type: 'task.exited', exitCode, atMs: 5000 };
    ended.set(taskId, fact);
    world.set(taskId, { status: 'exited', exitCode, atMs: 5000, seenAtMs: 6000 });
    for (const send of watched.get(taskId) ?? []) send(fact);
  };

  const usual: { readonly [N in ServiceName]: (input: Services[N]['input']) => Services[N]['output'] } = {
    pinNamespaces: ({ sandboxId, kinds }) =>
      Object.fromEntries(kinds.map((kind) => [kind, `/ns/${sandboxId}/${kind}`])),
    unpinNamespaces: () => ({}),
    prepareSandboxFiles: () => ({ resolvConf: '/r', hosts: '/h', hostname: '/n', shmDir: '/s' }),
    removeSandboxFiles: () => ({}),
    attachNetwork: () => ({ ip: '10.0.0.2', additionalIps: [], result: {} }),
    detachNetwork: () => ({}),
    resolveInfraImage: () => ({}),
    writeInfraBundle: () => ({ ...bundle, bundleDir: '/bundle/infra' }),
    resolveImage: ({ reference }) => ({ ...image, imageId: `sha256:${reference}` }),
    mountRootfs: () => ({ rootfsDir: '/rootfs' }),
    unmountRootfs: () => ({}),
    mountImages: () => ({ imageMounts: [] }),
    unmountImages: () => ({}),
    writeBundle: () => bundle,
    removeBundle: () => ({}),
    createTask: ({ taskId }) => {
      world.set(taskId, { status: 'created', identity, seenAtMs: 6000 });
      return identity;
    },
    startTask: ({ taskId }) => {
      if (world.get(taskId)?.status === 'created') world.set(taskId, { status: 'running', identity, seenAtMs: 6000 });
      return { startedAtMs: 3000 };
    },
    restoreTask: ({ taskId }) => {
      world.set(taskId, { status: 'running', identity, seenAtMs: 6000 });
      return { identity, startedAtMs: 3000 };
    },
    checkpointTask: () => ({}),
    undoCheckpoint: () => ({}),
    updateTask: ({ resources = noResources, asked }) => ({ resources: mergedResources(resources, asked) }),
    killTask: ({ taskId, signal }) => {
      if (diesOf.has(signal)) queueMicrotask(() => exit(taskId, signal === 'SIGKILL' ? 137 : 143));
      return {};
    },
    settleTask: () => ({ isOomKilled: false }),
    deleteTask: ({ taskId }) => {
      world.delete(taskId);
      return {};
    },
    probeTask: ({ taskId }) => world.get(taskId) ?? { status: 'absent', seenAtMs: 6000 },
    probePins: () => ({ areThere: true, seenAtMs: 6000 }),
    reopenLog: () => ({}),
    execTask: () => ({ exitCode: 0, stdoutKey: 'out', stderrKey: 'err' }),
    resolvePull: (input) => ({
      ...input,
      manifestDigest: 'sha256:m',
      configDigest: 'sha256:c',
      layers: [],
      host: 'registry.test',
    }),
    fetchLayers: () => ({}),
    registerImage: ({ reference }) => ({ imageId: `sha256:${reference}` }),
    abandonPull: () => ({}),
    removeImage: () => ({}),
  };

  const serve = (name: ServiceName) => (input: never, signal: AbortSignal) => {
    calls.push(`${name} ${ownerOf(input)}`);
    const failure = failing.get(name);
    if (failure !== undefined) return Promise.reject(new FailureError(failure, { service: name }));
    const line = held.get(name);
    if (line === undefined) return Promise.resolve((usual[name] as AnyService)(input));
    return new Promise((resolve, reject) => {
      line.push({ input, resolve, reject });
      signal.addEventListener('abort', () => calls.push(`${name} ${ownerOf(input)} aborted`));
      for (const wake of wakes.get(name) ?? []) wake();
      wakes.delete(name);
    });
  };

  const names = Object.keys(usual) as ServiceName[];
  return {
    services: Object.fromEntries(names.map((name) => [name, serve(name)])) as unknown as Driver<ServiceName>,
    watches: {
      watchTask: ({ taskId }, send) => {
        watched.set(taskId, (watched.get(taskId) ?? new Set()).add(send));
        const before = ended.get(taskId);
        if (before !== undefined) queueMicrotask(() => send(before));
        return () => void watched.get(taskId)?.delete(send);
      },
      runExec: (input, send) => openSession(input.streamsKey, send as Session),
      attachTask: (input, send) => openSession(input.streamsKey, send as Session),
      forwardPorts: (input, send) => openSession(input.streamsKey, send as Session),
      watchCniConfig: (_, send) => {
        tellCni = send;
        return () => {
          tellCni = undefined;
        };
      },
    },
    calls,
    hold: (name) => void held.set(name, held.get(name) ?? []),
    release: (name, failure) => {
      const call = held.get(name)?.shift();
      if (call === undefined) throw new Error(`no call of ${name} waits`);
      if (failure === undefined) call.resolve((usual[name] as AnyService)(call.input as never));
      else call.reject(new FailureError(failure, { service: name }));
    },
    free: (name) => {
      const line = held.get(name) ?? [];
      held.delete(name);
      failing.delete(name);
      for (const call of line) call.resolve((usual[name] as AnyService)(call.input as never));
    },
    fail: (name, code = 'Unexpected') => void failing.set(name, code),
    waiting: (name) =>
      (held.get(name)?.length ?? 0) > 0
        ? Promise.resolve()
        : new Promise((resolve) => wakes.set(name, [...(wakes.get(name) ?? []), resolve])),
    exit,
    isWatched: (taskId) => (watched.get(taskId)?.size ?? 0) > 0,
    diesOf,
    world,
    sessions,
    cni: (fact) => tellCni?.(fact),
  };
};

const ownerOf = (input: Record<string, unknown>): string => {
  const nested = input.sandbox as { readonly sandboxId?: string } | undefined;
  const owner =
    input.taskId ??
    input.containerId ??
    input.ownerId ??
    input.sandboxId ??
    input.pullId ??
    input.reference ??
    nested?.sandboxId ??
    '';
  const signal = input.signal;
  return typeof signal === 'string' ? `${owner} ${signal}` : String(owner);
};

const image = {
  layerDirs: ['/layer'],
  config: {
    user: '',
    env: [],
    entrypoint: [],
    cmd: ['sh'],
    workingDir: '',
    volumes: [],
    stopSignal: '',
    labels: {},
  },
};
const bundle = {
  bundleDir: '/bundle',
  user: { uid: 0, gid: 0, groups: [0] },
  stopSignal: 'SIGTERM',
  cgroupsPath: '/troupe/x',
  hasOwnPidNamespace: true,
};

/** A pod as the kubelet makes most: its pid namespaces are its containers' own, so it has no infra container. */
export const sandboxConfig = (name = 'pod', pid = 1): SandboxConfig =>
  ({
    metadata: { name, namespace: 'default', uid: `uid-${name}`, attempt: 0 },
    hostname: name,
    logDirectory: '',
    portMappings: [],
    labels: {},
    annotations: {},
    linux: { securityContext: { namespaceOptions: { network: 0, pid, ipc: 0, targetId: '' } }, sysctls: {} },
  }) as unknown as SandboxConfig;

export const containerConfig = (name = 'app', attempt = 0): ContainerConfig =>
  ({
    metadata: { name, attempt },
    image: { image: 'busybox', userSpecifiedImage: 'busybox', annotations: {}, runtimeHandler: '', imageRef: '' },
    command: [],
    args: [],
    mounts: [],
    envs: [],
    labels: {},
    annotations: {},
    tty: false,
    stdin: false,
    stdinOnce: false,
  }) as unknown as ContainerConfig;

/** Limits as a client asks for them: what is not named is unset. */
export const containerResources = (asked: Partial<LinuxResources> = {}): LinuxResources => ({
  ...noResources,
  ...asked,
});

export const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface Play extends Stage {
  readonly system: System;
  readonly store: Store;
}

type PlayOptions = Partial<SystemOptions> & { readonly stage?: Stage };

/** A whole system on a stage, serving. With the store (and stage) of an earlier one, it recovers. */
export const play = async (options: PlayOptions = {}): Promise<Play> => {
  const begun = begin(options);
  await begun.system.whenServing();
  return begun;
};

/** The same from its first moment on. */
export const begin = (options: PlayOptions = {}): Play => {
  const { stage = setStage(), store = openStore(':memory:'), ...rest } = options;
  let time = 1000;
  let requests = 0;
  const system = startSystem({
    services: stage.services,
    watches: stage.watches,
    store,
    log: silentLog,
    now: () => {
      time += 1;
      return time;
    },
    requestId: () => {
      requests += 1;
      return `request-${requests}`;
    },
    infraPolicy: 'when-needed',
    runtimeHandlers: ['', 'runc'],
    ...rest,
  });
  return { ...stage, system, store };
};

/** Lets everything happen that waits for nothing but its turn. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
