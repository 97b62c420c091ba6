/**
 * What clients call things. A handler makes a new id for every request, so what is asked again after a death of the daemon has
 * another one; what follows concerns the one that its client was told of, or else the one that is listed.
 */
import { type Keep, KeptMap } from '../machines/keeping.ts';
import type { Draft, Reply } from '../machines/messages.ts';

export interface Ids {
  /** What is said instead of a step of the scenario. @param life of the daemon; `isAgain`: it was asked in an earlier one. */
  readonly said: (step: Draft, asked: { readonly life: number; readonly isAgain: boolean }) => Draft;
  /** Its client hears it. */
  readonly heard: (step: Draft, reply: Reply) => void;
  readonly text: () => string;
  readonly keep: Keep;
}

/** Not behind it: the beginning of an id stands for all of it. */
const again = /^again\d+-/;
/** As the scenario has it. */
export const firstIdOf = (id: string): string => id.replace(again, '');

/** @param listed what the daemon shows now, oldest first. */
export const openIds = (listed: () => readonly string[]): Ids => {
  /** What answers say, by the id in the scenario; absent: that one. */
  const told = new KeptMap<string, string>();

  /** What its client cannot know has the first id. */
  const now = (id: string): string => told.get(id) ?? listed().findLast((each) => firstIdOf(each) === id) ?? id;
  const made = (id: string, { life, isAgain }: { readonly life: number; readonly isAgain: boolean }): string =>
    isAgain ? `again${life}-${id}` : id;

  return {
    said: (step, asked) => {
      switch (step.type) {
        case 'sandbox.run':
          return { ...step, sandboxId: made(step.sandboxId, asked) };
        case 'container.create':
          return { ...step, sandboxId: now(step.sandboxId), containerId: made(step.containerId, asked) };
        case 'container.exec':
        case 'container.openExec':
        case 'container.attach':
          return { ...step, containerId: now(step.containerId), execId: made(step.execId, asked) };
        case 'sandbox.forwardPorts':
          return { ...step, sandboxId: now(step.sandboxId), forwardId: made(step.forwardId, asked) };
        case 'image.pull':
          return { ...step, pullId: made(step.pullId, asked) };
        case 'image.remove':
          return step;
        case 'sandbox.stop':
        case 'sandbox.remove':
        case 'sandbox.update':
          return { ...step, sandboxId: now(step.sandboxId) };
        default:
          return { ...step, containerId: now(step.containerId) };
      }
    },
    heard: (step, reply) => {
      if (!reply.ok) return;
      if (step.type === 'sandbox.run' && 'sandboxId' in reply.value) told.set(step.sandboxId, reply.value.sandboxId);
      if (step.type === 'container.create' && 'containerId' in reply.value)
        told.set(step.containerId, reply.value.containerId);
    },
    text: () => [...told].flatMap(([id, now]) => (id === now ? [] : `${id}=${now}`)).join(),
    keep: told.keep,
  };
};
