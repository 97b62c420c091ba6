/** A sandbox's containers: they are born, recovered, told, and followed by others when their actors crash. */
import { assertEvent, sendParent } from 'xstate';
import { refused } from './chart.ts';
import { containerNameOf } from './config.ts';
import type { CreateContainer } from './messages.ts';
import { sandboxBase } from './sandbox-base.ts';
import {
  mayLive,
  memberByActor,
  memberByName,
  type SandboxContext,
  sceneOf,
  withMember,
  withoutForward,
  withoutMember,
} from './sandbox-context.ts';
import { targetProcessOf } from './target-process.ts';

export const memberActions = {
  /** Tells the supervisor that this sandbox and all that is in it are known. */
  tellSettled: sandboxBase.enqueueActions(({ context, enqueue }) => {
    if (Object.values(context.members).some(({ isKnown }) => !isKnown)) return;
    enqueue(sendParent({ type: 'sandbox.settled', sandboxId: context.record.sandboxId }));
  }),
  /** A container, or a place in the line of one that has its name. */
  createContainer: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
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
  recoverContainers: sandboxBase.enqueueActions(({ context, enqueue }) => {
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
  tellLost: sandboxBase.enqueueActions(({ context, enqueue }) => {
    for (const member of Object.values(context.members))
      if (mayLive(member) && !member.isDown) enqueue.sendTo(member.actorId, { type: 'sandbox.lost' });
  }),
  closeContainers: sandboxBase.enqueueActions(({ context, enqueue }) => {
    for (const member of Object.values(context.members))
      if (mayLive(member) && !member.isDown) enqueue.sendTo(member.actorId, { type: 'sandbox.closing' });
  }),
  removeContainers: sandboxBase.enqueueActions(({ context, enqueue }) => {
    for (const [containerId, { actorId, isDown }] of Object.entries(context.members))
      if (!isDown) enqueue.sendTo(actorId, removalOf(context, containerId));
  }),
  keepSettled: sandboxBase.assign(({ context, event }) => {
    assertEvent(event, 'container.settled');
    return withMember(context, event.containerId, {
      phase: event.phase,
      isKnown: true,
      process: event.process,
      creates: [],
    });
  }),
  /** A container is gone. Creations of its name that came meanwhile are asked again. */
  dropContainer: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
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
  /** A container's actor crashed: another takes its place and asks the world. */
  replaceContainer: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
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
  respawnContainer: sandboxBase.enqueueActions(({ context, event, enqueue }) => {
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
};

/** The sandbox's own request: nobody waits for its answer but by the container's end. */
const removalOf = ({ record }: SandboxContext, containerId: string) =>
  ({
    type: 'container.remove',
    requestId: `${record.sandboxId}/remove/${containerId}`,
    containerId,
    atMs: record.createdAtMs,
  }) as const;
