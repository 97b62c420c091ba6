/** ADD and DEL are paired (I27), one address a pod (I28), a broken network is no prison (I29), readiness is current (I30). */
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { hasFailed, isAlive, thingsOf } from './subjects.ts';

export const addIsOwedADel: Invariant<WorldFacts> = {
  id: 'I27',
  name: 'add-is-owed-a-del',
  kind: 'always',
  on: ['call'],
  check: ({ calls, rows, things }) => {
    for (const { what, service, ownerId, name, state } of calls) {
      // Whatever comes of it, from its begin on it is owed; what was refused at once has not begun anything.
      if (service === 'attachNetwork' && what === 'begun' && state !== 'refused' && !rows.has(`${ownerId} network`))
        return `${name} begins, and no row says what to undo`;
      if (service === 'unpinNamespaces' && what === 'done') {
        for (const [thing, owner] of things)
          if (owner === ownerId && thing.startsWith('address ') && !rows.has(`${ownerId} network`))
            return `${name} is done, ${thing} is not given back, and nobody owes it`;
      }
    }
    return undefined;
  },
};

export const delComesBeforeUnpin: Invariant<WorldFacts> = {
  id: 'I27',
  name: 'del-is-tried-before-its-namespace-goes',
  kind: 'always',
  on: ['call'],
  check: (facts) => {
    for (const { what, service, ownerId, name } of facts.calls)
      if (
        what === 'begun' &&
        service === 'unpinNamespaces' &&
        facts.rows.has(`${ownerId} network`) &&
        !hasFailed(facts, ownerId, 'detachNetwork')
      )
        return `${name} begins, and no DEL was tried`;
    return undefined;
  },
};

export const oneAddressOnePod: Invariant<LifeFacts> = {
  id: 'I28',
  name: 'one-address-one-pod',
  kind: 'always',
  on: ['view'],
  check: (facts) => {
    if (!facts.changes.some(({ kind, before, now }) => kind === 'sandbox' && before === undefined && now !== undefined))
      return undefined;
    const holders = new Map<string, string>();
    for (const { sandboxId, ip } of facts.sandboxes()) {
      if (ip === undefined) continue;
      const other = holders.get(ip);
      if (other !== undefined) return `${other} and ${sandboxId} both have ${ip}`;
      holders.set(ip, sandboxId);
    }
    return undefined;
  },
};

export const addressOutlivesProcesses: Invariant<WorldFacts> = {
  id: 'I28',
  name: 'address-outlives-processes',
  kind: 'always',
  on: ['call'],
  check: (facts) => {
    for (const { what, service, ownerId, name } of facts.calls) {
      if (service !== 'detachNetwork' || (what !== 'done' && what !== 'late')) continue;
      for (const id of facts.chronicle.membersOf(ownerId))
        if (isAlive(facts.tasks.get(id))) return `${name} is done, and the process of ${id} lives`;
    }
    return undefined;
  },
};

/** All but the address goes. */
export const networkIsNoPrison: Invariant<WorldFacts> = {
  id: 'I29',
  name: 'broken-network-is-no-prison',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      const { command } = request;
      if (reply.ok || reply.failure.code !== 'NetworkPluginFailed') continue;
      if (command.type !== 'sandbox.stop' && command.type !== 'sandbox.remove') continue;
      if (!hasFailed(facts, command.sandboxId, 'detachNetwork')) continue;
      if ([...facts.chronicle.failed.keys()].some((failed) => failed !== `${command.sandboxId} detachNetwork`))
        continue;
      const left = thingsOf(facts, command.sandboxId).find((thing) => /^(process|namespace|mount) /.test(thing));
      if (left !== undefined) return `${request.requestId} failed for its network, and there is ${left}`;
    }
    return undefined;
  },
};
/** A removal whose DEL has failed that often gets through, and the DEL is owed. */
const mostFailures = 3;
export const removalGetsThrough: Invariant<LifeFacts> = {
  id: 'I29',
  name: 'removal-gets-through',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh, requests }) => {
    for (const { request, reply } of fresh) {
      const { command } = request;
      if (reply.ok || command.type !== 'sandbox.remove' || reply.failure.code !== 'NetworkPluginFailed') continue;
      let failures = 0;
      for (const other of requests.values())
        if (
          other.command.type === 'sandbox.remove' &&
          other.command.sandboxId === command.sandboxId &&
          other.replies[0]?.ok === false
        )
          failures += 1;
      if (failures > mostFailures)
        return `${command.sandboxId} could not be removed ${failures} times, for its network`;
    }
    return undefined;
  },
};

export const networkReadinessIsCurrent: Invariant<WorldFacts> = {
  id: 'I30',
  name: 'network-readiness-is-current',
  kind: 'always',
  on: ['step'],
  check: ({ networkReady, networkSaid, isServing }) => {
    const said = networkSaid();
    if (said === undefined || !isServing()) return undefined;
    const { isTrue } = networkReady();
    return isTrue === said
      ? undefined
      : `the network is said to be ${said ? 'ready' : 'not ready'}, and shown as the opposite`;
  },
};

export const networkInvariants = {
  life: [oneAddressOnePod, removalGetsThrough],
  world: [addIsOwedADel, delComesBeforeUnpin, addressOutlivesProcesses, networkIsNoPrison, networkReadinessIsCurrent],
};
