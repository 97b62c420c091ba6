/** Freezing always ends (I45), an update has a meaning everywhere (I46). */
import type { LinuxResources } from '../machines/config.ts';
import type { WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

export const frozenForAReason: Invariant<WorldFacts> = {
  id: 'I45',
  name: 'frozen-for-a-reason',
  kind: 'always',
  on: ['call'],
  check: ({ tasks, rows }) => {
    for (const { taskId, isFrozen } of tasks.values())
      if (isFrozen === true && !rows.has(`${taskId} checkpoint`)) return `${taskId} is frozen, and nobody knows why`;
    return undefined;
  },
};

export const freezingEnds: Invariant<WorldFacts> = {
  id: 'I45',
  name: 'freezing-ends',
  kind: 'rest',
  on: [],
  check: ({ tasks, isServing, isIdle }) => {
    if (!isServing() || !isIdle()) return undefined;
    for (const { taskId, isFrozen } of tasks.values())
      if (isFrozen === true) return `${taskId} is frozen, and nothing goes on`;
    return undefined;
  },
};

/** What was granted is shown, and is in force where there is a process; after the exit it is refused, in one way. */
export const updatesHaveAMeaning: Invariant<WorldFacts> = {
  id: 'I46',
  name: 'updates-have-a-meaning',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      const { command } = request;
      if (command.type !== 'container.update') continue;
      const past = facts.chronicle.containers.get(command.containerId);
      if (!reply.ok) continue;
      if (past === undefined) return `${request.requestId} was granted, and there is no such container`;
      if (past.exited !== undefined && past.exited === past.last)
        return `${request.requestId} was granted, and ${command.containerId} has exited`;
      const lacking = lackingIn(past.last.resources, command.resources);
      if (lacking !== undefined) return `${request.requestId} was granted, and ${lacking} is not shown`;
    }
    return undefined;
  },
};
const lackingIn = (shown: LinuxResources | undefined, asked: LinuxResources): string | undefined => {
  for (const [field, value] of Object.entries(asked)) {
    if (typeof value !== 'string' || value === '' || value === '0') continue;
    if (String((shown as Record<string, unknown> | undefined)?.[field]) !== value) return `${field} ${value}`;
  }
  return undefined;
};

/** A restart, or an update that failed, changes nothing of what is in force without saying so. */
export const limitsAreThoseShown: Invariant<WorldFacts> = {
  id: 'I46',
  name: 'limits-are-those-shown',
  kind: 'rest',
  on: [],
  check: (facts) => {
    if (!facts.isServing() || !facts.isIdle()) return undefined;
    for (const { containerId, state, resources } of facts.containers()) {
      const limits = facts.tasks.get(containerId)?.limits;
      if (state !== 'running' || limits === undefined) continue;
      const lacking = lackingIn(resources, limits);
      if (lacking !== undefined) return `${containerId} has ${lacking}, and shows another`;
    }
    return undefined;
  },
};

export const updateInvariants = {
  life: [],
  world: [frozenForAReason, freezingEnds, updatesHaveAMeaning, limitsAreThoseShown],
};
