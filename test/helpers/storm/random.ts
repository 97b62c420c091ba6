/** Chance from a seed: the same plans again; what the machine makes of them is its own. */
import { randomFrom } from '../../../src/simulation/explore/random.ts';

export interface Chance {
  /** An integer from 0 to below it. */
  readonly below: (limit: number) => number;
  readonly isHit: (probability: number) => boolean;
  readonly one: <T>(of: readonly T[]) => T | undefined;
  /** By weights. */
  readonly weighted: <T extends string>(weights: Readonly<Record<T, number>>) => T;
}

export const chanceFrom = (seed: number): Chance => {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    isHit: (probability) => random() < probability,
    one: (of) => of[below(of.length)],
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      throw new Error('no weights');
    },
  };
};
