/** Which fault the next call of a method gets. The same seed and the same calls give the same faults. */
import type { Fault, Rule } from './plan.ts';

/** @param rules the first one that names the method counts; `*` names all. */
export const injector = (rules: readonly Rule[], seed: number): ((method: string) => Fault | undefined) => {
  const dice = diceOf(seed);
  const chains = rules.map(({ method, terms }) => ({
    method,
    terms: terms.map((term) => ({ term, left: term.times })),
  }));
  return (method) => {
    const chain = chains.find((each) => each.method === method) ?? chains.find((each) => each.method === '*');
    for (const each of chain?.terms ?? []) {
      if (each.left <= 0 || (each.term.chance < 1 && dice() >= each.term.chance)) continue;
      each.left -= 1;
      return each.term.fault;
    }
    return undefined;
  };
};

/** Numbers from 0 to below 1. Source: xorshift32, Marsaglia 2003; the seed is spread first. */
const diceOf = (seed: number): (() => number) => {
  let state = Math.imul((seed ^ 0x9e3779b9) >>> 0, 0x85ebca6b) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
};
