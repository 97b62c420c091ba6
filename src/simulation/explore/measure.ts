/** How large a scenario is: what a strategy that promises something has to know. */
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import { play } from './schedule.ts';
import { byItself, uniform } from './strategies/uniform.ts';
import { chainOf, type Strategy } from './strategy.ts';

export interface Size {
  /** Chains, each of whose choices follow each other. */
  readonly chains: number;
  /** Choices of the longest run that was seen. */
  readonly steps: number;
  /** By chain, in the default schedule. */
  readonly lengths: ReadonlyMap<string, number>;
}

const sampled = 20;

/** Of the default schedule, and of some random ones from a seed of its own: always the same. */
export const sizeOf = (scenario: Scenario, parts?: Parts): Size => {
  const chains = new Set<string>();
  const lengths = new Map<string, number>();
  let steps = 0;
  const measure = (strategy: Strategy, runs: number, isDefault: boolean) => {
    for (let run = 0; run < runs; run += 1) {
      strategy.newExecution(run);
      const { choices } = play(
        scenario,
        (possible, simulation) => {
          for (const choice of possible) chains.add(chainOf(choice));
          const place = strategy.next(possible, simulation);
          const taken = typeof place === 'number' ? possible[place] : undefined;
          if (isDefault && taken !== undefined) {
            const chain = chainOf(taken);
            lengths.set(chain, (lengths.get(chain) ?? 0) + 1);
          }
          return place;
        },
        parts,
      );
      steps = Math.max(steps, choices.length);
    }
  };
  measure(byItself(scenario), 1, true);
  measure(uniform(scenario, 1), sampled, false);
  return { chains: chains.size, steps, lengths };
};
