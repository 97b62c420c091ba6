/** Updates of a container's limits: one at a time, in their order, and not beside a start. */
import { assertEvent } from 'xstate';
import { granted, refused } from './chart.ts';
import { containerBase } from './container-base.ts';
import { bundleOf, type ContainerContext, changed, failureIn, taskOf } from './container-context.ts';
import type { Failure } from './failure.ts';
import { resourcesIn } from './records.ts';
import type { UpdatedTask } from './services/tasks.ts';

const notUpdated = ({ record }: ContainerContext): Failure => ({
  code: 'ContainerWrongState',
  details: {
    containerId: record.containerId,
    reason: 'it ended before the update was done',
    command: 'container.update',
  },
});

export const updateActions = {
  keepUpdate: containerBase.assign(({ context, event }) => {
    assertEvent(event, 'container.update');
    return { updates: [...context.updates, event] };
  }),
  /** One at a time, in their order, and not beside a start. What a crash cut off comes first. */
  nextUpdate: containerBase.enqueueActions(({ context, enqueue }) => {
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
  keepUpdated: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'xstate.done.actor.*');
    const { resources } = event.output as UpdatedTask;
    enqueue.assign({ update: undefined, ...changed(context, { resources, updating: undefined }) });
    enqueue('save');
    enqueue.stopChild('updateTask');
    const requestId = context.update?.requestId;
    if (requestId !== undefined) enqueue({ type: 'answer', params: granted('container.update', requestId, {}) });
  }),
  /** What was in force is in force again. */
  refuseUpdate: containerBase.enqueueActions(({ context, event, enqueue }) => {
    enqueue.assign({ update: undefined, ...changed(context, { updating: undefined }) });
    enqueue('save');
    enqueue.stopChild('updateTask');
    const requestId = context.update?.requestId;
    if (requestId !== undefined) enqueue({ type: 'answer', params: refused(requestId, failureIn(event)) });
  }),
  /** It comes to its end: no update begins any more. */
  refuseUpdates: containerBase.enqueueActions(({ context, enqueue }) => {
    for (const { requestId } of context.updates)
      enqueue({ type: 'answer', params: refused(requestId, notUpdated(context)) });
    enqueue.assign({ updates: [] });
  }),
  /** It has ended: there is nothing left to set limits on. */
  endUpdate: containerBase.enqueueActions(({ context, enqueue }) => {
    if (context.update !== undefined) enqueue.stopChild('updateTask');
    const requestId = context.update?.requestId;
    if (requestId !== undefined) enqueue({ type: 'answer', params: refused(requestId, notUpdated(context)) });
    enqueue.assign({ update: undefined, ...changed(context, { updating: undefined }) });
  }),
};
