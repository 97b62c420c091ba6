/** Restart equivalence (I39), recovery per object (I40), isolation (I06). */
import { bounds } from './bounds.ts';
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { podOf } from './subjects.ts';

/** What was shown goes only when somebody wanted that, or its making failed. */
export const nothingVanishes: Invariant<LifeFacts> = {
  id: 'I39',
  name: 'nothing-vanishes',
  kind: 'always',
  on: ['view'],
  check: ({ changes, chronicle }) => {
    for (const { id, now, before } of changes) {
      if (now !== undefined || before === undefined) continue;
      const pod = before.sandboxId;
      if (!chronicle.condemned.has(id) && !chronicle.condemned.has(pod))
        return `${id} was shown ${before.state}, is not any more, and nobody removed it`;
    }
    return undefined;
  },
};

/** Running ones run on. */
export const runningRunOn: Invariant<WorldFacts> = {
  id: 'I39',
  name: 'running-run-on',
  kind: 'rest',
  on: [],
  check: (facts) => {
    if (!facts.isServing() || !facts.isIdle()) return undefined;
    for (const { taskId, status } of facts.tasks.values()) {
      const past = facts.chronicle.containers.get(taskId);
      if (status === 'running' && past !== undefined && (past.isGone || past.last.state === 'exited'))
        return `the process of ${taskId} runs, which is shown ${past.isGone ? 'no more' : past.last.state}`;
    }
    return undefined;
  },
};

export const recoveryComesToItsEnd: Invariant<LifeFacts> = {
  id: 'I40',
  name: 'recovery-comes-to-its-end',
  kind: 'rest',
  on: [],
  check: ({ isServing, isIdle }) =>
    isServing() || !isIdle() ? undefined : 'the daemon does not serve, and nothing goes on',
};

/** Each stored object is shown, or is being made or removed by an actor. */
export const storedIsOwned: Invariant<LifeFacts> = {
  id: 'I40',
  name: 'stored-is-owned',
  kind: 'rest',
  on: [],
  check: (facts) => {
    if (!facts.isServing() || !facts.isIdle()) return undefined;
    const shown = new Set<string>();
    for (const { sandboxId } of facts.sandboxes()) shown.add(`sandbox ${sandboxId}`);
    for (const { containerId } of facts.containers()) shown.add(`container ${containerId}`);
    for (const key of facts.saved.keys())
      if (/^(sandbox|container) /.test(key) && !shown.has(key))
        return `there is a record of ${key}, which is not shown`;
    return undefined;
  },
};

export const servesInTime: Invariant<LifeFacts> = {
  id: 'I40',
  name: 'serves-in-time',
  kind: 'always',
  on: ['time'],
  check: ({ isServing, upForMs }) => {
    const upMs = upForMs();
    return isServing() || upMs <= bounds.recoveryMs
      ? undefined
      : `the daemon is up for ${Math.round(upMs)} ms, and does not serve`;
  },
};

/** A complaint is a daemon that met what it did not foresee. */
export const noComplaint: Invariant<LifeFacts> = {
  id: 'I06',
  name: 'no-complaint',
  kind: 'always',
  on: ['step'],
  check: ({ complaints: [first] }) =>
    first === undefined ? undefined : `${first.message} ${JSON.stringify(first.fields)}`,
};

/** What fails at one object is no answer to who asked about another. */
export const failuresStayAtHome: Invariant<WorldFacts> = {
  id: 'I06',
  name: 'failures-stay-at-home',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (reply.ok || !faults.has(reply.failure.code)) continue;
      const { command } = request;
      const id =
        'containerId' in command ? command.containerId : 'sandboxId' in command ? command.sandboxId : undefined;
      if (id === undefined) continue;
      const pod = command.type === 'container.create' ? command.sandboxId : podOf(facts, id);
      const family = new Set([pod, id, ...facts.chronicle.membersOf(pod)]);
      let isOwn = false;
      let isOther = false;
      for (const failed of facts.chronicle.failed.keys()) {
        const owner = failed.slice(0, failed.indexOf(' '));
        if (family.has(owner) || owner === '') isOwn = true;
        else isOther = true;
      }
      // A retry under another id hears how the attempt that it joined ended.
      if (isOther && !isOwn && command.type !== 'sandbox.run' && command.type !== 'container.create')
        return `${request.requestId} was answered ${reply.failure.code}, and nothing of ${pod} has failed`;
    }
    return undefined;
  },
};
const faults: ReadonlySet<string> = new Set([
  'RuntimeFailed',
  'MonitorFailed',
  'ToolTimedOut',
  'SyscallFailed',
  'NetworkPluginFailed',
  'NoSpace',
]);

export const recoveryInvariants = {
  life: [nothingVanishes, recoveryComesToItsEnd, storedIsOwned, servesInTime, noComplaint],
  world: [runningRunOn, failuresStayAtHome],
};
