/** Checkpoints of a container: who waits for one, and what it was when it is given up. */
import { assertEvent } from 'xstate';
import { granted, refused } from './chart.ts';
import { containerBase } from './container-base.ts';
import { type ContainerContext, changed, failureIn } from './container-context.ts';
import type { Failure } from './failure.ts';

const notCheckpointed = ({ record }: ContainerContext): Failure => ({
  code: 'ContainerWrongState',
  details: {
    containerId: record.containerId,
    reason: 'it was stopped or it ended before the checkpoint was done',
    command: 'container.checkpoint',
  },
});

export const checkpointActions = {
  keepCheckpoint: containerBase.assign(({ context, event }) => {
    assertEvent(event, 'container.checkpoint');
    const { location, timeoutMs, requestId } = event;
    const waiters = [...(context.checkpoint?.waiters ?? []), requestId];
    return {
      checkpoint: { location, timeoutMs, waiters },
      ...changed(context, { checkpointing: true }),
    };
  }),
  answerCheckpoint: containerBase.enqueueActions(({ context, enqueue }) => {
    for (const requestId of context.checkpoint?.waiters ?? [])
      enqueue({ type: 'answer', params: granted('container.checkpoint', requestId, {}) });
    enqueue.assign({ checkpoint: undefined });
  }),
  /** It failed; or, without a failure, it was given up for something that matters more. */
  refuseCheckpoint: containerBase.enqueueActions(({ context, event, enqueue }) => {
    const failure = 'error' in event ? failureIn(event) : notCheckpointed(context);
    for (const requestId of context.checkpoint?.waiters ?? [])
      enqueue({ type: 'answer', params: refused(requestId, failure) });
    enqueue.assign({ checkpoint: undefined });
  }),
  forgetCheckpointing: containerBase.assign(({ context }) => changed(context, { checkpointing: undefined })),
  /** A container that waits to be restored ends as one that was created and never started. */
  endUnrestored: containerBase.assign(({ context, event }) => ({
    exitFact: { exitCode: 137, atMs: 'atMs' in event ? event.atMs : context.record.createdAtMs },
  })),
};
