/** What is in use is pinned (I42), equal pulls agree (I43). */
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

export const imagesAppearWhole: Invariant<WorldFacts> = {
  id: 'I42',
  name: 'images-appear-whole',
  kind: 'always',
  on: ['call'],
  check: ({ calls, rows }) => {
    for (const { what, service, ownerId, name } of calls)
      if (what === 'begun' && service === 'registerImage' && rows.get(`${ownerId} pull`)?.isDone !== true)
        return `${name} begins, and its layers are not all here`;
    return undefined;
  },
};

/** Finding and pinning are one step: who got the image has it until the end. */
export const usedImagesStay: Invariant<WorldFacts> = {
  id: 'I42',
  name: 'used-layers-stay',
  kind: 'always',
  on: ['call'],
  check: ({ calls, things, rows }) => {
    for (const { what, service, ownerId, name } of calls) {
      if (what !== 'begun' || service !== 'createTask') continue;
      const rootfs = rows.get(`${ownerId} rootfs`);
      if (rootfs === undefined) continue;
      let isMounted = false;
      for (const [thing, owner] of things) isMounted ||= owner === ownerId && thing.startsWith('mount ');
      if (!isMounted) return `${name} begins, and its root filesystem is not mounted`;
    }
    return undefined;
  },
};

export const pulledIsHere: Invariant<WorldFacts> = {
  id: 'I42',
  name: 'pulled-is-here',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh, images, requests }) => {
    for (const { request, reply } of fresh) {
      if (!reply.ok || request.command.type !== 'image.pull' || !('imageId' in reply.value)) continue;
      const isRemoved = [...requests.values()].some(({ command }) => command.type === 'image.remove');
      if (!isRemoved && !images.has(reply.value.imageId))
        return `${request.requestId} was granted, and there is no such image`;
    }
    return undefined;
  },
};

/** One that is given up takes nobody with it, and fails for reasons of its own. */
export const equalPullsAgree: Invariant<LifeFacts> = {
  id: 'I43',
  name: 'equal-pulls-agree',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh }) => {
    for (const { request, reply } of fresh)
      if (
        request.command.type === 'image.pull' &&
        !reply.ok &&
        reply.failure.code === 'Cancelled' &&
        request.state === 'open'
      )
        return `${request.requestId} was ended by another's cancel`;
    return undefined;
  },
};

export const credentialsAreNotShared: Invariant<WorldFacts> = {
  id: 'I43',
  name: 'credentials-are-not-shared',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh, resolved }) => {
    for (const { request, reply } of fresh) {
      const { command } = request;
      if (command.type !== 'image.pull' || !reply.ok) continue;
      if (!resolved.has(`${command.reference} ${command.credentialsKey ?? ''}`))
        return `${request.requestId} was granted without a question with its credentials`;
    }
    return undefined;
  },
};

export const imageInvariants = {
  life: [equalPullsAgree],
  world: [imagesAppearWhole, usedImagesStay, pulledIsHere, credentialsAreNotShared],
};
