/**
 * The actor system: charts wired to services, effects of charts to the store and to the requests that wait, and one
 * supervisor at the root. Everything that is not deterministic enters here: times, ids, results of services.
 */
import { type ActorRefFrom, type AnyActorRef, createActor, fromCallback, fromPromise } from 'xstate';
import { attachSessionMachine } from '../machines/attach-session.ts';
import type { cniConfigMachine } from '../machines/cni-config.ts';
import { cniConfigMachine as cniConfigChart, networkConditionOf } from '../machines/cni-config.ts';
import { containerMachine } from '../machines/container.ts';
import { execMachine } from '../machines/exec.ts';
import { execSessionMachine } from '../machines/exec-session.ts';
import { FailureError } from '../machines/failure.ts';
import { imageRemovalMachine } from '../machines/image-removal.ts';
import type { JsonObject } from '../machines/json.ts';
import type { LifeEvents } from '../machines/life-events.ts';
import { logReopeningMachine } from '../machines/log-reopening.ts';
import type { Ask, Command, Reply } from '../machines/messages.ts';
import { portForwardMachine } from '../machines/port-forward.ts';
import { pullMachine } from '../machines/pull.ts';
import type { ContainerExit } from '../machines/records.ts';
import { sandboxMachine } from '../machines/sandbox.ts';
import type { InfraPolicy } from '../machines/sandbox-context.ts';
import type { Driver, ServiceName, Watches } from '../machines/services.ts';
import type { Population } from '../machines/sightings.ts';
import { type StoredSandbox, supervisorMachine } from '../machines/supervisor.ts';
import type { Condition, Views } from '../machines/views.ts';
import { containerViewOf, sandboxViewOf } from '../machines/views-of.ts';
import type { Store } from '../store/records.ts';
import { openDirectory } from './directory.ts';
import { endChildren } from './end-children.ts';
import { openLifeEvents } from './life-events.ts';
import type { Log } from './log.ts';
import { type Observer, openObserver } from './observer.ts';
import { populationBelow } from './population.ts';
import { openRecovery } from './recovery.ts';
import { openRequests } from './requests.ts';

export interface SystemOptions {
  readonly services: Driver<ServiceName>;
  readonly watches: Watches;
  readonly store: Store;
  readonly log: Log;
  /** Wall clock, ms, with a fraction; never goes back. */
  readonly now: () => number;
  /** A new request id. */
  readonly requestId: () => string;
  readonly infraPolicy: InfraPolicy;
  /** With the empty name for the default one. */
  readonly runtimeHandlers: readonly string[];
  /** Once, with all that is stored, before anything is recovered: sweeps what nobody owns. Must be quick. */
  readonly beforeServing?: ((stored: readonly StoredSandbox[]) => Promise<void>) | undefined;
  /** Hears of the end of each container, once. */
  readonly onExit?: ((exit: ContainerExit) => void) | undefined;
}

export interface System {
  readonly ask: Ask;
  readonly views: Pick<Views, 'sandboxes' | 'sandbox' | 'containers' | 'container' | 'networkReady'>;
  readonly onTransition: Observer['onTransition'];
  /** What happens among the actors, for who watches. */
  readonly onSighting: Observer['onSighting'];
  /** Who is there now: every actor, counted when asked. */
  readonly population: () => readonly Population[];
  /** What happens in lives, also while it recovers. */
  readonly life: LifeEvents;
  /** Settles when requests are answered. */
  readonly whenServing: () => Promise<void>;
  /** Refuses new requests, answers those that are open for as long as that, then stops all actors. Containers stay. */
  readonly stop: (limitMs: number) => Promise<void>;
  /** For `Status` with verbose: how many actors, how many open requests. */
  readonly counts: () => JsonObject;
  readonly openRequests: () => number;
}

