/** Which fault the next call of a subject gets. The same seed and the same calls give the same faults. */
import type { Rule } from './grammar.ts';

export interface Picker<Fault> {
  /** The first rule that names the subject counts; `*` names all. Undefined: the call passes. */
  readonly next: (subject: string) => Fault | undefined;
  /** All that makes a difference to what comes next. */
  readonly text: () => string;
  /** @returns brings it back to where it is now. */
  readonly keep: () => () => void;
}

export const openPicker = <Fault>(rules: readonly Rule<Fault>[], seed: number): Picker<Fault> => {
  let state = spread(seed);
  const dice = () => {
    state = step(state);
    return state / 2 ** 32;
  };
  const chains = rules.map(({ subject, terms }) => ({ subject, terms, left: terms.map(({ times }) => times) }));
  return {
    next: (subject) => {
      const chain = chains.find((each) => each.subject === subject) ?? chains.find((each) => each.subject === '*');
      if (chain === undefined) return undefined;
      for (const [at, { chance, fault }] of chain.terms.entries()) {
        const left = chain.left[at] ?? 0;
        if (left <= 0 || (chance < 1 && dice() >= chance)) continue;
        chain.left[at] = left - 1;
        return fault;
      }
      return undefined;
    },
    text: () => `${state} ${chains.map(({ left }) => left.join()).join(' ')}`,
    keep: () => {
      const kept = chains.map(({ left }) => [...left]);
      const before = state;
      return () => {
        state = before;
        for (const [at, chain] of chains.entries()) chain.left = [...(kept[at] ?? [])];
      };
    },
  };
};

/** Numbers from 0 to below 2^32. Source: xorshift32, Marsaglia 2003; the seed is spread first. */
const spread = (seed: number): number => Math.imul((seed ^ 0x9e3779b9) >>> 0, 0x85ebca6b) >>> 0 || 1;
const step = (before: number): number => {
  let state = before;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
};
