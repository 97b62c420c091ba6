/**
 * A random walk in which a chain with more ahead of it is more likely to go on: nearly uniform over whole interleavings,
 * where a walk that is uniform over choices prefers those that begin with the short chains.
 *
 * Source: Zhao et al., Selectively Uniform Concurrency Testing (ASPLOS 2025): weights are estimates of remaining events.
 */
import type { Scenario } from '../../scenario.ts';
import type { Size } from '../measure.ts';
import { randomFrom } from '../random.ts';
import { chainOf, isAtRest, type Strategy } from '../strategy.ts';
import { drawRate, interfering } from './interference.ts';

export const weighted = (scenario: Scenario, seed: number, size: Size): Strategy => {
  let random = randomFrom(seed);
  let left = new Map<string, number>();
  let rate = 0;
  return {
    name: 'weighted',
    newExecution: (run) => {
      random = randomFrom(seed + run);
      rate = drawRate(random);
      left = new Map(size.lengths);
      return scenario;
    },
    next: (choices) => {
      const other = interfering(choices, random, rate);
      if (other !== undefined) return other;
      if (isAtRest(choices)) return 'finish';
      const possible = choices.filter(({ isDefault }) => isDefault);
      const weights = possible.map((choice) => Math.max(left.get(chainOf(choice)) ?? 1, 1));
      let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
      let place = 0;
      while (place < weights.length - 1 && rest >= (weights[place] ?? 0)) {
        rest -= weights[place] ?? 0;
        place += 1;
      }
      const chain = chainOf(possible[place] as (typeof possible)[number]);
      left.set(chain, (left.get(chain) ?? 1) - 1);
      return place;
    },
  };
};
