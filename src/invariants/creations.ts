/** A failed creation (I20), record before effect (I21), what a removal leaves (I19). */
import type { Effect } from '../store/records.ts';
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { isShown, subjectsOf, thingsOf } from './subjects.ts';

export const failedCreationLeavesNothing: Invariant<WorldFacts> = {
  id: 'I20',
  name: 'failed-creation-leaves-nothing-or-is-shown',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      const { command } = request;
      if (reply.ok || (command.type !== 'sandbox.run' && command.type !== 'container.create')) continue;
      const id = command.type === 'sandbox.run' ? command.sandboxId : command.containerId;
      if (isShown(facts, id) || request.isEarly || refusals.has(reply.failure.code)) continue;
      const [left] = thingsOf(facts, id);
      if (left !== undefined) return `${request.requestId} failed, ${id} is not shown, and there is ${left}`;
    }
    return undefined;
  },
};

/** Nothing was tried: what there is, is another attempt's, or its actor's successor undoes it. */
const refusals: ReadonlySet<string> = new Set([
  'NameTaken',
  'SandboxNotFound',
  'SandboxWrongState',
  'Recovering',
  'Draining',
  'ActorCrashed',
]);

const effectsOf: Readonly<Record<string, readonly Effect[]>> = {
  namespace: ['pins'],
  address: ['network'],
  mount: ['files', 'rootfs', 'imageMounts'],
  directory: ['files', 'rootfs', 'checkpoint', 'imageMounts'],
  bundle: ['bundle'],
  process: ['task'],
  cgroup: ['task'],
  exitFile: ['task'],
  layers: ['pull'],
};

export const recordBeforeEffect: Invariant<WorldFacts> = {
  id: 'I21',
  name: 'record-before-effect',
  kind: 'always',
  on: ['call'],
  check: ({ calls, things, rows }) => {
    for (const { what, ownerId, name } of calls) {
      if (what === 'begun' || ownerId === '') continue;
      for (const [thing, owner] of things) {
        const effects = owner === ownerId ? effectsOf[thing.slice(0, thing.indexOf(' '))] : undefined;
        if (effects === undefined || effects.some((effect) => rows.has(`${owner} ${effect}`))) continue;
        return `after ${name} there is ${thing} of ${owner}, and no row says so`;
      }
    }
    return undefined;
  },
};

/** Of a row alone nobody would learn what to show: its owner has a record, or the row is a debt that is being paid. */
export const removedIsGone: Invariant<WorldFacts> = {
  id: 'I19',
  name: 'removed-is-gone',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (!reply.ok || !request.command.type.endsWith('.remove')) continue;
      const left = subjectsOf(facts, request.command).filter((id) =>
        thingsOf(facts, id).some((thing) => !isDebt(facts, thing, id)),
      );
      if (left.length > 0) return `${request.requestId} was granted, and there is something of ${left.join(', ')}`;
    }
    return undefined;
  },
};
/** An address whose DEL failed again and again: owed, and visible (I29). */
const isDebt = ({ rows, chronicle }: LifeFacts, thing: string, ownerId: string): boolean =>
  thing.startsWith('address ') && rows.has(`${ownerId} network`) && chronicle.failed.has(`${ownerId} detachNetwork`);

export const removedHasNoRecord: Invariant<LifeFacts> = {
  id: 'I19',
  name: 'removed-has-no-record',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (!reply.ok || !request.command.type.endsWith('.remove')) continue;
      for (const id of subjectsOf(facts, request.command)) {
        if (facts.saved.has(`container ${id}`) || facts.saved.has(`sandbox ${id}`))
          return `${request.requestId} was granted, and there is a record of ${id}`;
        for (const { ownerId, effect } of facts.rows.values())
          if (ownerId === id && !(effect === 'network' && facts.chronicle.failed.has(`${id} detachNetwork`)))
            return `${request.requestId} was granted, and the ledger has the ${effect} of ${id}`;
      }
    }
    return undefined;
  },
};

export const nothingLeft: Invariant<WorldFacts> = {
  id: 'I19',
  name: 'nothing-left',
  kind: 'end',
  on: [],
  check: ({ things, rows, saved }) => {
    const left = [...[...things.keys()].sort(), ...[...rows.keys()].map((key) => `row ${key}`), ...saved.keys()];
    return left.length === 0 ? undefined : `left: ${left.join(', ')}`;
  },
};

export const creationInvariants = {
  life: [removedHasNoRecord],
  world: [failedCreationLeavesNothing, recordBeforeEffect, removedIsGone, nothingLeft],
};
