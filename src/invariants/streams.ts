/** Honest exec (I18), bounded draining (I32), viewers without power (I33), reopening (I34), streams that end (I35). */
import type { WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { isAlive } from './subjects.ts';

export const honestExec: Invariant<WorldFacts> = {
  id: 'I18',
  name: 'honest-exec',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      const { command } = request;
      if (command.type !== 'container.exec') continue;
      if (facts.things.has(`process exec ${command.execId}`))
        return `${request.requestId} was answered, and its command lives`;
      if (reply.ok) {
        const ended = facts.calls.some(
          (call) => call.service === 'execTask' && call.what === 'done' && call.input.execId === command.execId,
        );
        if (!ended) return `${request.requestId} has an exit code, and its command has none`;
      } else if (!execFailures.has(reply.failure.code))
        return `${request.requestId} was answered ${reply.failure.code}, which says nothing of its command`;
    }
    return undefined;
  },
};
const execFailures: ReadonlySet<string> = new Set([
  'ExecNotStarted',
  'ExecTimedOut',
  'ToolTimedOut',
  'ContainerWrongState',
  'ContainerNotFound',
  'ActorCrashed',
  'Recovering',
  'Draining',
  'Cancelled',
  'RuntimeFailed',
  'LauncherLost',
  'ViewerTooSlow',
]);

/** Not even that of its own sessions: what is drained yet does not hold up the exit. */
export const exitWaitsForNoSession: Invariant<WorldFacts> = {
  id: 'I32',
  name: 'exit-waits-for-no-session',
  kind: 'rest',
  on: [],
  check: (facts) => {
    if (!facts.isServing() || !facts.isIdle()) return undefined;
    for (const { watch, ownerId, name } of facts.watches()) {
      if (!sessions.has(watch)) continue;
      const past = facts.chronicle.containers.get(ownerId);
      if (
        facts.tasks.get(ownerId)?.status === 'exited' &&
        past !== undefined &&
        !past.isGone &&
        past.exited === undefined
      )
        return `${ownerId} has ended, and is shown ${past.last.state} while ${name} drains`;
    }
    return undefined;
  },
};
const sessions: ReadonlySet<string> = new Set(['runExec', 'attachTask', 'forwardPorts']);

export const viewersHaveNoPower: Invariant<WorldFacts> = {
  id: 'I33',
  name: 'viewers-have-no-power',
  kind: 'rest',
  on: [],
  check: ({ clients, watches }) => {
    const viewer = watches().find(({ watch }) => sessions.has(watch));
    if (viewer === undefined) return undefined;
    for (const { open } of clients)
      if (open !== undefined && /\.(stop|remove|start|create|run)$/.test(open.command.type))
        return `${open.requestId} (${open.command.type}) waits, and ${viewer.name} alone goes on`;
    return undefined;
  },
};

/** Its writer lives, so it is not a wrong state. */
export const reopenWorksWhileWritten: Invariant<WorldFacts> = {
  id: 'I34',
  name: 'reopen-works-while-written',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      const { command } = request;
      if (command.type !== 'container.reopenLog') continue;
      const hasWriter = facts.things.has(`process monitor ${command.containerId}`);
      const past = facts.chronicle.containers.get(command.containerId);
      if (reply.ok && !hasWriter) return `${request.requestId} was granted, and nobody writes that log`;
      if (
        !reply.ok &&
        reply.failure.code === 'ContainerWrongState' &&
        past?.last.state === 'running' &&
        past.last.logPath !== undefined &&
        isAlive(facts.tasks.get(command.containerId))
      )
        return `${request.requestId} was refused, and ${command.containerId} runs`;
    }
    return undefined;
  },
};

/** Its last output may be on its way when its owner is over, for a while. */
export const streamsEnd: Invariant<WorldFacts> = {
  id: 'I35',
  name: 'streams-end',
  kind: 'rest',
  on: [],
  check: (facts) => {
    if (!facts.isServing() || !facts.isIdle()) return undefined;
    for (const { watch, ownerId, name } of facts.watches()) {
      if (!endsWithOwner.has(watch)) continue;
      const container = facts.chronicle.containers.get(ownerId);
      const sandbox = facts.chronicle.sandboxes.get(ownerId);
      if (container?.exited !== undefined || container?.isGone === true || sandbox?.last.state === 'notready')
        return `${ownerId} is over, and ${name} is there`;
    }
    return undefined;
  },
};
/** An attach has the last output to deliver yet, and an end of its own. */
const endsWithOwner: ReadonlySet<string> = new Set(['runExec', 'forwardPorts']);

export const noStreamIsLeft: Invariant<WorldFacts> = {
  id: 'I35',
  name: 'no-stream-is-left',
  kind: 'end',
  on: [],
  check: ({ watches }) => {
    const left = watches().find(({ watch }) => sessions.has(watch));
    return left === undefined ? undefined : `${left.name} is there still`;
  },
};

export const streamInvariants = {
  life: [],
  world: [honestExec, exitWaitsForNoSession, viewersHaveNoPower, reopenWorksWhileWritten, streamsEnd, noStreamIsLeft],
};
