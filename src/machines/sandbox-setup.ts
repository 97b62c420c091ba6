/**
 * What the sandbox's chart is made of: messages, context, services, and the actions and guards by name.
 * The chart itself, which says when each of them happens, is `sandbox.ts`.
 */
import { assertEvent, type DoneActorEvent, type ErrorActorEvent, sendParent, setup } from 'xstate';
import { delays, granted, refused, service, watcher } from './chart.ts';
import { containerNameOf } from './config.ts';
import { containerMachine } from './container.ts';
import { failureIn } from './container-context.ts';
import type { Failure } from './failure.ts';
import type { LifeChange } from './life-events.ts';
import type { CreateContainer, Reply, RunSandbox, SandboxCommand } from './messages.ts';
import { portForwardMachine } from './port-forward.ts';
import {
  abortedRun,
  changed,
  hasOwnNetwork,
  isAnyAlive,
  mayLive,
  memberByActor,
  memberByName,
  needsInfra,
  type SandboxContext,
  type SandboxFact,
  type SandboxInput,
  type SandboxMessage,
  sceneOf,
  withMember,
  withoutForward,
  withoutMember,
} from './sandbox-context.ts';
import type { WatchTaskInput } from './services/tasks.ts';
import { targetProcessOf } from './target-process.ts';

const base = setup({
  types: {
    input: {} as SandboxInput,
    context: {} as SandboxContext,
    events: {} as SandboxMessage | SandboxFact | DoneActorEvent | ErrorActorEvent,
    output: {} as { readonly sandboxId: string; readonly again: readonly RunSandbox[] },
  },
  actors: {
    pinNamespaces: service('pinNamespaces'),
    unpinNamespaces: service('unpinNamespaces'),
    prepareSandboxFiles: service('prepareSandboxFiles'),
    removeSandboxFiles: service('removeSandboxFiles'),
    attachNetwork: service('attachNetwork'),
    detachNetwork: service('detachNetwork'),
    resolveInfraImage: service('resolveInfraImage'),
    mountRootfs: service('mountRootfs'),
    unmountRootfs: service('unmountRootfs'),
    writeInfraBundle: service('writeInfraBundle'),
    removeBundle: service('removeBundle'),
    createTask: service('createTask'),
    startTask: service('startTask'),
    deleteTask: service('deleteTask'),
    probeTask: service('probeTask'),
    probePins: service('probePins'),
    watchTask: watcher<WatchTaskInput>('watchTask'),
    container: containerMachine,
    portForward: portForwardMachine,
  },
  actions: {
    // Provided by actors/system.ts; each is a plain effect with plain parameters.
    announce: () => undefined,
    retire: () => undefined,
    answer: (_, _reply: Reply) => undefined,
    save: () => undefined,
    forget: () => undefined,
    /** Its life went one step on, and the record says so: for who follows events. */
    tell: (_, _params: { readonly change: LifeChange }) => undefined,
    /** Reads a crashed container's record again; it comes back as `container.reloaded`. */
    reloadContainer: (_, _params: { readonly containerId: string; readonly restarts: number }) => undefined,
  },
  delays,
});

/** Refuses a command that is not allowed in this state. */
export const wrongState = (state: string) =>
  ({
    type: 'answer',
    params: ({ context, event }: { context: SandboxContext; event: SandboxCommand }): Reply =>
      refused(event.requestId, wrongStateFailure(context, state, event.type)),
  }) as const;

const wrongStateFailure = ({ record }: SandboxContext, state: string, command: string): Failure => ({
  code: 'SandboxWrongState',
  details: { sandboxId: record.sandboxId, state, command },
});

