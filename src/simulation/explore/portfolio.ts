/** Strategies by the names that people and workers use. */
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import { sizeOf } from './measure.ts';
import { fewest } from './strategies/fewest.ts';
import { pct } from './strategies/pct.ts';
import { pos } from './strategies/pos.ts';
import { swarm } from './strategies/swarm.ts';
import { byItself, uniform } from './strategies/uniform.ts';
import { weighted } from './strategies/weighted.ts';
import type { Strategy } from './strategy.ts';

export const strategyNames = ['default', 'random', 'pct', 'pos', 'weighted', 'fewest', 'swarm'] as const;
export type StrategyName = (typeof strategyNames)[number];

export interface StrategyOptions {
  readonly seed: number;
  /** Of `pct`, 1 to 4; of `fewest`, the most deviations. */
  readonly depth?: number | undefined;
  /** Of `fewest`: one of several that share it. */
  readonly share?: { readonly index: number; readonly of: number } | undefined;
}

const makers: Readonly<
  Record<StrategyName, (scenario: Scenario, options: StrategyOptions, parts: Parts | undefined) => Strategy>
> = {
  default: byItself,
  random: (scenario, { seed }) => uniform(scenario, seed),
  pct: (scenario, { seed, depth = 3 }, parts) => pct(scenario, seed, depth, sizeOf(scenario, parts)),
  pos: (scenario, { seed }) => pos(scenario, seed),
  weighted: (scenario, { seed }, parts) => weighted(scenario, seed, sizeOf(scenario, parts)),
  fewest: (scenario, { depth = 3, share }) => fewest(scenario, { most: depth, share }),
  swarm: (scenario, { seed }, parts) => swarm(scenario, seed, sizeOf(scenario, parts)),
};

export const strategyOf = (name: StrategyName, scenario: Scenario, options: StrategyOptions, parts?: Parts): Strategy =>
  makers[name](scenario, options, parts);
