/** No exit is missed (I10), none waits for cleaning (I11), nothing lives after it (I14), its reason is final (I38). */
import { bounds } from './bounds.ts';
import type { WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { failedStarts, isFirstExit } from './states.ts';
import { hasFailed, isAlive } from './subjects.ts';

export const noExitIsMissed: Invariant<WorldFacts> = {
  id: 'I10',
  name: 'no-exit-is-missed',
  kind: 'rest',
  on: [],
  check: (facts) => {
    if (!facts.isServing() || !facts.isIdle()) return undefined;
    for (const { containerId, state } of facts.containers()) {
      const task = facts.tasks.get(containerId);
      if ((state === 'running' || state === 'created') && task?.status === 'exited')
        return `${containerId} is shown ${state}, its process has ended, and nothing goes on`;
    }
    return undefined;
  },
};

/** Cleaning begins when the exit is visible, so nobody waits for it. Where nothing was ever shown, there is nothing to show. */
export const exitWaitsForNoCleaning: Invariant<WorldFacts> = {
  id: 'I11',
  name: 'exit-waits-for-no-cleaning',
  kind: 'always',
  on: ['call'],
  check: ({ calls, chronicle, isServing }) => {
    if (!isServing()) return undefined; // nothing is shown
    for (const { what, service, ownerId, name } of calls) {
      if (what !== 'begun' || !cleaning.has(service)) continue;
      const past = chronicle.containers.get(ownerId);
      if (past !== undefined && !past.isGone && isShownAlive(past.last.state))
        return `${name} begins, and ${ownerId} is shown ${past.last.state}`;
    }
    return undefined;
  },
};
/** Of what is unknown its deletion is the end. */
const isShownAlive = (state: string): boolean => state === 'created' || state === 'running';
const cleaning: ReadonlySet<string> = new Set(['deleteTask', 'unmountImages', 'unmountRootfs', 'removeBundle']);

export const exitIsShownInTime: Invariant<WorldFacts> = {
  id: 'I11',
  name: 'exit-is-shown-in-time',
  kind: 'always',
  on: ['time'],
  check: ({ tasks, chronicle, nowMs }) => {
    for (const { taskId, end } of tasks.values()) {
      const past = chronicle.containers.get(taskId);
      if (end === undefined || past === undefined || past.isGone || past.exited !== undefined) continue;
      const waitedMs = nowMs() - end.atMs;
      if (waitedMs > bounds.exitShownMs) return `${taskId} ended ${waitedMs} ms ago, and is shown ${past.last.state}`;
    }
    return undefined;
  },
};

export const nothingLivesAfterExit: Invariant<WorldFacts> = {
  id: 'I14',
  name: 'nothing-lives-after-exit',
  kind: 'always',
  on: ['view'],
  check: (facts) => {
    for (const change of facts.changes) {
      if (!isFirstExit(change)) continue;
      const { id } = change;
      if (isAlive(facts.tasks.get(id))) return `${id} is shown exited, and its process lives`;
      for (const [name, owner] of facts.things)
        if (owner === id && /^process (?!monitor )/.test(name)) return `${id} is shown exited, and there is ${name}`;
    }
    return undefined;
  },
};

/** True in both directions, as far as the counters could be read. */
export const oomIsFinal: Invariant<WorldFacts> = {
  id: 'I38',
  name: 'oom-is-final',
  kind: 'always',
  on: ['view'],
  check: (facts) => {
    for (const change of facts.changes) {
      if (!isFirstExit(change)) continue;
      const { id, now } = change;
      const { end, oomKills = 0 } = facts.tasks.get(id) ?? {};
      if (end === undefined || now === undefined || failedStarts.has(now.reason) || now.reason === 'Unknown') continue;
      const isSaid = now.reason === 'OOMKilled';
      const was = (end.isOomKilled === true || oomKills > 0) && end.exitCode !== 0;
      if (isSaid !== was && !hasFailed(facts, id, 'settleTask'))
        return `${id} is shown ${now.reason}, and ${was ? 'was' : 'was not'} killed for its memory`;
    }
    return undefined;
  },
};

/** An end that came before its start was answered, or before anybody watched, is shown too: somebody must try. */
export const instantExitWasSeen: Invariant<WorldFacts> = {
  id: 'I10',
  name: 'instant-exit-was-seen',
  kind: 'sometimes',
  on: ['view'],
  check: ({ changes, chronicle }) => {
    for (const change of changes)
      if (isFirstExit(change) && change.before?.state === 'created' && !chronicle.condemned.has(change.id))
        return `${change.id} ended before it was shown running`;
    return undefined;
  },
};

export const exitInvariants = {
  life: [],
  world: [
    noExitIsMissed,
    exitWaitsForNoCleaning,
    exitIsShownInTime,
    nothingLivesAfterExit,
    oomIsFinal,
    instantExitWasSeen,
  ],
};
