/** One teardown per object (I12), closed doors (I13), undo in reverse order (I22). */
import type { Effect } from '../store/records.ts';
import type { Answered, CallNews, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { hasFailed, isAlive, podOf } from './subjects.ts';

/** What each service undoes. */
const undoes: Readonly<Partial<Record<CallNews['service'], Effect>>> = {
  undoCheckpoint: 'checkpoint',
  deleteTask: 'task',
  unmountImages: 'imageMounts',
  unmountRootfs: 'rootfs',
  removeBundle: 'bundle',
  detachNetwork: 'network',
  removeSandboxFiles: 'files',
  unpinNamespaces: 'pins',
  abandonPull: 'pull',
};

export const oneTeardownAtATime: Invariant<WorldFacts> = {
  id: 'I12',
  name: 'one-teardown-at-a-time',
  kind: 'always',
  on: ['call'],
  check: ({ calls, openCalls, actorsMayCrash }) => {
    if (actorsMayCrash === true) return undefined; // its successor does not know what still goes on
    for (const { what, service, ownerId, name } of calls) {
      if (what !== 'begun' || undoes[service] === undefined) continue;
      let others = 0;
      for (const call of openCalls()) if (call.service === service && call.ownerId === ownerId) others += 1;
      if (others > 1) return `${name} begins, and another ${service} of ${ownerId} is going on`;
    }
    return undefined;
  },
};

const begins: ReadonlySet<string> = new Set(['createTask', 'startTask', 'restoreTask', 'mountRootfs', 'writeBundle']);

export const closedDoor: Invariant<WorldFacts> = {
  id: 'I13',
  name: 'closed-door',
  kind: 'always',
  on: ['call'],
  check: (facts) => {
    for (const { what, service, ownerId, name } of facts.calls) {
      if (what !== 'begun') continue;
      const pod = podOf(facts, ownerId);
      if (begins.has(service) && pod !== ownerId && facts.chronicle.sandboxes.get(pod)?.last.state === 'notready')
        return `${name} begins, and ${pod} was stopped`;
      if (service === 'execTask' && facts.chronicle.containers.get(ownerId)?.exited !== undefined)
        return `${name} begins, and ${ownerId} has exited`;
    }
    return undefined;
  },
};

export const nothingStartsAfterStop: Invariant<WorldFacts> = {
  id: 'I13',
  name: 'nothing-starts-after-stop',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const grant of facts.fresh) {
      const { request, reply } = grant;
      const { command } = request;
      if (!reply.ok || (command.type !== 'container.start' && command.type !== 'container.create')) continue;
      const pod = command.type === 'container.create' ? command.sandboxId : podOf(facts, command.containerId);
      const isStopped = grantedStops(facts, pod).some(
        (stop) => !facts.fresh.includes(stop) || facts.fresh.indexOf(stop) < facts.fresh.indexOf(grant),
      );
      if (isStopped) return `${request.requestId} was granted, and the stop of ${pod} before it`;
    }
    return undefined;
  },
};

/** Of this pod, once it was there: a stop of nothing is granted too. */
const grantedStops = ({ requests, fresh }: WorldFacts, pod: string): readonly Answered[] => {
  const found: Answered[] = [];
  let isThere = false;
  for (const request of requests.values()) {
    const [reply] = request.replies;
    if (reply?.ok !== true) continue;
    isThere ||= 'sandboxId' in reply.value && reply.value.sandboxId === pod;
    const { command } = request;
    if (isThere && command.type === 'sandbox.stop' && command.sandboxId === pod)
      found.push(fresh.find((each) => each.reply === reply) ?? { request, reply });
  }
  return found;
};

/** What must be undone before this; a failed one may be passed over where the table of `mayBePassed` says so. */
const before: Readonly<Partial<Record<CallNews['service'], readonly Effect[]>>> = {
  deleteTask: ['checkpoint'],
  unmountImages: ['task'],
  unmountRootfs: ['task', 'imageMounts'],
  removeBundle: ['task', 'imageMounts', 'rootfs'],
  unpinNamespaces: ['task', 'network'],
};
const services: Readonly<Partial<Record<Effect, string>>> = {
  task: 'deleteTask',
  network: 'detachNetwork',
  imageMounts: 'unmountImages',
  rootfs: 'unmountRootfs',
  checkpoint: 'undoCheckpoint',
};

export const undoneInReverse: Invariant<WorldFacts> = {
  id: 'I22',
  name: 'undone-in-reverse',
  kind: 'always',
  on: ['call'],
  check: (facts) => {
    for (const { what, service, ownerId, name } of facts.calls) {
      const earlier = before[service];
      if (what !== 'begun' || earlier === undefined) continue;
      for (const effect of earlier)
        if (facts.rows.has(`${ownerId} ${effect}`) && !hasFailed(facts, ownerId, services[effect] ?? ''))
          return `${name} begins, and the ${effect} of ${ownerId} is not undone`;
    }
    return undefined;
  },
};

/** Nothing is taken from under a process. The infra container's own end runs beside the network's: it uses none of it. */
export const nothingFromUnderAProcess: Invariant<WorldFacts> = {
  id: 'I22',
  name: 'nothing-from-under-a-process',
  kind: 'always',
  on: ['call'],
  check: (facts) => {
    for (const { what, service, ownerId, name } of facts.calls) {
      if (what !== 'done' && what !== 'late') continue;
      if (service === 'unmountRootfs' || service === 'removeBundle' || service === 'unmountImages') {
        if (isAlive(facts.tasks.get(ownerId))) return `${name} is done, and the process of ${ownerId} lives`;
      } else if (service === 'unpinNamespaces' || service === 'removeSandboxFiles')
        for (const id of facts.chronicle.membersOf(ownerId))
          if (isAlive(facts.tasks.get(id))) return `${name} is done, and the process of ${id} lives`;
    }
    return undefined;
  },
};

/** A row goes with its effect, not before it. */
export const marksFollowEffects: Invariant<WorldFacts> = {
  id: 'I22',
  name: 'marks-follow-effects',
  kind: 'always',
  on: ['call'],
  check: ({ calls, things, rows }) => {
    for (const { what, service, ownerId, name } of calls) {
      const effect = undoes[service];
      if (effect === undefined || (what !== 'done' && what !== 'late') || rows.has(`${ownerId} ${effect}`)) continue;
      const kinds = kindsOf[effect];
      if (kinds === undefined) continue;
      for (const [thing, owner] of things)
        if (owner === ownerId && kinds.test(thing)) return `${name} is done, and there is ${thing}`;
    }
    return undefined;
  },
};
const kindsOf: Readonly<Partial<Record<Effect, RegExp>>> = {
  task: /^(process|cgroup) /,
  network: /^address /,
  pins: /^namespace /,
  bundle: /^bundle /,
};

export const teardownInvariants = {
  life: [],
  world: [
    oneTeardownAtATime,
    closedDoor,
    nothingStartsAfterStop,
    undoneInReverse,
    nothingFromUnderAProcess,
    marksFollowEffects,
  ],
};
