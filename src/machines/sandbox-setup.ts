/**
 * What the sandbox's chart is made of: the actions and guards by name. The chart itself, which says when each of them happens,
 * is `sandbox.ts`.
 */
import { assertEvent } from 'xstate';
import { granted, refusal } from './chart.ts';
import { failureIn } from './container-context.ts';
import type { SandboxCommand } from './messages.ts';
import { sandboxBase } from './sandbox-base.ts';
import { abortedRun, changed, hasOwnNetwork, isAnyAlive, needsInfra, type SandboxContext } from './sandbox-context.ts';
import { forwardActions } from './sandbox-forwards.ts';
import { memberActions } from './sandbox-members.ts';
import { waiterActions } from './sandbox-waiters.ts';

/** Refuses a command that is not allowed in this state. */
export const wrongState = (state: string) =>
  refusal<SandboxContext, SandboxCommand>(({ record }, command) => ({
    code: 'SandboxWrongState',
    details: { sandboxId: record.sandboxId, state, command: command.type },
  }));

export const sandboxSetup = sandboxBase.extend({
  actions: {
    ...waiterActions,
    ...memberActions,
    ...forwardActions,
    abortRun: sandboxBase.assign(({ context }) => ({ failure: context.failure ?? abortedRun })),
    keepFailure: sandboxBase.assign(({ context, event }) => ({ failure: context.failure ?? failureIn(event) })),
    keepUndoFailure: sandboxBase.assign(({ context, event }) => ({
      undoFailure: context.undoFailure ?? failureIn(event),
    })),
    keepNetworkFailure: sandboxBase.assign(({ context, event }) => ({
      networkFailure: failureIn(event),
      networkFailures: context.networkFailures + 1,
    })),
    keepMemberFailure: sandboxBase.assign(({ context, event }) => {
      assertEvent(event, 'container.settled');
      return { undoFailure: context.undoFailure ?? event.failure };
    }),
    clearUndoFailure: sandboxBase.assign({ undoFailure: undefined, networkFailure: undefined }),
    keepResources: sandboxBase.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.update');
      const { overhead = context.record.overhead, resources = context.record.resources } = event;
      return changed(context, { overhead, resources });
    }),
    grantUpdate: sandboxBase.enqueueActions(({ event, enqueue }) => {
      assertEvent(event, 'sandbox.update');
      enqueue({ type: 'answer', params: granted('sandbox.update', event.requestId, {}) });
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

/** After this many failed DELs in a row a removal goes on without. */
const maxNetworkFailures = 3;
const isDebtAccepted = ({ removeWaiters, networkFailures }: SandboxContext): boolean =>
  removeWaiters.length > 0 && networkFailures >= maxNetworkFailures;
