/** Whom a request or a call concerns. */
import type { Draft } from '../machines/messages.ts';
import type { LifeFacts, TaskSeenInWorld, WorldFacts } from './facts.ts';

/** A container; or a pod and all that was ever wanted in it. */
export const subjectsOf = ({ chronicle }: Pick<LifeFacts, 'chronicle'>, command: Draft): readonly string[] => {
  if ('containerId' in command) return [command.containerId];
  if ('sandboxId' in command) return [command.sandboxId, ...chronicle.membersOf(command.sandboxId)];
  return [];
};

/** The sandbox of a sandbox or container. */
export const podOf = ({ chronicle }: Pick<LifeFacts, 'chronicle'>, id: string): string => chronicle.podOf(id) ?? id;

/** Its first process exists. */
export const isAlive = (task: TaskSeenInWorld | undefined): boolean =>
  task?.status === 'created' || task?.status === 'running';

/** `kind name` of all that is this one's. */
export const thingsOf = ({ things }: Pick<WorldFacts, 'things'>, ownerId: string): readonly string[] => {
  const found: string[] = [];
  for (const [name, owner] of things) if (owner === ownerId) found.push(name);
  return found;
};

/** Whether this call of its owner failed once. */
export const hasFailed = ({ chronicle }: Pick<LifeFacts, 'chronicle'>, ownerId: string, service: string): boolean =>
  chronicle.failed.has(`${ownerId} ${service}`);

/** It is shown at this moment. */
export const isShown = ({ chronicle }: Pick<LifeFacts, 'chronicle'>, id: string): boolean => {
  const past = chronicle.containers.get(id) ?? chronicle.sandboxes.get(id);
  return past !== undefined && !past.isGone;
};
