/** Who waits for a sandbox's start, stop or removal, and what they are answered. */
import { assertEvent } from 'xstate';
import { granted, refused } from './chart.ts';
import { sandboxBase } from './sandbox-base.ts';
import { abortedRun } from './sandbox-context.ts';

export const waiterActions = {
  keepRunWaiter: sandboxBase.assign(({ context, event }) => {
    assertEvent(event, 'sandbox.join');
    return { runWaiters: [...context.runWaiters, event.requestId] };
  }),
  keepStopWaiter: sandboxBase.assign(({ context, event }) => {
    assertEvent(event, 'sandbox.stop');
    return { stopWaiters: [...context.stopWaiters, event.requestId] };
  }),
  keepRemoveWaiter: sandboxBase.assign(({ context, event }) => {
    assertEvent(event, 'sandbox.remove');
    return { removeWaiters: [...context.removeWaiters, event.requestId] };
  }),
  answerRun: sandboxBase.enqueueActions(({ context, enqueue }) => {
    const { sandboxId } = context.record;
    for (const requestId of context.runWaiters)
      enqueue({ type: 'answer', params: granted('sandbox.run', requestId, { sandboxId }) });
    enqueue.assign({ runWaiters: [] });
  }),
  refuseRun: sandboxBase.enqueueActions(({ context, enqueue }) => {
    const failure = context.failure ?? abortedRun;
    for (const requestId of context.runWaiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ runWaiters: [] });
  }),
  /** The name stays taken by what could not be undone. */
  refuseAgain: sandboxBase.enqueueActions(({ context, enqueue }) => {
    const failure = context.undoFailure ?? context.networkFailure ?? abortedRun;
    for (const { requestId } of context.again) enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ again: [] });
  }),
  answerStop: sandboxBase.enqueueActions(({ context, enqueue }) => {
    for (const requestId of context.stopWaiters)
      enqueue({ type: 'answer', params: granted('sandbox.stop', requestId, {}) });
    enqueue.assign({ stopWaiters: [] });
  }),
  answerRemove: sandboxBase.enqueueActions(({ context, enqueue }) => {
    for (const requestId of context.removeWaiters)
      enqueue({ type: 'answer', params: granted('sandbox.remove', requestId, {}) });
    enqueue.assign({ removeWaiters: [] });
  }),
  /** Undo failed: who waited for it hears so, and the sandbox stays, so that they can ask again. */
  refuseEnd: sandboxBase.enqueueActions(({ context, enqueue }) => {
    const failure = context.undoFailure ?? context.networkFailure ?? abortedRun;
    for (const requestId of [...context.stopWaiters, ...context.removeWaiters])
      enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ stopWaiters: [], removeWaiters: [] });
  }),
  grantJoin: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'sandbox.join');
    const { sandboxId } = context.record;
    enqueue({ type: 'answer', params: granted('sandbox.run', event.requestId, { sandboxId }) });
  }),
  refuseName: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'sandbox.join');
    const { sandboxId, config } = context.record;
    const { namespace, name } = config.metadata;
    const failure = {
      code: 'NameTaken',
      details: { name, namespace, sandboxId, reason: 'it is stopped; remove it first' },
    } as const;
    enqueue({ type: 'answer', params: refused(event.requestId, failure) });
  }),
  postponeJoin: sandboxBase.assign(({ context, event }) => {
    assertEvent(event, 'sandbox.join');
    return { again: [...context.again, { ...event, type: 'sandbox.run' } as const] };
  }),
};
