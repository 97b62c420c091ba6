/**
 * What the container's chart is made of: the actions and guards by name. The chart itself, which says when each of them happens,
 * is `container.ts`.
 */
import { assertEvent } from 'xstate';
import { refusal } from './chart.ts';
import { isImageMount } from './config.ts';
import { containerBase } from './container-base.ts';
import { checkpointActions } from './container-checkpoints.ts';
import { abortedCreation, type ContainerContext, failureIn } from './container-context.ts';
import { sessionActions } from './container-sessions.ts';
import { updateActions } from './container-updates.ts';
import { waiterActions } from './container-waiters.ts';
import type { ContainerCommand } from './messages.ts';

/** Refuses a command that is not allowed in this state. */
export const wrongState = (state: string) =>
  refusal<ContainerContext, ContainerCommand>(({ record }, command) => ({
    code: 'ContainerWrongState',
    details: { containerId: record.containerId, state, command: command.type },
  }));

export const containerSetup = containerBase.extend({
  actions: {
    ...waiterActions,
    ...checkpointActions,
    ...updateActions,
    ...sessionActions,
    killNow: containerBase.assign({ killAtMs: 0 }),
    keepSeen: containerBase.assign({ wasSeen: true }),
    loseSight: containerBase.assign({ wasSeen: false }),
    keepSignalled: containerBase.assign({ isSignalled: true }),
    keepPodLost: containerBase.assign({ isPodLost: true }),
    keepBlind: containerBase.assign({ isBlind: true }),
    clearBlind: containerBase.assign({ isBlind: false }),
    abortCreation: containerBase.assign(({ context }) => ({ failure: context.failure ?? abortedCreation })),
    keepFailure: containerBase.assign(({ context, event }) => ({ failure: context.failure ?? failureIn(event) })),
    keepStartFailure: containerBase.assign(({ event }) => ({ startFailure: failureIn(event) })),
    keepUndoFailure: containerBase.assign(({ event }) => ({ undoFailure: failureIn(event) })),
    clearUndoFailure: containerBase.assign({ undoFailure: undefined }),
    keepUnkillable: containerBase.assign(({ context }) => ({
      undoFailure: { code: 'ContainerUnkillable', details: { containerId: context.record.containerId } } as const,
    })),
    armGrace: containerBase.enqueueActions(({ context, event, enqueue }) => {
      if (!('atMs' in event) || context.killAtMs === undefined) return;
      enqueue.cancel('grace');
      enqueue.raise({ type: 'grace.over' }, { id: 'grace', delay: Math.max(0, context.killAtMs - event.atMs) });
    }),
    recordExitFact: containerBase.assign(({ context, event }) => {
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

/** While it ends: who asks for that waits. */
export const waitersWait = {
  'container.stop': { actions: 'keepStopWaiter' },
  'container.remove': { actions: 'keepRemoveWaiter' },
} as const;
/** It could not be ended: who asks for that, or needs it, has it tried again. */
export const waitersMakeItEnd = {
  'container.stop': { target: 'ending', actions: 'keepStopWaiter' },
  'container.remove': { target: 'ending', actions: 'keepRemoveWaiter' },
  'sandbox.closing': 'ending',
} as const;
