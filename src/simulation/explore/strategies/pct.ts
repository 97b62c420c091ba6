/**
 * Probabilistic concurrency testing: every chain has a priority, the highest that can goes on, and at d-1 moments the one
 * that goes on falls below all others. A defect that needs d events in a certain order is met by each run with a
 * probability of at least 1/(n·k^(d-1)): n chains, k choices.
 *
 * Source: Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs
 * (ASPLOS 2010); chains instead of threads: Ozkan et al., Randomized Testing of Distributed Systems with Probabilistic
 * Guarantees (OOPSLA 2018).
 */
import type { Scenario } from '../../scenario.ts';
import type { Size } from '../measure.ts';
import { randomFrom } from '../random.ts';
import { chainOf, isAtRest, type Strategy } from '../strategy.ts';

export interface Bound {
  /** For one run. */
  readonly probability: number;
  /** So many find it with 99 %. */
  readonly runsFor99: number;
}

/** @param depth how many events have to come in a certain order, 1 to 4. */
export const boundOf = ({ chains, steps }: Pick<Size, 'chains' | 'steps'>, depth: number): Bound => {
  const probability = 1 / (Math.max(chains, 1) * Math.max(steps, 1) ** (depth - 1));
  return { probability, runsFor99: probability >= 1 ? 1 : Math.ceil(Math.log(0.01) / Math.log1p(-probability)) };
};

/** A timer that may always fire, in the first place, would keep all others from ever going on: so many times `k`, and it is fair. */
const patience = 3;

/** The chain in the first place goes on; after long enough, what happens by itself. */
export const pct = (scenario: Scenario, seed: number, depth: number, size: Size): Strategy => {
  const { probability, runsFor99 } = boundOf(size, depth);
  let random = randomFrom(seed);
  let priorities = new Map<string, number>();
  let changes = new Map<number, number>();
  let step = 0;
  /** A new one comes anywhere between those that are there: above 1, for what has fallen is below. */
  const priorityOf = (chain: string): number => {
    const known = priorities.get(chain);
    if (known !== undefined) return known;
    const fresh = 1 + random();
    priorities.set(chain, fresh);
    return fresh;
  };
  return {
    name: `pct d=${depth}`,
    promise: `n=${size.chains} k=${size.steps}: a defect of depth ${depth} is found by a run with P ≥ 1/${Math.round(1 / probability)}, by ${runsFor99} runs with 99 %`,
    newExecution: (run) => {
      random = randomFrom(seed + run);
      priorities = new Map();
      step = 0;
      changes = new Map();
      const most = Math.min(depth - 1, size.steps);
      while (changes.size < most) changes.set(Math.floor(random() * size.steps), (changes.size + 1) / depth);
      return scenario;
    },
    next: (choices) => {
      if (step > patience * size.steps) return isAtRest(choices) ? 'finish' : 0;
      let highest = -1;
      let place = -1;
      let chain = '';
      for (const [index, choice] of choices.entries()) {
        const own = chainOf(choice);
        const priority = priorityOf(own);
        if (priority <= highest) continue;
        highest = priority;
        place = index;
        chain = own;
      }
      if (isAtRest(choices) && priorityOf('finish') > highest) return 'finish';
      const fallen = changes.get(step);
      if (fallen !== undefined) priorities.set(chain, fallen);
      step += 1;
      return place;
    },
  };
};
