/** The explorer finds what is broken on purpose; and of the stages on which it does so, nothing is wrong with the real charts. */
import { describe, expect, test } from 'vitest';
import { strategyOf } from '../../src/simulation/explore/portfolio.ts';
import { sample } from '../../src/simulation/explore/sample.ts';
import { cases } from '../../src/simulation/races/catalogue.ts';
import { type Hunt, hunt } from '../../src/simulation/twins/hunt.ts';
import { twins } from '../../src/simulation/twins/twins.ts';

const seed = 1;
const stages = [...new Map(twins.map(({ scenario }) => [scenario.name, scenario])).values()];
const maxSchedules = 1500;

describe('the stages, with the real charts', () => {
  test.each(stages.map((scenario) => [scenario.name, scenario] as const))('%s → nothing is wrong', (_, scenario) => {
    for (const name of ['fewest', 'pct'] as const)
      expect(sample(strategyOf(name, scenario, { seed }), { to: 150 }).found).toEqual([]);
  });
});

describe('broken twins', () => {
  const hunts: Hunt[] = [];
  test.each(twins.map((twin) => [twin.name, twin] as const))('%s → found', (_, twin) => {
    // Its order is the same each time, and so is the seed: this does not depend on luck or on the machine.
    const tries = (['fewest', 'pct'] as const).map((name) => () => hunt(twin, name, { seed, maxSchedules }));
    let found: Hunt | undefined;
    for (const attempt of tries) {
      found = attempt();
      if (found.invariant !== undefined) break;
    }
    expect(found?.invariant).toBeDefined();
    if (found !== undefined) hunts.push(found);
  });

  test('there are at least 40, half of them need one deviation from the default schedule or none, hardly one more than 3', () => {
    expect(twins.length).toBeGreaterThanOrEqual(40);
    const deviations = hunts.map(({ deviations: count = Number.NaN }) => count).sort((one, other) => one - other);
    expect(deviations[Math.floor(deviations.length / 2)]).toBeLessThanOrEqual(1);
    expect(deviations.filter((count) => count > 3).length).toBeLessThanOrEqual(2);
  });

  test('names are told apart; the cases that they are of are known ones', () => {
    expect(new Set(twins.map(({ name }) => name)).size).toBe(twins.length);
    const known = new Set(cases.map(({ id }) => id));
    expect(twins.flatMap(({ cases }) => cases).filter((id) => !known.has(id))).toEqual([]);
  });
});
