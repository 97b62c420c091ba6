/** Who waits for a container's creation, start, stop or removal, and what they are answered. */
import { assertEvent } from 'xstate';
import { granted, refused } from './chart.ts';
import { containerBase } from './container-base.ts';
import { abortedCreation } from './container-context.ts';

export const waiterActions = {
  keepCreateWaiter: containerBase.assign(({ context, event }) => {
    assertEvent(event, 'container.join');
    return { createWaiters: [...context.createWaiters, event.requestId] };
  }),
  keepRemoveWaiter: containerBase.assign(({ context, event }) => {
    assertEvent(event, 'container.remove');
    return { removeWaiters: [...context.removeWaiters, event.requestId] };
  }),
  /** The deadline is the container's; a request can only bring it forward. */
  keepStopWaiter: containerBase.assign(({ context, event }) => {
    assertEvent(event, 'container.stop');
    const killAtMs = Math.min(context.killAtMs ?? Number.POSITIVE_INFINITY, event.atMs + event.graceMs);
    return { stopWaiters: [...context.stopWaiters, event.requestId], killAtMs };
  }),
  answerCreate: containerBase.enqueueActions(({ context, enqueue }) => {
    const { containerId } = context.record;
    for (const requestId of context.createWaiters)
      enqueue({ type: 'answer', params: granted('container.create', requestId, { containerId }) });
    enqueue.assign({ createWaiters: [] });
  }),
  answerStop: containerBase.enqueueActions(({ context, enqueue }) => {
    for (const requestId of context.stopWaiters)
      enqueue({ type: 'answer', params: granted('container.stop', requestId, {}) });
    enqueue.assign({ stopWaiters: [] });
  }),
  /** The container is gone: what waited for its creation fails, what waited for its end succeeds. */
  answerAll: containerBase.enqueueActions(({ context, enqueue }) => {
    const failure = context.failure ?? abortedCreation;
    const failed = [...context.createWaiters, ...(context.startWaiter === undefined ? [] : [context.startWaiter])];
    for (const requestId of failed) enqueue({ type: 'answer', params: refused(requestId, failure) });
    for (const requestId of context.stopWaiters)
      enqueue({ type: 'answer', params: granted('container.stop', requestId, {}) });
    for (const requestId of context.removeWaiters)
      enqueue({ type: 'answer', params: granted('container.remove', requestId, {}) });
    enqueue.assign({ createWaiters: [], stopWaiters: [], removeWaiters: [], startWaiter: undefined });
  }),
  refuseRemove: containerBase.enqueueActions(({ context, enqueue }) => {
    const failure = context.undoFailure ?? abortedCreation;
    for (const requestId of context.removeWaiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ removeWaiters: [] });
  }),
  refuseCreate: containerBase.enqueueActions(({ context, enqueue }) => {
    const failure = context.failure ?? abortedCreation;
    const waiters = [...context.createWaiters, ...context.again.map(({ requestId }) => requestId)];
    for (const requestId of waiters) enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ createWaiters: [], again: [] });
  }),
  /** It could not be ended: who waits for that hears why. */
  refuseEnd: containerBase.enqueueActions(({ context, enqueue }) => {
    const { containerId } = context.record;
    const failure = context.undoFailure ?? { code: 'ContainerUnkillable', details: { containerId } };
    for (const requestId of [...context.stopWaiters, ...context.removeWaiters])
      enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ stopWaiters: [], removeWaiters: [] });
  }),
  answerStarted: containerBase.enqueueActions(({ context, enqueue }) => {
    if (context.startWaiter === undefined) return;
    enqueue({ type: 'answer', params: granted('container.start', context.startWaiter, {}) });
    enqueue.assign({ startWaiter: undefined });
  }),
  refuseStart: containerBase.enqueueActions(({ context, enqueue }) => {
    if (context.startWaiter === undefined) return;
    const failure = context.startFailure ?? abortedCreation;
    enqueue({ type: 'answer', params: refused(context.startWaiter, failure) });
    enqueue.assign({ startWaiter: undefined });
  }),
  refuseName: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'container.join');
    const { containerId, config } = context.record;
    const failure = { code: 'NameTaken', details: { name: config.metadata.name, containerId } } as const;
    enqueue({ type: 'answer', params: refused(event.requestId, failure) });
  }),
  grantStop: containerBase.enqueueActions(({ event, enqueue }) => {
    assertEvent(event, 'container.stop');
    enqueue({ type: 'answer', params: granted('container.stop', event.requestId, {}) });
  }),
  grantJoin: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'container.join');
    const { containerId } = context.record;
    enqueue({ type: 'answer', params: granted('container.create', event.requestId, { containerId }) });
  }),
  postponeJoin: containerBase.assign(({ context, event }) => {
    assertEvent(event, 'container.join');
    const { type: _, ...command } = event;
    return { again: [...context.again, { ...command, type: 'container.create' } as const] };
  }),
};
