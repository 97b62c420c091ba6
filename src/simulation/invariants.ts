/** What must be true, as code. `always` is checked after every step, `end` when all is finished and nothing should be left. */
import type { Draft } from '../machines/messages.ts';
import type { View } from './view.ts';

export interface Invariant {
  readonly name: string;
  readonly when: 'always' | 'end';
  /** @returns what is wrong; undefined: nothing. */
  readonly check: (view: View) => string | undefined;
}

export const invariants: readonly Invariant[] = [
  {
    name: 'one-request-one-reply',
    when: 'always',
    check: ({ requests }) => {
      for (const { requestId, replies } of requests.values())
        if (replies.length > 1) return `${requestId} was answered ${replies.length} times`;
      return undefined;
    },
  },
  {
    name: 'every-request-answered',
    when: 'end',
    check: ({ requests }) => {
      for (const { requestId, state } of requests.values()) if (state === 'open') return `${requestId} has no answer`;
      return undefined;
    },
  },
  {
    name: 'no-complaint',
    when: 'always',
    check: ({ complaints: [first] }) =>
      first === undefined ? undefined : `${first.message} ${JSON.stringify(first.fields)}`,
  },
  {
    name: 'removed-is-gone',
    when: 'always',
    check: (view) => {
      for (const { request, reply } of view.fresh) {
        if (!reply.ok || !request.command.type.endsWith('.remove')) continue;
        const left = subjectsOf(view, request.command).filter((id) =>
          view.ownedBy(id).some((name) => !(name.startsWith('address ') && view.store.rows.has(`${id} network`))),
        );
        if (left.length > 0) return `${request.requestId} was granted, and there is something of ${left.join(', ')}`;
      }
      return undefined;
    },
  },
  {
    name: 'stopped-is-ended',
    when: 'always',
    check: (view) => {
      for (const { request, reply } of view.fresh) {
        if (!reply.ok || !request.command.type.endsWith('.stop')) continue;
        const left = subjectsOf(view, request.command).filter((id) => isAlive(view, id));
        if (left.length > 0) return `${request.requestId} was granted, and a process of ${left.join(', ')} lives`;
      }
      return undefined;
    },
  },
  {
    name: 'nothing-left',
    when: 'end',
    check: ({ resources, store }) => {
      const left = [...resources(), ...[...store.rows.keys()].map((key) => `row ${key}`), ...store.saved.keys()];
      return left.length === 0 ? undefined : `left: ${left.join(', ')}`;
    },
  },
];

/** A container; or a pod and all that clients wanted in it. */
const subjectsOf = ({ requests }: View, command: Draft): readonly string[] => {
  if ('containerId' in command) return [command.containerId];
  if (!('sandboxId' in command)) return [];
  const { sandboxId } = command;
  const members = [...requests.values()].flatMap(({ command: other }) =>
    other.type === 'container.create' && other.sandboxId === sandboxId ? [other.containerId] : [],
  );
  return [sandboxId, ...members];
};

const isAlive = ({ tasks }: View, taskId: string): boolean => {
  const status = tasks.get(taskId)?.status;
  return status === 'created' || status === 'running';
};

/** The first that does not hold. */
export const violationIn = (view: View, when: Invariant['when']): Violation | undefined => {
  for (const invariant of invariants) {
    if (invariant.when !== when) continue;
    const wrong = invariant.check(view);
    if (wrong !== undefined) return { invariant: invariant.name, wrong };
  }
  return undefined;
};

export interface Violation {
  readonly invariant: string;
  readonly wrong: string;
}
