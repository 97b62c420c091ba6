/** Forward only (I08), the exit is written once (I09), publish what is true (I37). */
import type { ContainerView } from '../machines/views.ts';
import { rankOf } from './chronicle.ts';
import type { Change, LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

export const forwardOnly: Invariant<LifeFacts> = {
  id: 'I08',
  name: 'forward-only',
  kind: 'always',
  on: ['view'],
  check: ({ changes, chronicle }) => {
    for (const change of changes) {
      const { kind, id, now } = change;
      if (now === undefined) continue;
      const past = kind === 'sandbox' ? chronicle.sandboxes.get(id) : chronicle.containers.get(id);
      if (past?.isGone === true) return `${id} was gone, and is shown again`;
      if (change.kind === 'sandbox') {
        if (change.before?.state === 'notready' && change.now?.state === 'ready') return `${id} is ready again`;
      } else {
        const rank = chronicle.containers.get(id)?.rank ?? -1;
        if (now.state !== 'unknown' && rankOf(now as ContainerView) < rank)
          return `${id} is ${now.state}, and was shown further on`;
      }
    }
    return undefined;
  },
};

export const exitIsWrittenOnce: Invariant<LifeFacts> = {
  id: 'I09',
  name: 'exit-is-written-once',
  kind: 'always',
  on: ['view'],
  check: ({ changes, chronicle }) => {
    for (const { kind, id, now } of changes) {
      if (kind !== 'container' || now === undefined) continue;
      const first = chronicle.containers.get(id)?.exited;
      if (first === undefined) continue;
      for (const field of ['exitCode', 'reason', 'message', 'finishedAtMs'] as const)
        if (first[field] !== now[field]) return `${id}: ${field} was ${first[field]}, and is ${now[field]}`;
      if (first.exitCode === undefined || first.finishedAtMs === undefined || first.reason === '')
        return `${id} is exited without a code, a time or a reason`;
    }
    return undefined;
  },
};

export const exitIsTheRealOne: Invariant<WorldFacts> = {
  id: 'I09',
  name: 'exit-is-the-real-one',
  kind: 'always',
  on: ['view'],
  check: ({ changes, tasks }) => {
    for (const change of changes) {
      if (!isFirstExit(change)) continue;
      const { now, id } = change;
      const end = tasks.get(id)?.end;
      if (end === undefined || now === undefined || failedStarts.has(now.reason)) continue;
      if (end.exitCode === undefined) {
        if (now.reason === 'Unknown') continue;
        return `${id} is said to have ended with ${now.exitCode}, and nobody can know that`;
      }
      if (now.reason === 'Unknown') return `${id} has lost its exit code, which was ${end.exitCode}`;
      if (now.exitCode !== end.exitCode)
        return `${id} is said to have ended with ${now.exitCode}, and did with ${end.exitCode}`;
      if (now.finishedAtMs !== end.atMs)
        return `${id} is said to have ended at ${now.finishedAtMs}, and did at ${end.atMs}`;
    }
    return undefined;
  },
};
/** Their process never was the user's program. */
export const failedStarts: ReadonlySet<string> = new Set(['StartError', 'CreateError']);

/** A container is shown as exited, for the first time. */
export const isFirstExit = (change: Change): change is Extract<Change, { kind: 'container' }> =>
  change.kind === 'container' && change.now?.state === 'exited' && change.before?.state !== 'exited';

/** Each shown state promises effects; they are there. */
export const shownIsTrue: Invariant<WorldFacts> = {
  id: 'I37',
  name: 'shown-is-true',
  kind: 'always',
  on: ['view'],
  check: (facts) => {
    for (const change of facts.changes) {
      if (change.now === undefined || change.now.state === change.before?.state) continue;
      if (change.kind === 'sandbox') {
        const { ip, state, netnsPath } = change.now;
        if (state !== 'ready') continue;
        if (ip !== undefined && !facts.things.has(`address ${ip}`))
          return `${change.id} shows ${ip}, which is nobody's`;
        if (netnsPath !== undefined && !facts.things.has(`namespace ${netnsPath}`))
          return `${change.id} is ready, and its network namespace is not there`;
      } else {
        const task = facts.tasks.get(change.id);
        const { state } = change.now;
        if (state === 'created' && task === undefined)
          return `${change.id} is created, and the runtime does not know it`;
        if (state === 'running' && (task === undefined || task.status === 'created' || task.status === 'half'))
          return `${change.id} is running, and its process was not started`;
      }
    }
    return undefined;
  },
};

/** Whoever is told of a state and crashes us then finds it again. */
export const shownIsStored: Invariant<LifeFacts> = {
  id: 'I37',
  name: 'shown-is-stored',
  kind: 'always',
  on: ['view'],
  check: ({ changes, saved }) => {
    for (const { kind, id, now } of changes) {
      if (now === undefined) continue;
      const record = saved.get(`${kind} ${id}`) as
        | { readonly phase?: string; readonly exit?: unknown; readonly startedAtMs?: unknown }
        | undefined;
      if (record === undefined) return `${id} is shown ${now.state}, and has no record`;
      if (now.state === 'exited' && record.exit === undefined)
        return `${id} is shown exited, and its record has no exit`;
      if (now.state === 'running' && record.startedAtMs === undefined)
        return `${id} is shown running, and its record was never started`;
      if (now.state === 'ready' && record.phase !== 'ready')
        return `${id} is shown ready, and its record says ${record.phase}`;
    }
    return undefined;
  },
};

/** The state that comes with an event is not older than what was shown. */
export const toldIsNotOld: Invariant<LifeFacts> = {
  id: 'I37',
  name: 'told-is-not-old',
  kind: 'always',
  on: ['event'],
  check: ({ told, chronicle }) => {
    for (const { id, change, containers } of told)
      for (const view of containers) {
        const past = chronicle.containers.get(view.containerId);
        // Chronicle and events are of one step: what is shown now may be further than what was told in the middle of it.
        if (
          past !== undefined &&
          past.exited !== undefined &&
          past.exited !== past.last &&
          rankOf(view) < 2 &&
          rankOf(view) >= 0
        )
          return `${change} of ${id} came with ${view.containerId} as ${view.state}, which has exited`;
      }
    return undefined;
  },
};

export const stateInvariants = {
  life: [forwardOnly, exitIsWrittenOnce, shownIsStored, toldIsNotOld],
  world: [exitIsTheRealOne, shownIsTrue],
};
