/**
 * The actor system without time and without waiting: one supervisor, the records, the requests. Everything that is not
 * deterministic is handed in (results of services, times, ids, when "later" is); everything here happens at once, in one
 * order. `system.ts` puts promises around it for the daemon; the simulation decides each step itself.
 */
import { type ActorOptions, type ActorRefFrom, type AnyActorRef, createActor } from 'xstate';
import { type cniConfigMachine, networkConditionOf } from '../machines/cni-config.ts';
import { FailureError } from '../machines/failure.ts';
import type { JsonObject } from '../machines/json.ts';
import { type Keep, KeptMap, keepAll } from '../machines/keeping.ts';
import type { LifeEvents } from '../machines/life-events.ts';
import type { Command, Draft, Reply } from '../machines/messages.ts';
import type { ContainerExit } from '../machines/records.ts';
import type { InfraPolicy } from '../machines/sandbox-context.ts';
import type { Condition, ContainerView, SandboxView, Views } from '../machines/views.ts';
import { containerViewOf, sandboxViewOf } from '../machines/views-of.ts';
import type { Store } from '../store/records.ts';
import type { Charts } from './charts.ts';
import { openDirectory } from './directory.ts';
import { endChildren } from './end-children.ts';
import { openInputs, type Tape } from './inputs.ts';
import { keepActors } from './keep-actors.ts';
import { openLifeEvents } from './life-events.ts';
import type { Log } from './log.ts';
import { openRecovery } from './recovery.ts';
import { openRequests, type Requests } from './requests.ts';

export interface CoreOptions {
  readonly charts: Charts;
  readonly store: Store;
  readonly log: Log;
  /** Wall clock, ms, with a fraction; never goes back. */
  readonly now: () => number;
  /** Does it when so much time has gone by and nothing else is being done; 0: soon. */
  readonly later: (delayMs: number, work: () => void, name: string) => void;
  readonly infraPolicy: InfraPolicy;
  /** With the empty name for the default one. */
  readonly runtimeHandlers: readonly string[];
  /** Hears every input. */
  readonly tape?: Tape | undefined;
  readonly inspect?: ActorOptions<Charts['supervisor']>['inspect'];
  /** Hears every reply of every actor, also those that nobody waits for. */
  readonly onReply?: ((reply: Reply) => void) | undefined;
  /** Hears of the end of each container, once. */
  readonly onExit?: ((exit: ContainerExit) => void) | undefined;
}

export interface Core {
  readonly supervisor: ActorRefFrom<Charts['supervisor']>;
  readonly start: () => void;
  /** Ends every actor, without a word to the world. */
  readonly stop: () => void;
  /** Its client gave up. */
  readonly cancel: (requestId: string) => void;
  /**
   * Says a command to the actor that it concerns; its one reply may come before this returns.
   *
   * @throws FailureError IdAmbiguous, ActorCrashed
   */
  readonly say: (
    command: Draft,
    requestId: string,
    answered: (reply: Reply) => void,
    /** How long its client waits, ms. */
    leftMs?: number,
  ) => void;
  readonly requests: Requests;
  readonly views: Pick<Views, 'sandboxes' | 'sandbox' | 'containers' | 'containersOf' | 'container' | 'networkReady'>;
  readonly life: LifeEvents;
  readonly isServing: () => boolean;
  readonly counts: () => JsonObject;
  /** All that it remembers, and every actor; while nothing is being done. The store is its owner's to keep. */
  readonly keep: Keep;
}

