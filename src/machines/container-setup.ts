/**
 * What the container's chart is made of: messages, context, services, and the actions and guards by name.
 * The chart itself, which says when each of them happens, is `container.ts`.
 */
import { assertEvent, type DoneActorEvent, type ErrorActorEvent, sendParent, setup } from 'xstate';
import { attachSessionMachine } from './attach-session.ts';
import { delays, granted, refused, service, watcher } from './chart.ts';
import { isImageMount } from './config.ts';
import {
  abortedCreation,
  bundleOf,
  type ContainerContext,
  type ContainerFact,
  type ContainerInput,
  type ContainerMessage,
  changed,
  failureIn,
  identityOf,
  taskOf,
} from './container-context.ts';
import { execMachine } from './exec.ts';
import { execSessionMachine } from './exec-session.ts';
import type { Failure } from './failure.ts';
import type { LifeChange } from './life-events.ts';
import { logReopeningMachine } from './log-reopening.ts';
import type { ContainerCommand, CreateContainer, Reply } from './messages.ts';
import { processRefOf } from './process-ref.ts';
import { resourcesIn } from './records.ts';
import type { UpdatedTask, WatchTaskInput } from './services.ts';

const base = setup({
  types: {
    input: {} as ContainerInput,
    context: {} as ContainerContext,
    events: {} as ContainerMessage | ContainerFact | DoneActorEvent | ErrorActorEvent,
    output: {} as { readonly containerId: string; readonly again: readonly CreateContainer[] },
  },
  actors: {
    resolveImage: service('resolveImage'),
    mountRootfs: service('mountRootfs'),
    mountImages: service('mountImages'),
    writeBundle: service('writeBundle'),
    createTask: service('createTask'),
    startTask: service('startTask'),
    restoreTask: service('restoreTask'),
    checkpointTask: service('checkpointTask'),
    undoCheckpoint: service('undoCheckpoint'),
    updateTask: service('updateTask'),
    killTask: service('killTask'),
    settleTask: service('settleTask'),
    deleteTask: service('deleteTask'),
    unmountImages: service('unmountImages'),
    unmountRootfs: service('unmountRootfs'),
    removeBundle: service('removeBundle'),
    probeTask: service('probeTask'),
    watchTask: watcher<WatchTaskInput>('watchTask'),
    exec: execMachine,
    execSession: execSessionMachine,
    attachSession: attachSessionMachine,
    logReopening: logReopeningMachine,
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
    tellSettled: sendParent(({ context }) => ({
      type: 'container.settled',
      containerId: context.record.containerId,
      phase: context.record.phase,
      // Of an exited one the number may be another process's by now: nobody may join that one's namespace.
      process: context.record.phase === 'alive' ? processRefOf(context.record.identity) : undefined,
      failure: context.undoFailure,
    })),
  },
  delays,
});

/** Refuses a command that is not allowed in this state. */
export const wrongState = (state: string) =>
  ({
    type: 'answer',
    params: ({ context, event }: { context: ContainerContext; event: ContainerCommand }): Reply =>
      refused(event.requestId, {
        code: 'ContainerWrongState',
        details: { containerId: context.record.containerId, state, command: event.type },
      }),
  }) as const;

const notCheckpointed = ({ record }: ContainerContext): Failure => ({
  code: 'ContainerWrongState',
  details: {
    containerId: record.containerId,
    reason: 'it was stopped or it ended before the checkpoint was done',
    command: 'container.checkpoint',
  },
});

const notUpdated = ({ record }: ContainerContext): Failure => ({
  code: 'ContainerWrongState',
  details: {
    containerId: record.containerId,
    reason: 'it ended before the update was done',
    command: 'container.update',
  },
});

