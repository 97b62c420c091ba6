/** Helpers end (I23), processes have identities (I24), nothing grows (I25), calls are bounded (I26). */
import { bounds } from './bounds.ts';
import type { Counters, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

/** A helper of an exec lives as long as somebody calls, or is about to be ended by who ends the container. */
export const helpersHaveOwners: Invariant<WorldFacts> = {
  id: 'I23',
  name: 'helpers-have-owners',
  kind: 'always',
  on: ['call'],
  check: ({ things, openCalls }) => {
    for (const [thing, owner] of things) {
      if (!thing.startsWith('process exec ')) continue;
      let isCalled = false;
      for (const call of openCalls()) isCalled ||= call.service === 'execTask' && call.ownerId === owner;
      if (!isCalled) return `there is ${thing} of ${owner}, and nobody waits for it`;
    }
    return undefined;
  },
};

export const oneMonitorATask: Invariant<WorldFacts> = {
  id: 'I23',
  name: 'monitors-have-tasks',
  kind: 'rest',
  on: [],
  check: (facts) => {
    for (const [thing, owner] of facts.things)
      if (thing.startsWith('process monitor ') && !facts.rows.has(`${owner} task`))
        return `there is ${thing}, and no task of ${owner} in the ledger`;
    return undefined;
  },
};

/** A signal, an exec or an update is for the process that was made, not for one that has its number now. */
export const processesHaveIdentities: Invariant<WorldFacts> = {
  id: 'I24',
  name: 'processes-have-identities',
  kind: 'always',
  on: ['call'],
  check: ({ calls, tasks, strangersHit }) => {
    const [hit] = strangersHit;
    if (hit !== undefined) return `a stranger was hit: ${hit}`;
    for (const call of calls) {
      if (call.what !== 'begun' || !('identity' in call.input)) continue;
      const { identity } = call.input;
      if (!(identity.pid > 0) || identity.startTicks === '') return `${call.name} has a pid without its start time`;
      const task = tasks.get(call.ownerId);
      if (task !== undefined && (task.pid !== identity.pid || task.startTicks !== identity.startTicks))
        return `${call.name} means process ${identity.pid}, and ${call.ownerId} has ${task.pid}`;
    }
    return undefined;
  },
};

export const noGrowth: Invariant<WorldFacts> = {
  id: 'I25',
  name: 'no-growth',
  kind: 'end',
  on: [],
  check: ({ counters, countersAtStart, isServing }) => (isServing() ? grown(countersAtStart, counters()) : undefined),
};
const grown = (before: Counters, after: Counters): string | undefined => {
  for (const [name, count] of Object.entries(after))
    if (count > (before[name] ?? 0)) return `${name}: ${before[name] ?? 0} before, ${count} after`;
  return undefined;
};

export const callsAreBounded: Invariant<WorldFacts> = {
  id: 'I26',
  name: 'calls-are-bounded',
  kind: 'always',
  on: ['time'],
  check: ({ openCalls, nowMs }) => {
    for (const { service, ownerId, begunAtMs } of openCalls()) {
      const openMs = nowMs() - begunAtMs;
      if (openMs > bounds.callMs && !endless.has(service))
        return `${service} of ${ownerId} is open for ${Math.round(openMs / 1000)} s`;
    }
    return undefined;
  },
};
/** As long as its client wants; bounded by progress instead. */
const endless: ReadonlySet<string> = new Set(['execTask', 'fetchLayers', 'checkpointTask']);

export const processInvariants = {
  life: [],
  world: [helpersHaveOwners, oneMonitorATask, processesHaveIdentities, noGrowth, callsAreBounded],
};
