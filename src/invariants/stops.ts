/** Stop escalation (I15), stop in every state (I16), no destruction in doubt (I41). */
import { bounds } from './bounds.ts';
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { isAlive } from './subjects.ts';

export const oneStopSignal: Invariant<WorldFacts> = {
  id: 'I15',
  name: 'one-stop-signal',
  kind: 'always',
  on: ['call'],
  check: ({ calls, chronicle }) => {
    for (const { what, service, ownerId } of calls) {
      if (what !== 'begun' || service !== 'killTask') continue;
      const signals = chronicle.ends.get(ownerId)?.signals ?? 0;
      if (signals > 1) return `${ownerId} is sent its stop signal for the ${signals}. time`;
    }
    return undefined;
  },
};

/** At the earliest moment that anybody asked for, and neither before nor after. */
export const killedWhenDue: Invariant<WorldFacts> = {
  id: 'I15',
  name: 'killed-when-due',
  kind: 'always',
  on: ['call'],
  check: ({ calls, chronicle, nowMs, isPunctual }) => {
    for (const call of calls) {
      if (call.what !== 'begun' || call.service !== 'killTask' || call.input.signal !== 'SIGKILL') continue;
      const { killAtMs, hasFailed, kills } = chronicle.ends.get(call.ownerId) ?? {};
      const isRunning = chronicle.containers.get(call.ownerId)?.last.state === 'running';
      if (!isRunning || hasFailed === true || killAtMs === undefined) continue;
      if (nowMs() < killAtMs) return `${call.ownerId} is killed ${killAtMs - nowMs()} ms before anybody wanted it`;
      // Who could not be found out is not killed before it is: until then its stop is refused.
      const wasFound = !chronicle.failed.has(`${call.ownerId} probeTask`);
      if (isPunctual && wasFound && kills === 1 && nowMs() > killAtMs + bounds.killMs)
        return `${call.ownerId} is killed ${nowMs() - killAtMs} ms after somebody wanted it`;
    }
    return undefined;
  },
};

/** To init by its identity, and to all of the cgroup. */
export const killReachesAll: Invariant<WorldFacts> = {
  id: 'I15',
  name: 'kill-reaches-all',
  kind: 'always',
  on: ['call'],
  check: ({ calls }) => {
    for (const call of calls)
      if (
        call.service === 'killTask' &&
        call.what === 'begun' &&
        call.input.signal === 'SIGKILL' &&
        call.input.scope !== 'all'
      )
        return `${call.name} kills the first process alone`;
    return undefined;
  },
};

export const stopEndsInTime: Invariant<LifeFacts> = {
  id: 'I16',
  name: 'stop-ends-in-time',
  kind: 'always',
  on: ['time'],
  check: ({ requests, nowMs }) => {
    for (const { requestId, command, state, askedAtMs } of requests.values()) {
      if (state !== 'open' || (command.type !== 'container.stop' && command.type !== 'sandbox.stop')) continue;
      const graceMs = command.type === 'container.stop' ? command.graceMs : 0;
      const waitedMs = nowMs() - askedAtMs;
      if (waitedMs > graceMs + bounds.stopMs)
        return `${requestId} (${command.type}) waits for ${Math.round(waitedMs)} ms`;
    }
    return undefined;
  },
};

/** No state refuses it: it ends, or it is said to be unkillable, or what failed is said. */
export const stopIsNeverMisplaced: Invariant<LifeFacts> = {
  id: 'I16',
  name: 'stop-is-defined-everywhere',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      const { command } = request;
      if (command.type !== 'container.start' || !reply.ok) continue;
      const past = facts.chronicle.containers.get(command.containerId);
      if (past?.exited !== undefined && past.exited.startedAtMs === undefined)
        return `${request.requestId} was granted after ${command.containerId} was stopped`;
    }
    return undefined;
  },
};

/** Only who asked, or a failure of its making, or its own end, lets anything of it be ended or deleted. */
export const noDestructionInDoubt: Invariant<WorldFacts> = {
  id: 'I41',
  name: 'no-destruction-in-doubt',
  kind: 'always',
  on: ['call'],
  check: ({ calls, chronicle, tasks }) => {
    for (const { what, service, ownerId, name } of calls) {
      if (what !== 'begun' || !destroying.has(service) || chronicle.condemned.has(ownerId)) continue;
      const past = chronicle.containers.get(ownerId);
      if (past !== undefined && isAlive(tasks.get(ownerId)))
        return `${name} begins, and nobody asked for the end of ${ownerId}`;
    }
    return undefined;
  },
};
const destroying: ReadonlySet<string> = new Set([
  'killTask',
  'settleTask',
  'deleteTask',
  'unmountRootfs',
  'removeBundle',
]);

export const stopInvariants = {
  life: [stopEndsInTime, stopIsNeverMisplaced],
  world: [oneStopSignal, killedWhenDue, killReachesAll, noDestructionInDoubt],
};