export const openCore = (options: CoreOptions): Core => {
  const { charts, log, later } = options;
  const inputs = openInputs({ now: options.now, tape: options.tape });
  const store = options.store;
  const records: Store['records'] = {
    save: (...of) => inputs.stored(() => store.records.save(...of)),
    remove: (...of) => inputs.stored(() => store.records.remove(...of)),
    find: (...of) => inputs.stored(() => store.records.find(...of)),
    all: (...of) => inputs.stored(() => store.records.all(...of)),
  };
  const directory = openDirectory();
  const requests = openRequests(log);
  const recovery = openRecovery({ store, log });
  const rereading = openRecovery({ store: { ...store, records }, log });
  const life = openLifeEvents({
    now: options.now,
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

  /** Who is told when something has been read again. */
  const reloading = new KeptMap<() => void, AnyActorRef>();
  /** It crashed: who waits for it hears so, and nothing of it goes on. */
  const watchOver = (ref: AnyActorRef) =>
    ref.subscribe({
      error: (error) => {
        for (const ended of [...endChildren(ref), ref]) requests.abandon(ended, error);
      },
    });
  /** After a crash: at once the first time, later with a pause, for what made it crash may last (a full disk). */
  const after = (restarts: number, self: AnyActorRef, name: string, work: () => void): void => {
    const done = () =>
      inputs.take({ s: 'later', a: name }, () => {
        reloading.delete(done);
        work();
      });
    reloading.set(done, self);
    later(restarts <= 1 ? 0 : Math.min(1000 * 2 ** (restarts - 2), 60_000), done, name);
  };

  const supervisor = createActor(charts.supervisor, {
    id: 'supervisor',
    input: { infraPolicy: options.infraPolicy, runtimeHandlers: options.runtimeHandlers },
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
  });
  inputs.serve(supervisor.system);
  charts.giveHost(supervisor.system, {
    stored: recovery.stored,
    debts: recovery.debts,
    answer: (reply) => {
      options.onReply?.(reply);
      requests.settle(reply);
    },
    announceContainer: (context, self) => {
      directory.containers.add(context.record.containerId, self as never);
      life.meetContainer(context);
      watchOver(self);
    },
    retireContainer: ({ record }, self) => directory.containers.drop(record.containerId, self),
    saveContainer: ({ record }) => records.save('container', record.containerId, record as unknown as JsonObject),
    forgetContainer: ({ record }) => records.remove('container', record.containerId),
    tellContainer: life.tellContainer,
    reloadContainer: (self, containerId, restarts) =>
      after(restarts, self, `container ${containerId}`, () => {
        const record = rereading.storedContainer(containerId);
        const crashed = directory.containers.find(containerId)?.ref;
        // Its first save failed: nothing was done, and nobody was told of it.
        if (record === undefined && crashed !== undefined) directory.containers.drop(containerId, crashed);
        self.send({ type: 'container.reloaded', containerId, record });
      }),
    announceSandbox: (context, self) => {
      directory.sandboxes.add(context.record.sandboxId, self as never);
      life.meetSandbox(context);
      watchOver(self);
    },
    retireSandbox: ({ record }, self) => directory.sandboxes.drop(record.sandboxId, self),
    saveSandbox: ({ record }) => records.save('sandbox', record.sandboxId, record as unknown as JsonObject),
    forgetSandbox: ({ record }) => records.remove('sandbox', record.sandboxId),
    tellSandbox: life.tellSandbox,
    reloadSandbox: (self, sandboxId, restarts) =>
      after(restarts, self, `sandbox ${sandboxId}`, () => {
        const stored = rereading.storedSandbox(sandboxId);
        const crashed = directory.sandboxes.find(sandboxId)?.ref;
        if (stored === undefined && crashed !== undefined) directory.sandboxes.drop(sandboxId, crashed);
        self.send({ type: 'sandbox.reloaded', sandboxId, stored });
      }),
    complain: (failure) => log.error({ failure: { ...failure } }, 'an actor failed'),
  });
  supervisor.subscribe({ error: (error) => log.error({ error: String(error) }, 'the supervisor failed') });

  const isServing = () => isIn(supervisor.getSnapshot().value, 'serving');
  const targetOf = (command: Draft) => {
    // Until all is known, and when all comes to its end, the supervisor refuses.
    if (!isServing()) return { target: supervisor as AnyActorRef, ids: {} };
    if ('containerId' in command && command.type !== 'container.create') {
      const found = directory.containers.find(command.containerId);
      if (found !== undefined) return { target: found.ref as AnyActorRef, ids: { containerId: found.id } };
    } else if ('sandboxId' in command && command.type !== 'sandbox.run') {
      const found = directory.sandboxes.find(command.sandboxId);
      if (found !== undefined) return { target: found.ref as AnyActorRef, ids: { sandboxId: found.id } };
    }
    return { target: supervisor as AnyActorRef, ids: {} };
  };

  const refuseWhileRecovering = () => {
    if (isIn(supervisor.getSnapshot().value, 'recovering')) throw new FailureError('Recovering', {});
  };

  return {
    supervisor,
    start: () => {
      const e = { infraPolicy: options.infraPolicy, runtimeHandlers: options.runtimeHandlers };
      inputs.take({ s: 'start', e }, () => supervisor.start());
    },
    stop: () => inputs.take({ s: 'stop' }, () => supervisor.stop()),
    cancel: (requestId) => inputs.take({ s: 'cancel', id: requestId }, () => requests.cancel(requestId)),
    say: (draft, requestId, answered, leftMs) => {
      const dl = leftMs === undefined ? {} : { dl: Math.round(leftMs * 1000) };
      inputs.take({ s: 'rpc', e: draft, id: requestId, ...dl }, () => {
        const { target, ids } = targetOf(draft);
        if (target.getSnapshot().status !== 'active') throw new FailureError('ActorCrashed', { ...ids });
        const command = { ...draft, ...ids, requestId, atMs: inputs.now() } as Command;
        const atMs = command.atMs;
        requests.open({ requestId, target, draft, atMs, leftMs, say: () => target.send(command), answered });
      });
    },
    requests,
    views: {
      sandboxes: () => {
        refuseWhileRecovering();
        const found: SandboxView[] = [];
        for (const ref of directory.sandboxes.all()) {
          const view = sandboxViewOf(ref.getSnapshot());
          if (view !== undefined) found.push(view);
        }
        return found;
      },
      sandbox: (id) => {
        refuseWhileRecovering();
        const found = directory.sandboxes.find(id);
        return found === undefined ? undefined : sandboxViewOf(found.ref.getSnapshot());
      },
      containers: () => {
        refuseWhileRecovering();
        const found: ContainerView[] = [];
        for (const ref of directory.containers.all()) {
          const view = containerViewOf(ref.getSnapshot());
          if (view !== undefined) found.push(view);
        }
        return found;
      },
      containersOf: (sandboxId) => {
        refuseWhileRecovering();
        const found: ContainerView[] = [];
        for (const ref of directory.containers.all()) {
          const snapshot = ref.getSnapshot();
          if (snapshot.context.record.sandboxId !== sandboxId) continue;
          const view = containerViewOf(snapshot);
          if (view !== undefined) found.push(view);
        }
        return found;
      },
      container: (id) => {
        refuseWhileRecovering();
        const found = directory.containers.find(id);
        return found === undefined ? undefined : containerViewOf(found.ref.getSnapshot());
      },
      networkReady: () => networkCondition(supervisor.getSnapshot().children.cniConfig),
    },
    life,
    isServing,
    counts: () => ({
      sandboxes: [...directory.sandboxes.all()].length,
      containers: [...directory.containers.all()].length,
      openRequests: requests.count(),
    }),
    keep: () => {
      const { sandboxes, containers } = directory;
      const known = [supervisor, ...sandboxes.all(), ...containers.all(), ...requests.targets(), ...reloading.values()];
      return keepAll(sandboxes.keep, containers.keep, requests.keep, reloading.keep, life.keep, () =>
        keepActors(known),
      );
    },
  };
};

/** `matches` for an outermost state: asked for each view of each thing. */
const isIn = (value: object | string, state: string): boolean =>
  typeof value === 'string' ? value === state : state in value;

const networkCondition = (ref: AnyActorRef | undefined): Condition => {
  if (ref === undefined) return { isTrue: false, reason: 'NetworkPluginNotReady', message: 'not started' };
  return networkConditionOf((ref as ActorRefFrom<typeof cniConfigMachine>).getSnapshot().context);
};