export const startSystem = (options: SystemOptions): System => {
  const { services, watches, store, log, now } = options;
  const directory = openDirectory();
  const requests = openRequests(log);
  const observer = openObserver({ now, log, services: new Set([...Object.keys(services), 'perform']) });
  const recovery = openRecovery({ store, undo: services, log });
  const life = openLifeEvents({
    now,
    log,
    onExit: options.onExit,
    sandbox: (sandboxId) => {
      const ref = directory.sandboxes.find(sandboxId)?.ref;
      return ref && sandboxViewOf(ref.getSnapshot());
    },
    containersOf: (sandboxId) =>
      [...directory.containers.all()]
        .map((ref) => ref.getSnapshot())
        .filter(({ context }) => context.record.sandboxId === sandboxId)
        .flatMap((snapshot) => containerViewOf(snapshot) ?? []),
  });
  const answer = (_: unknown, reply: Reply) => requests.settle(reply);

  const serve = <N extends ServiceName>(name: N) =>
    fromPromise<Awaited<ReturnType<Driver<N>[N]>>, Parameters<Driver<N>[N]>[0]>(
      ({ input, signal }) => services[name](input as never, signal) as never,
    );
  const watch = <N extends keyof Watches>(name: N) =>
    fromCallback<{ type: string }, Parameters<Watches[N]>[0]>(({ input, sendBack }) =>
      watches[name](input as never, sendBack),
    );
  const watchTask = watch('watchTask');

  /** It crashed: who waits for it hears so, and nothing of it goes on. */
  const buried = (ref: AnyActorRef, error: unknown) => {
    endChildren(ref);
    requests.abandon(ref, error);
  };
  /** After a crash: at once the first time, later with a pause, for what made it crash may last (a full disk). */
  const after = (restarts: number, work: () => void): void => {
    if (restarts <= 1) setImmediate(work);
    else setTimeout(work, Math.min(1000 * 2 ** (restarts - 2), 60_000)).unref();
  };

  const container = containerMachine.provide({
    actors: {
      resolveImage: serve('resolveImage'),
      mountRootfs: serve('mountRootfs'),
      mountImages: serve('mountImages'),
      writeBundle: serve('writeBundle'),
      createTask: serve('createTask'),
      startTask: serve('startTask'),
      restoreTask: serve('restoreTask'),
      checkpointTask: serve('checkpointTask'),
      undoCheckpoint: serve('undoCheckpoint'),
      updateTask: serve('updateTask'),
      killTask: serve('killTask'),
      settleTask: serve('settleTask'),
      deleteTask: serve('deleteTask'),
      unmountImages: serve('unmountImages'),
      unmountRootfs: serve('unmountRootfs'),
      removeBundle: serve('removeBundle'),
      probeTask: serve('probeTask'),
      watchTask,
      exec: execMachine.provide({ actors: { perform: serve('execTask') }, actions: { answer } }),
      execSession: execSessionMachine.provide({ actors: { runExec: watch('runExec') }, actions: { answer } }),
      attachSession: attachSessionMachine.provide({ actors: { attachTask: watch('attachTask') }, actions: { answer } }),
      logReopening: logReopeningMachine.provide({ actors: { perform: serve('reopenLog') }, actions: { answer } }),
    },
    actions: {
      answer,
      announce: ({ context, self }) => {
        directory.containers.add(context.record.containerId, self as never);
        life.meetContainer(context);
        self.subscribe({ error: (error) => buried(self as AnyActorRef, error) });
      },
      retire: ({ context, self }) => directory.containers.drop(context.record.containerId, self as AnyActorRef),
      save: ({ context }) =>
        store.records.save('container', context.record.containerId, context.record as unknown as JsonObject),
      forget: ({ context }) => store.records.remove('container', context.record.containerId),
      tell: ({ context }, { change }) => life.tellContainer(context, change),
    },
  });

  const sandbox = sandboxMachine.provide({
    actors: {
      pinNamespaces: serve('pinNamespaces'),
      unpinNamespaces: serve('unpinNamespaces'),
      prepareSandboxFiles: serve('prepareSandboxFiles'),
      removeSandboxFiles: serve('removeSandboxFiles'),
      attachNetwork: serve('attachNetwork'),
      detachNetwork: serve('detachNetwork'),
      resolveInfraImage: serve('resolveInfraImage'),
      mountRootfs: serve('mountRootfs'),
      unmountRootfs: serve('unmountRootfs'),
      writeInfraBundle: serve('writeInfraBundle'),
      removeBundle: serve('removeBundle'),
      createTask: serve('createTask'),
      startTask: serve('startTask'),
      deleteTask: serve('deleteTask'),
      probeTask: serve('probeTask'),
      probePins: serve('probePins'),
      watchTask,
      container,
      portForward: portForwardMachine.provide({ actors: { forwardPorts: watch('forwardPorts') }, actions: { answer } }),
    },
    actions: {
      answer,
      announce: ({ context, self }) => {
        directory.sandboxes.add(context.record.sandboxId, self as never);
        life.meetSandbox(context);
        self.subscribe({ error: (error) => buried(self as AnyActorRef, error) });
      },
      retire: ({ context, self }) => directory.sandboxes.drop(context.record.sandboxId, self as AnyActorRef),
      save: ({ context }) =>
        store.records.save('sandbox', context.record.sandboxId, context.record as unknown as JsonObject),
      forget: ({ context }) => store.records.remove('sandbox', context.record.sandboxId),
      tell: ({ context }, { change }) => life.tellSandbox(context, change),
      reloadContainer: ({ self }, { containerId, restarts }) =>
        after(restarts, () => {
          const record = recovery.storedContainer(containerId);
          const crashed = directory.containers.find(containerId)?.ref;
          // Its first save failed: nothing was done, and nobody was told of it.
          if (record === undefined && crashed !== undefined) directory.containers.drop(containerId, crashed);
          self.send({ type: 'container.reloaded', containerId, record });
        }),
    },
  });

  const supervisorLogic = supervisorMachine.provide({
    actors: {
      loadRecords: fromPromise(async () => {
        const stored = recovery.stored();
        await options.beforeServing?.(stored);
        return stored;
      }),
      payDebts: fromPromise(recovery.payDebts),
      cniConfig: cniConfigChart.provide({ actors: { watchCniConfig: watch('watchCniConfig') } }),
      sandbox,
      pull: pullMachine.provide({
        actors: {
          resolvePull: serve('resolvePull'),
          fetchLayers: serve('fetchLayers'),
          registerImage: serve('registerImage'),
          abandonPull: serve('abandonPull'),
        },
        actions: { answer },
      }),
      imageRemoval: imageRemovalMachine.provide({ actors: { perform: serve('removeImage') }, actions: { answer } }),
    },
    actions: {
      answer,
      reloadSandbox: ({ self }, { sandboxId, restarts }) =>
        after(restarts, () => {
          const stored = recovery.storedSandbox(sandboxId);
          const crashed = directory.sandboxes.find(sandboxId)?.ref;
          if (stored === undefined && crashed !== undefined) directory.sandboxes.drop(sandboxId, crashed);
          self.send({ type: 'sandbox.reloaded', sandboxId, stored });
        }),
      complain: (_, { failure }) => log.error({ failure: { ...failure } }, 'an actor failed'),
    },
  });

  const supervisor = createActor(supervisorLogic, {
    id: 'supervisor',
    input: { infraPolicy: options.infraPolicy, runtimeHandlers: options.runtimeHandlers },
    inspect: observer.inspect,
  });
  supervisor.subscribe({ error: (error) => log.error({ error: String(error) }, 'the supervisor failed') });
  supervisor.start();

  const isServing = () => supervisor.getSnapshot().matches('serving');
  const targetOf = (command: Omit<Command, 'requestId' | 'atMs'>) => {
    // Until all is known, and when all comes to its end, the supervisor refuses.
    if (!isServing()) return { target: supervisor as AnyActorRef, ids: {} };
    if ('containerId' in command && command.type !== 'container.create') {
      const found = directory.containers.find(command.containerId as string);
      if (found !== undefined) return { target: found.ref as AnyActorRef, ids: { containerId: found.id } };
    } else if ('sandboxId' in command && command.type !== 'sandbox.run') {
      const found = directory.sandboxes.find(command.sandboxId as string);
      if (found !== undefined) return { target: found.ref as AnyActorRef, ids: { sandboxId: found.id } };
    }
    return { target: supervisor as AnyActorRef, ids: {} };
  };

  const refuseWhileRecovering = () => {
    if (supervisor.getSnapshot().matches('recovering')) throw new FailureError('Recovering', {});
  };

  return {
    ask: async (draft, signal, requestId = options.requestId()) => {
      const { target, ids } = targetOf(draft);
      if (target.getSnapshot().status !== 'active') throw new FailureError('ActorCrashed', { ...ids });
      const command = { ...draft, ...ids, requestId, atMs: now() };
      return (await requests.open({ requestId, target, say: () => target.send(command), signal })) as never;
    },
    views: {
      sandboxes: () => {
        refuseWhileRecovering();
        return [...directory.sandboxes.all()].flatMap((ref) => sandboxViewOf(ref.getSnapshot()) ?? []);
      },
      sandbox: (id) => {
        refuseWhileRecovering();
        const found = directory.sandboxes.find(id);
        return found === undefined ? undefined : sandboxViewOf(found.ref.getSnapshot());
      },
      containers: () => {
        refuseWhileRecovering();
        return [...directory.containers.all()].flatMap((ref) => containerViewOf(ref.getSnapshot()) ?? []);
      },
      container: (id) => {
        refuseWhileRecovering();
        const found = directory.containers.find(id);
        return found === undefined ? undefined : containerViewOf(found.ref.getSnapshot());
      },
      networkReady: () => networkCondition(supervisor.getSnapshot().children.cniConfig),
    },
    onTransition: observer.onTransition,
    onSighting: observer.onSighting,
    population: () => populationBelow(supervisor),
    life,
    whenServing: () =>
      new Promise((resolve) => {
        if (isServing()) {
          resolve();
          return;
        }
        const subscription = supervisor.subscribe((snapshot) => {
          if (!snapshot.matches('serving')) return;
          subscription.unsubscribe();
          resolve();
        });
      }),
    stop: async (limitMs) => {
      supervisor.send({ type: 'system.drain' });
      await requests.whenNone(limitMs);
      supervisor.send({ type: 'system.stop' });
      supervisor.stop();
    },
    openRequests: requests.count,
    counts: () => ({
      sandboxes: [...directory.sandboxes.all()].length,
      containers: [...directory.containers.all()].length,
      openRequests: requests.count(),
    }),
  };
};

const networkCondition = (ref: AnyActorRef | undefined): Condition => {
  if (ref === undefined) return { isTrue: false, reason: 'NetworkPluginNotReady', message: 'not started' };
  return networkConditionOf((ref as ActorRefFrom<typeof cniConfigMachine>).getSnapshot().context);
};