export const containerSetup = base.extend({
  actions: {
    keepCreateWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'container.join');
      return { createWaiters: [...context.createWaiters, event.requestId] };
    }),
    keepRemoveWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'container.remove');
      return { removeWaiters: [...context.removeWaiters, event.requestId] };
    }),
    /** The deadline is the container's; a request can only bring it forward. */
    keepStopWaiter: base.assign(({ context, event }) => {
      assertEvent(event, 'container.stop');
      const killAtMs = Math.min(context.killAtMs ?? Number.POSITIVE_INFINITY, event.atMs + event.graceMs);
      return { stopWaiters: [...context.stopWaiters, event.requestId], killAtMs };
    }),
    keepCheckpoint: base.assign(({ context, event }) => {
      assertEvent(event, 'container.checkpoint');
      const { location, timeoutMs, requestId } = event;
      const waiters = [...(context.checkpoint?.waiters ?? []), requestId];
      return {
        checkpoint: { location, timeoutMs, waiters },
        ...changed(context, { checkpointing: true }),
      };
    }),
    answerCheckpoint: base.enqueueActions(({ context, enqueue }) => {
      for (const requestId of context.checkpoint?.waiters ?? [])
        enqueue({ type: 'answer', params: granted('container.checkpoint', requestId, {}) });
      enqueue.assign({ checkpoint: undefined });
    }),
    /** It failed; or, without a failure, it was given up for something that matters more. */
    refuseCheckpoint: base.enqueueActions(({ context, event, enqueue }) => {
      const failure = 'error' in event ? failureIn(event) : notCheckpointed(context);
      for (const requestId of context.checkpoint?.waiters ?? [])
        enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ checkpoint: undefined });
    }),
    forgetCheckpointing: base.assign(({ context }) => changed(context, { checkpointing: undefined })),
    /** A container that waits to be restored ends as one that was created and never started. */
    endUnrestored: base.assign(({ context, event }) => ({
      exitFact: { exitCode: 137, atMs: 'atMs' in event ? event.atMs : context.record.createdAtMs },
    })),
    killNow: base.assign({ killAtMs: 0 }),
    keepSeen: base.assign({ wasSeen: true }),
    loseSight: base.assign({ wasSeen: false }),
    keepSignalled: base.assign({ isSignalled: true }),
    keepPodLost: base.assign({ isPodLost: true }),
    keepBlind: base.assign({ isBlind: true }),
    clearBlind: base.assign({ isBlind: false }),
    abortCreation: base.assign(({ context }) => ({ failure: context.failure ?? abortedCreation })),
    keepFailure: base.assign(({ context, event }) => ({ failure: context.failure ?? failureIn(event) })),
    keepStartFailure: base.assign(({ event }) => ({ startFailure: failureIn(event) })),
    keepUndoFailure: base.assign(({ event }) => ({ undoFailure: failureIn(event) })),

    clearUndoFailure: base.assign({ undoFailure: undefined }),

    answerCreate: base.enqueueActions(({ context, enqueue }) => {
      const { containerId } = context.record;
      for (const requestId of context.createWaiters)
        enqueue({ type: 'answer', params: granted('container.create', requestId, { containerId }) });
      enqueue.assign({ createWaiters: [] });
    }),
    answerStop: base.enqueueActions(({ context, enqueue }) => {
      for (const requestId of context.stopWaiters)
        enqueue({ type: 'answer', params: granted('container.stop', requestId, {}) });
      enqueue.assign({ stopWaiters: [] });
    }),
    /** The container is gone: what waited for its creation fails, what waited for its end succeeds. */
    answerAll: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.failure ?? abortedCreation;
      const failed = [...context.createWaiters, ...(context.startWaiter === undefined ? [] : [context.startWaiter])];
      for (const requestId of failed) enqueue({ type: 'answer', params: refused(requestId, failure) });
      for (const requestId of context.stopWaiters)
        enqueue({ type: 'answer', params: granted('container.stop', requestId, {}) });
      for (const requestId of context.removeWaiters)
        enqueue({ type: 'answer', params: granted('container.remove', requestId, {}) });
      enqueue.assign({ createWaiters: [], stopWaiters: [], removeWaiters: [], startWaiter: undefined });
    }),
    refuseRemove: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.undoFailure ?? abortedCreation;
      for (const requestId of context.removeWaiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ removeWaiters: [] });
    }),
    refuseCreate: base.enqueueActions(({ context, enqueue }) => {
      const failure = context.failure ?? abortedCreation;
      const waiters = [...context.createWaiters, ...context.again.map(({ requestId }) => requestId)];
      for (const requestId of waiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ createWaiters: [], again: [] });
    }),
    keepUnkillable: base.assign(({ context }) => ({
      undoFailure: { code: 'ContainerUnkillable', details: { containerId: context.record.containerId } } as const,
    })),
    /** It could not be ended: who waits for that hears why. */
    refuseEnd: base.enqueueActions(({ context, enqueue }) => {
      const { containerId } = context.record;
      const failure = context.undoFailure ?? { code: 'ContainerUnkillable', details: { containerId } };
      for (const requestId of [...context.stopWaiters, ...context.removeWaiters])
        enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign({ stopWaiters: [], removeWaiters: [] });
    }),
    answerStarted: base.enqueueActions(({ context, enqueue }) => {
      if (context.startWaiter === undefined) return;
      enqueue({ type: 'answer', params: granted('container.start', context.startWaiter, {}) });
      enqueue.assign({ startWaiter: undefined });
    }),
    refuseStart: base.enqueueActions(({ context, enqueue }) => {
      if (context.startWaiter === undefined) return;
      const failure = context.startFailure ?? abortedCreation;
      enqueue({ type: 'answer', params: refused(context.startWaiter, failure) });
      enqueue.assign({ startWaiter: undefined });
    }),
    refuseName: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.join');
      const { containerId, config } = context.record;
      const failure = { code: 'NameTaken', details: { name: config.metadata.name, containerId } } as const;
      enqueue({ type: 'answer', params: refused(event.requestId, failure) });
    }),
    grantStop: base.enqueueActions(({ event, enqueue }) => {
      assertEvent(event, 'container.stop');
      enqueue({ type: 'answer', params: granted('container.stop', event.requestId, {}) });
    }),
    grantJoin: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.join');
      const { containerId } = context.record;
      enqueue({ type: 'answer', params: granted('container.create', event.requestId, { containerId }) });
    }),
    postponeJoin: base.assign(({ context, event }) => {
      assertEvent(event, 'container.join');
      const { type: _, ...command } = event;
      return { again: [...context.again, { ...command, type: 'container.create' } as const] };
    }),

    armGrace: base.enqueueActions(({ context, event, enqueue }) => {
      if (!('atMs' in event) || context.killAtMs === undefined) return;
      enqueue.cancel('grace');
      enqueue.raise({ type: 'grace.over' }, { id: 'grace', delay: Math.max(0, context.killAtMs - event.atMs) });
    }),
    spawnExec: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.exec');
      const { execId } = event;
      enqueue.spawnChild('exec', {
        id: `exec:${execId}`,
        input: {
          requestId: event.requestId,
          service: {
            ...taskOf(context),
            execId,
            bundleDir: bundleOf(context).bundleDir,
            identity: identityOf(context),
            command: event.command,
            timeoutMs: event.timeoutMs,
          },
        },
      });
      enqueue.assign({ execs: [...context.execs, execId] });
    }),
    spawnExecSession: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.openExec');
      const { execId, requestId, command, isTerminal, streamsKey } = event;
      const { bundleDir } = bundleOf(context);
      const identity = identityOf(context);
      const service = { ...taskOf(context), execId, bundleDir, identity, command, isTerminal, streamsKey };
      enqueue.spawnChild('execSession', { id: `exec:${execId}`, input: { requestId, service } });
      enqueue.assign({ execs: [...context.execs, execId] });
    }),
    spawnAttachSession: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.attach');
      const { execId, requestId, streamsKey } = event;
      const { bundleDir } = bundleOf(context);
      const { tty: isTerminal, stdin, stdinOnce: closesStdinOnce } = context.record.config;
      const writesStdin = event.writesStdin && stdin;
      const service = { ...taskOf(context), bundleDir, isTerminal, writesStdin, closesStdinOnce, streamsKey };
      enqueue.spawnChild('attachSession', { id: `exec:${execId}`, input: { requestId, service } });
      enqueue.assign({ execs: [...context.execs, execId] });
    }),
    keepUpdate: base.assign(({ context, event }) => {
      assertEvent(event, 'container.update');
      return { updates: [...context.updates, event] };
    }),
    /** One at a time, in their order, and not beside a start. What a crash cut off comes first. */
    nextUpdate: base.enqueueActions(({ context, enqueue }) => {
      const { record, updates } = context;
      if (context.update !== undefined || context.startWaiter !== undefined) return;
      const next = record.updating === undefined ? updates[0] : undefined;
      const asked = record.updating ?? next?.resources;
      if (asked === undefined) return;
      enqueue.assign({
        update: { requestId: next?.requestId },
        updates: updates.filter((each) => each !== next),
        ...changed(context, { updating: asked }),
      });
      enqueue('save');
      const { bundleDir, cgroupsPath } = bundleOf(context);
      const resources = resourcesIn(record);
      enqueue.spawnChild('updateTask', {
        id: 'updateTask',
        input: { ...taskOf(context), bundleDir, cgroupsPath, resources, asked },
      });
    }),
    keepUpdated: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'xstate.done.actor.*');
      const { resources } = event.output as UpdatedTask;
      enqueue.assign({ update: undefined, ...changed(context, { resources, updating: undefined }) });
      enqueue('save');
      enqueue.stopChild('updateTask');
      const requestId = context.update?.requestId;
      if (requestId !== undefined) enqueue({ type: 'answer', params: granted('container.update', requestId, {}) });
    }),
    /** What was in force is in force again. */
    refuseUpdate: base.enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ update: undefined, ...changed(context, { updating: undefined }) });
      enqueue('save');
      enqueue.stopChild('updateTask');
      const requestId = context.update?.requestId;
      if (requestId !== undefined) enqueue({ type: 'answer', params: refused(requestId, failureIn(event)) });
    }),
    /** It comes to its end: no update begins any more. */
    refuseUpdates: base.enqueueActions(({ context, enqueue }) => {
      for (const { requestId } of context.updates)
        enqueue({ type: 'answer', params: refused(requestId, notUpdated(context)) });
      enqueue.assign({ updates: [] });
    }),
    /** It has ended: there is nothing left to set limits on. */
    endUpdate: base.enqueueActions(({ context, enqueue }) => {
      if (context.update !== undefined) enqueue.stopChild('updateTask');
      const requestId = context.update?.requestId;
      if (requestId !== undefined) enqueue({ type: 'answer', params: refused(requestId, notUpdated(context)) });
      enqueue.assign({ update: undefined, ...changed(context, { updating: undefined }) });
    }),
    /** Sessions end with the container, also those whose client takes nothing. */
    endSessions: base.enqueueActions(({ context, enqueue }) => {
      for (const execId of context.execs) enqueue.sendTo(`exec:${execId}`, { type: 'container.ended' });
    }),
    /** Some do not even end now that the container has: their clients hear so before it is gone. */
    giveUpExecs: base.enqueueActions(({ context, enqueue }) => {
      for (const execId of context.execs) enqueue.sendTo(`exec:${execId}`, { type: 'container.gone' });
    }),
    spawnLogReopening: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'container.reopenLog');
      const { logPath, bundleDir } = bundleOf(context);
      if (logPath === undefined) {
        const failure = { code: 'ContainerWrongState', details: { reason: 'the container has no log' } } as const;
        enqueue({ type: 'answer', params: refused(event.requestId, failure) });
        return;
      }
      const execId = event.requestId;
      enqueue.spawnChild('logReopening', {
        id: `exec:${execId}`,
        input: {
          requestId: event.requestId,
          service: { ...taskOf(context), identity: identityOf(context), bundleDir, logPath },
        },
      });
      enqueue.assign({ execs: [...context.execs, execId] });
    }),
    /** An exec is over: its actor goes, or it would stay for ever. */
    dropExec: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, ['xstate.done.actor.*', 'xstate.error.actor.*']);
      const { actorId } = event;
      enqueue.stopChild(actorId);
      enqueue.assign({ execs: context.execs.filter((execId) => `exec:${execId}` !== actorId) });
    }),
    cancelExec: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'request.cancelled');
      for (const execId of context.execs) enqueue.sendTo(`exec:${execId}`, event);
    }),

    recordExitFact: base.assign(({ context, event }) => {
      assertEvent(event, 'task.exited');
      return { exitFact: context.exitFact ?? { exitCode: event.exitCode, atMs: event.atMs } };
    }),
  },
  guards: {
    isSameCheckpoint: ({ context, event }) => {
      assertEvent(event, 'container.checkpoint');
      return context.checkpoint?.location === event.location;
    },
    isRestored: ({ context }) => context.record.checkpointDir !== undefined,
    isRestorable: ({ context }) =>
      context.record.checkpointDir !== undefined && context.record.startAskedAtMs === undefined,
    wasCheckpointing: ({ context }) => context.record.checkpointing === true,
    isAborting: ({ context }) => context.failure !== undefined,
    hasImageMounts: ({ context }) => context.record.config.mounts.some(isImageMount),
    hasExited: ({ context }) => context.exitFact !== undefined,
    isStopWanted: ({ context }) => context.killAtMs !== undefined,
    isDying: ({ context }) => context.isSignalled && context.killAtMs !== undefined,
    isPodLost: ({ context }) => context.isPodLost,
    isBlind: ({ context }) => context.isBlind,
    isKillWanted: ({ context }) => context.killAtMs === 0,
    isRemovalWanted: ({ context }) => context.removeWaiters.length > 0,
    hasNoExec: ({ context }) => context.execs.length === 0,
    isRecovered: ({ context }) => context.isRecovered,
    wasRemoving: ({ context }) => context.record.phase === 'removing',
    wasExited: ({ context }) => context.record.exit !== undefined,
    wasStray: ({ context }) => context.record.phase === 'stray',
    wasCreating: ({ context }) => context.record.phase === 'creating',
  },
});
