/** Connections of clients to ports of a sandbox. */
import { assertEvent } from 'xstate';
import { sandboxBase } from './sandbox-base.ts';

export const forwardActions = {
  spawnForward: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'sandbox.forwardPorts');
    const { requestId, forwardId, streamsKey } = event;
    const { sandboxId, pins } = context.record;
    const service = { sandboxId, netnsPath: pins?.net, streamsKey };
    enqueue.spawnChild('portForward', { id: `forward:${forwardId}`, input: { requestId, service } });
    enqueue.assign({ forwards: [...context.forwards, forwardId] });
  }),
  endForwards: sandboxBase.enqueueActions(({ context, enqueue }) => {
    for (const forwardId of context.forwards) enqueue.sendTo(`forward:${forwardId}`, { type: 'sandbox.closing' });
  }),
  cancelForward: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'request.cancelled');
    for (const forwardId of context.forwards) enqueue.sendTo(`forward:${forwardId}`, event);
  }),
};
