/** Answers are true (I07), stop and remove can be repeated (I04), requests before recovery (I44). */
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { isAlive, isShown, subjectsOf } from './subjects.ts';

export const stoppedIsEnded: Invariant<WorldFacts> = {
  id: 'I07',
  name: 'stopped-is-ended',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (!reply.ok || !request.command.type.endsWith('.stop')) continue;
      const left = subjectsOf(facts, request.command).filter((id) => isAlive(facts.tasks.get(id)));
      if (left.length > 0) return `${request.requestId} was granted, and a process of ${left.join(', ')} lives`;
    }
    return undefined;
  },
};

export const grantedIsDone: Invariant<LifeFacts> = {
  id: 'I07',
  name: 'granted-is-done',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (!reply.ok) continue;
      const wrong = untruth(facts, request.command.type, subjectsOf(facts, request.command)[0], reply.value);
      if (wrong !== undefined) return `${request.requestId} was granted, and ${wrong}`;
    }
    return undefined;
  },
};
const untruth = (facts: LifeFacts, type: string, id = '', value: object): string | undefined => {
  const made = 'containerId' in value ? String(value.containerId) : 'sandboxId' in value ? String(value.sandboxId) : id;
  const was = facts.chronicle.containers.get(id);
  if ((type === 'sandbox.run' || type === 'container.create') && !hasBeenShown(facts, made))
    return `${made} is not shown`;
  if (type === 'container.start' && (was === undefined || was.rank < 1)) return `${id} was never shown running`;
  if (type === 'container.stop' && was !== undefined && !was.isGone && was.last.state !== 'exited')
    return `${id} is shown ${was.last.state}`;
  if (type === 'sandbox.stop' && isShown(facts, id) && facts.chronicle.sandboxes.get(id)?.last.state !== 'notready')
    return `${id} is shown ready`;
  if (type.endsWith('.remove') && isShown(facts, id)) return `${id} is still shown`;
  return undefined;
};
const hasBeenShown = ({ chronicle }: LifeFacts, id: string): boolean =>
  chronicle.sandboxes.has(id) || chronicle.containers.has(id);

export const notFoundIsAbsent: Invariant<LifeFacts> = {
  id: 'I07',
  name: 'not-found-is-absent',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (reply.ok) continue;
      const { code } = reply.failure;
      const { command } = request;
      const id = command.type === 'container.create' ? command.sandboxId : subjectsOf(facts, command)[0];
      if ((code === 'ContainerNotFound' || code === 'SandboxNotFound') && id !== undefined && isShown(facts, id))
        return `${request.requestId} was answered ${code}, and ${id} is shown`;
    }
    return undefined;
  },
};

export const stopAndRemoveAreRepeatable: Invariant<LifeFacts> = {
  id: 'I04',
  name: 'stop-and-remove-are-repeatable',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh }) => {
    for (const { request, reply } of fresh) {
      if (reply.ok || !/\.(stop|remove)$/.test(request.command.type)) continue;
      if (insisting.has(reply.failure.code)) return `${request.requestId} was refused: ${reply.failure.code}`;
    }
    return undefined;
  },
};
/** They insist on a state or a presence that a repeated request cannot have. */
const insisting: ReadonlySet<string> = new Set([
  'SandboxNotFound',
  'ContainerNotFound',
  'ImageNotFound',
  'SandboxWrongState',
  'ContainerWrongState',
  'NameTaken',
]);

export const readyMeansReady: Invariant<LifeFacts> = {
  id: 'I44',
  name: 'ready-means-ready',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh }) => {
    for (const { request, reply } of fresh)
      if (request.isEarly && (reply.ok || !early.has(reply.failure.code)))
        return `${request.requestId} was asked while the daemon recovered, and was answered ${reply.ok ? 'ok' : reply.failure.code}`;
    return undefined;
  },
};
const early: ReadonlySet<string> = new Set(['Recovering', 'Draining', 'ActorCrashed']);

export const answerInvariants = {
  life: [grantedIsDone, notFoundIsAbsent, stopAndRemoveAreRepeatable, readyMeansReady],
  world: [stoppedIsEnded],
};