export const sandboxSetup = base.extend({
  actions: {
    /** Tells the supervisor that this sandbox and all that is in it are known. */
    tellSettled: base.enqueueActions(({ context, enqueue }) => {
      if (Object.values(context.members).some(({ isKnown }) => !isKnown)) return;
      enqueue(sendParent({ type: 'sandbox.settled', sandboxId: context.record.sandboxId }));
    }),
    keepRunWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.join');
      return { runWaiters: [...context.runWaiters, event.requestId] };
    }),
    keepStopWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.stop');
      return { stopWaiters: [...context.stopWaiters, event.requestId] };
    }),
    keepRemoveWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.remove');
      return { removeWaiters: [...context.removeWaiters, event.requestId] };
    }),
    abortRun: base.assign(({ context }) => ({ failure: context.failure ?? abortedRun })),
    keepFailure: base.assign(({ context, event }) => ({ failure: context.failure ?? failureIn(event) })),
    keepUndoFailure: base.assign(({ context, event }) => ({ undoFailure: context.undoFailure ?? failureIn(event) })),
    keepNetworkFailure: base.assign(({ context, event }) => ({
      networkFailure: failureIn(event),
      networkFailures: context.networkFailures + 1,
    })),
    keepMemberFailure: base.assign(({ context, event }) => {
      assertEvent(event, 'container.settled');
      return { undoFailure: context.undoFailure ?? event.failure };
    }),
    clearUndoFailure: base.assign({ undoFailure: undefined, networkFailure: undefined }),

    answerRun: base.enqueueActions(({ context, enqueue }) => {
      const { sandboxId } = context.record;
      for (const requestId of context.runWaiters)
        enqueue({ type: 'answer', params: granted('sandbox.run', requestId, { sandboxId }) });
      enqueue.assign({ runWaiters: [] });
    }),
    refuseRun: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.failure ?? abortedRun;
      for (const requestId of context.runWaiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ runWaiters: [] });
    }),
    /** The name stays taken by what could not be undone. */
    refuseAgain: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.undoFailure ?? context.networkFailure ?? abortedRun;
      for (const { requestId } of context.again) enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ again: [] });
    }),
    answerStop: base.enqueueActions(({ context, enqueue }) => {
      for (const requestId of context.stopWaiters)
        enqueue({ type: 'answer', params: granted('sandbox.stop', requestId, {}) });
      enqueue.assign({ stopWaiters: [] });
    }),
    answerRemove: base.enqueueActions(({ context, enqueue }) => {
      for (const requestId of context.removeWaiters)
        enqueue({ type: 'answer', params: granted('sandbox.remove', requestId, {}) });
      enqueue.assign({ removeWaiters: [] });
    }),
    /** Undo failed: who waited for it hears so, and the sandbox stays, so that they can ask again. */
    refuseEnd: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.undoFailure ?? context.networkFailure ?? abortedRun;
      for (const requestId of [...context.stopWaiters, ...context.removeWaiters])
        enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ stopWaiters: [], removeWaiters: [] });
    }),
    grantJoin: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'sandbox.join');
      const { sandboxId } = context.record;
      enqueue({ type: 'answer', params: granted('sandbox.run', event.requestId, { sandboxId }) });
    }),
    refuseName: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'sandbox.join');
      const { sandboxId, config } = context.record;
      const { namespace, name } = config.metadata;
      const failure = {
        code: 'NameTaken',
        details: { name, namespace, sandboxId, reason: 'it is stopped; remove it first' },
      } as const;
      enqueue({ type: 'answer', params: refused(event.requestId, failure) });
    }),
    postponeJoin: base.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.join');
      return { again: [...context.again, { ...event, type: 'sandbox.run' } as const] };
    }),

    /** A container, or a place in the line of one that has its name. */
    createContainer: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.create');
      const name = containerNameOf(event.config.metadata);
      const namesake = memberByName(context, name);
      if (namesake !== undefined) {
        const { containerId: nameId, actorId: nameActor, creates, isDown } = namesake;
        if (isDown) {
          const failure = { code: 'ActorCrashed', details: { containerId: nameId } } as const;
          enqueue({ type: 'answer', params: refused(event.requestId, failure) });
          return;
        }
        enqueue.assign(withMember(context, nameId, { creates: [...creates, event.requestId] }));
        enqueue.sendTo(nameActor, { ...event, type: 'container.join' });
        return;
      }
      const target = targetProcessOf(context, event);
      if (target !== undefined && 'failure' in target) {
        enqueue({ type: 'answer', params: refused(event.requestId, target.failure) });
        return;
      }
      const { containerId } = event;
      const actorId = `container:${containerId}`;
      enqueue.assign({
        members: {
          ...context.members,
          [containerId]: { name, phase: 'creating', actorId, restarts: 0, creates: [event.requestId], isKnown: true },
        },
      });
      enqueue.spawnChild('container', {
        id: actorId,
        input: { scene: sceneOf(context), command: event, target: target?.process },
      });
    }),
    /** After a restart: every container that was stored, before anybody is answered. */
    recoverContainers: base.enqueueActions(({ context, enqueue }) => {
      const scene = sceneOf(context);
      const members: Record<string, SandboxContext['members'][string]> = {};
      for (const record of context.recovered) {
        const actorId = `container:${record.containerId}`;
        members[record.containerId] = {
          name: containerNameOf(record.config.metadata),
          phase: record.phase,
          actorId,
          restarts: 0,
          creates: [],
          isKnown: false,
        };
        enqueue.spawnChild('container', { id: actorId, input: { scene, record } });
      }
      enqueue.assign({ members, recovered: [] });
    }),
    tellLost: base.enqueueActions(({ context, enqueue }) => {
      for (const member of Object.values(context.members))
        if (mayLive(member) && !member.isDown) enqueue.sendTo(member.actorId, { type: 'sandbox.lost' });
    }),
    closeContainers: base.enqueueActions(({ context, enqueue }) => {
      for (const member of Object.values(context.members))
        if (mayLive(member) && !member.isDown) enqueue.sendTo(member.actorId, { type: 'sandbox.closing' });
    }),
    removeContainers: base.enqueueActions(({ context, enqueue }) => {
      for (const [containerId, { actorId, isDown }] of Object.entries(context.members))
        if (!isDown) enqueue.sendTo(actorId, removalOf(context, containerId));
    }),
    keepSettled: base.assign(({ context, event }) => {
      assertEvent(event, 'container.settled');
      return withMember(context, event.containerId, {
        phase: event.phase,
        isKnown: true,
        process: event.process,
        creates: [],
      });
    }),
    /** A container is gone. Creations of its name that came meanwhile are asked again. */
    dropContainer: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'xstate.done.actor.*');
      const containerId = memberByActor(context, event.actorId);
      if (containerId === undefined) {
        if (!context.forwards.some((forwardId) => `forward:${forwardId}` === event.actorId)) return;
        enqueue.stopChild(event.actorId);
        enqueue.assign(withoutForward(context, event.actorId));
        return;
      }
      enqueue.stopChild(event.actorId);
      enqueue.assign(withoutMember(context, containerId));
      const { again } = event.output as { readonly again: readonly CreateContainer[] };
      for (const command of again) enqueue.raise(command);
    }),
    keepResources: base.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.update');
      const { overhead = context.record.overhead, resources = context.record.resources } = event;
      return changed(context, { overhead, resources });
    }),
    grantUpdate: base.enqueueActions(({ event, enqueue }) => {
      assertEvent(event, 'sandbox.update');
      enqueue({ type: 'answer', params: granted('sandbox.update', event.requestId, {}) });
    }),
    spawnForward: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'sandbox.forwardPorts');
      const { requestId, forwardId, streamsKey } = event;
      const { sandboxId, pins } = context.record;
      const service = { sandboxId, netnsPath: pins?.net, streamsKey };
      enqueue.spawnChild('portForward', { id: `forward:${forwardId}`, input: { requestId, service } });
      enqueue.assign({ forwards: [...context.forwards, forwardId] });
    }),
    endForwards: base.enqueueActions(({ context, enqueue }) => {
      for (const forwardId of context.forwards) enqueue.sendTo(`forward:${forwardId}`, { type: 'sandbox.closing' });
    }),
    cancelForward: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'request.cancelled');
      for (const forwardId of context.forwards) enqueue.sendTo(`forward:${forwardId}`, event);
    }),
    /** A container's actor crashed: another takes its place and asks the world. */
    replaceContainer: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'xstate.error.actor.*');
      const containerId = memberByActor(context, event.actorId);
      const member = containerId === undefined ? undefined : context.members[containerId];
      if (containerId === undefined || member === undefined) return;
      enqueue.stopChild(event.actorId);
      const failure = { code: 'ActorCrashed', details: { containerId, error: String(event.error) } } as const;
      for (const requestId of member.creates) enqueue({ type: 'answer', params: refused(requestId, failure) });
      const restarts = member.restarts + 1;
      enqueue.assign(withMember(context, containerId, { restarts, creates: [], isDown: true }));
      enqueue({ type: 'reloadContainer', params: { containerId, restarts } });
    }),
    respawnContainer: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.reloaded');
      const { record, containerId } = event;
      const member = context.members[containerId];
      if (member === undefined) return;
      if (record === undefined) {
        enqueue.assign(withoutMember(context, containerId));
        return;
      }
      const actorId = `container:${containerId}#${member.restarts}`;
      enqueue.assign(withMember(context, containerId, { actorId, phase: record.phase, isDown: false }));
      enqueue.spawnChild('container', { id: actorId, input: { scene: sceneOf(context), record } });
      // What it was told before it crashed, or meanwhile.
      const { phase } = context.record;
      if (phase === 'closing') enqueue.sendTo(actorId, { type: 'sandbox.closing' });
      if (phase === 'removing') enqueue.sendTo(actorId, removalOf(context, containerId));
    }),
  },
  guards: {
    isRecovered: ({ context }) => context.isRecovered,
    hasFailed: ({ context }) => context.failure !== undefined,
    /** A CNI DEL that keeps failing does not make the pod immortal: the debt stays in the ledger when it is removed. */
    hasUndoFailed: ({ context }) =>
      context.undoFailure !== undefined || (context.networkFailure !== undefined && !isDebtAccepted(context)),
    isMemberStuck: ({ event }) => event.type === 'container.settled' && event.failure !== undefined,
    isStopWanted: ({ context }) => context.stopWaiters.length > 0 || context.removeWaiters.length > 0,
    isRemovalWanted: ({ context }) => context.removeWaiters.length > 0,
    hasOwnNetwork: ({ context }) => hasOwnNetwork(context),
    needsInfra: ({ context }) => needsInfra(context),
    hasInfraTraces: ({ context }) => needsInfra(context) || context.isRecovered,
    hasInfra: ({ context }) => context.record.infra !== undefined,
    hasInfraImage: ({ context }) => context.infraImage !== undefined,
    isNoneAlive: ({ context }) => !isAnyAlive(context),
    hasNoMember: ({ context }) => Object.keys(context.members).length === 0,
    wasLost: ({ context }) => context.record.isEndTold === true,
    wasPreparing: ({ context }) => context.record.phase === 'preparing',
    wasClosing: ({ context }) => context.record.phase === 'closing',
    wasStopped: ({ context }) => context.record.phase === 'stopped',
    wasRemoving: ({ context }) => context.record.phase === 'removing',
  },
});

/** The sandbox's own request: nobody waits for its answer but by the container's end. */
const removalOf = ({ record }: SandboxContext, containerId: string) =>
  ({
    type: 'container.remove',
    requestId: `${record.sandboxId}/remove/${containerId}`,
    containerId,
    atMs: record.createdAtMs,
  }) as const;

/** After this many failed DELs in a row a removal goes on without. */
const maxNetworkFailures = 3;
const isDebtAccepted = ({ removeWaiters, networkFailures }: SandboxContext): boolean =>
  removeWaiters.length > 0 && networkFailures >= maxNetworkFailures;
