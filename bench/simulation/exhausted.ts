/** Scenarios, exhausted: a schedule goes on from where another left off, so it costs what is new in it. */
import { exhaustive } from '../../src/simulation/explore/exhaustive.ts';
import { oneLife, twoPods } from '../../src/simulation/explore/scenarios.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import type { Row } from './measure.ts';

const limits = { maxSchedules: 100_000, maxCpuMs: 60_000 };
const faults = { total: 2, each: 1, kinds: ['fail', 'half', 'lost'] } as const;
const exhausted = (scenario: Scenario, count: 'schedules' | 'inputs') => () => {
  const report = exhaustive(scenario, limits);
  if (report.cut !== undefined) throw new Error(`not complete: ${report.cut}`);
  return report[count];
};

export const exhaustions: readonly Row[] = [
  { name: 'one life', scenario: oneLife, goal: undefined },
  { name: 'one life with two faults', scenario: { ...oneLife, faults }, goal: 10_000 },
  { name: 'two pods, seven requests, any service fails', scenario: twoPods, goal: undefined },
].flatMap(({ name, scenario, goal }) => [
  { name: `${name}, exhausted`, unit: 'schedules', as: 'rate', goal, work: exhausted(scenario, 'schedules') } as const,
  { name: `${name}, exhausted`, unit: 'inputs', as: 'rate', work: exhausted(scenario, 'inputs') } as const,
]);
