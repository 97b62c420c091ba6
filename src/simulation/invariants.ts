/** What must be true, as code. `always` is checked after every step, `end` when all is finished and nothing should be left. */
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
    name: 'nothing-left',
    when: 'end',
    check: ({ resources, store }) => {
      const left = [...resources(), ...[...store.rows.keys()].map((key) => `row ${key}`), ...store.saved.keys()];
      return left.length === 0 ? undefined : `left: ${left.join(', ')}`;
    },
  },
];

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
