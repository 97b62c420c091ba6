/** Asks the invariants: of those that are to hold always only the ones that can have become wrong. */
import type { LifeFacts } from './facts.ts';
import type { Invariant, Stir, Violation } from './invariant.ts';

/** What happened since the last look, as far as a place knows. */
type News = Pick<LifeFacts, 'fresh' | 'changes' | 'told'> & { readonly calls?: readonly unknown[] };

export interface Judge<Facts> {
  /** After a step. @returns the first that does not hold. */
  readonly always: (facts: Facts) => Violation | undefined;
  readonly rest: (facts: Facts) => Violation | undefined;
  readonly end: (facts: Facts) => Violation | undefined;
}

export const openJudge = <Facts extends News & { readonly isTimed?: boolean }>(
  invariants: readonly Invariant<Facts>[],
): Judge<Facts> => {
  const on = (stir: Stir) => invariants.filter((one) => one.kind === 'always' && one.on.includes(stir));
  const [answers, views, calls] = [on('answer'), on('view'), on('call')];
  const [events, steps, times] = [on('event'), on('step'), on('time')];
  const ofKind = (kind: Invariant<Facts>['kind']) => invariants.filter((one) => one.kind === kind);
  const [rests, ends] = [ofKind('rest'), ofKind('end')];

  return {
    always: (facts) =>
      (facts.fresh.length > 0 ? firstIn(answers, facts) : undefined) ??
      (facts.changes.length > 0 ? firstIn(views, facts) : undefined) ??
      ((facts.calls?.length ?? 0) > 0 ? firstIn(calls, facts) : undefined) ??
      (facts.told.length > 0 ? firstIn(events, facts) : undefined) ??
      firstIn(steps, facts) ??
      (facts.isTimed === true ? firstIn(times, facts) : undefined),
    rest: (facts) => firstIn(rests, facts),
    end: (facts) => firstIn(ends, facts),
  };
};

const firstIn = <Facts>(invariants: readonly Invariant<Facts>[], facts: Facts): Violation | undefined => {
  for (const { id, name, check } of invariants) {
    const wrong = check(facts);
    if (wrong !== undefined) return { id, invariant: name, wrong };
  }
  return undefined;
};
