import { expect, test } from 'vitest';
import { mergedCoverage, noCoverage } from '../../../src/simulation/explore/coverage.ts';
import { summaryOf, textOfCoverage } from '../../../src/simulation/explore/coverage-report.ts';
import type { SampleJob } from '../../../src/simulation/explore/jobs.ts';
import { doJobs, sampleOn } from '../../../src/simulation/explore/pool.ts';
import { merged, type Report } from '../../../src/simulation/explore/report.ts';
import { oneLife, tornDown } from '../../../src/simulation/explore/scenarios.ts';
import { byItself } from '../../../src/simulation/explore/strategies/uniform.ts';
import { twice } from '../../../src/simulation/explore/twice.ts';
import { races } from '../../../src/simulation/races/races.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import type { Parts } from '../../../src/simulation/stage.ts';
import { actOf } from '../../../src/simulation/world/acts.ts';

const job: SampleJob = {
  kind: 'sample',
  scenario: { ...tornDown, faults: { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] } },
  strategy: 'random',
  seed: 5,
  budget: { to: 101, covers: true },
};
const timeless = ({ cpuMs: _, ...report }: Report) => report;

test.each(['random', 'pct', 'swarm', 'fewest'] as const)(
  '%s: three workers → what one tells',
  async (strategy) => {
    const scenario: Scenario = strategy === 'fewest' ? tornDown : job.scenario;
    const own: SampleJob = {
      ...job,
      scenario,
      strategy,
      depth: 2,
      budget: { ...job.budget, to: strategy === 'fewest' ? undefined : 101 },
    };
    const [one, three] = await Promise.all([sampleOn(own, 1), sampleOn(own, 3)]);
    const withoutCoverage = ({ coverage: _, ...report }: Report) => timeless(report);
    expect(withoutCoverage(three)).toEqual(withoutCoverage(one));
    if (strategy !== 'fewest') expect(three.coverage).toEqual(one.coverage);
  },
  30_000,
);

test('jobs come back in their order', async () => {
  const reports = await doJobs(
    [
      { kind: 'exhaustive', scenario: oneLife, maxSchedules: 1000, maxCpuMs: 10_000 },
      { ...job, strategy: 'default' },
      { ...job, strategy: 'pos', budget: { to: 3 } },
    ],
    2,
  );
  expect(reports.map(({ strategy, schedules }) => [strategy, schedules])).toEqual([
    ['exhaustive', expect.any(Number)],
    ['default', 1],
    ['pos', 3],
  ]);
  expect(reports[0]?.cut).toBeUndefined();
}, 30_000);

test('a race: its script, its neighbourhood, its clients in any order; runs that are played twice', async () => {
  const [row] = races.filter(({ known }) => known === undefined);
  const reports = await doJobs(
    [
      { kind: 'race', id: row?.id ?? '', maxCpuMs: 50 },
      { kind: 'twice', scenario: job.scenario, seed: 1, runs: 5 },
    ],
    1,
  );
  expect(reports.map(({ strategy }) => strategy)).toEqual([
    'its script',
    'around its script',
    'exhaustive',
    'swarm, each run twice',
  ]);
  expect(reports.at(-1)).toMatchObject({ schedules: 10, found: [] });
}, 30_000);

test('a service with a memory of its own → its runs are not the same twice', () => {
  let calls = 0;
  const parts: Parts = {
    actOf: (name) => {
      if (name !== 'attachNetwork') return actOf(name);
      const act = actOf(name);
      return {
        ...act,
        land: (world, input) => {
          calls += 1;
          if (calls === 2) world.add('mount', 'a second one', 'nobody');
          return act.land(world, input);
        },
      };
    },
  };
  const { found } = twice(oneLife, byItself(oneLife), 1, parts);
  expect(found).toMatchObject([{ invariant: 'deterministic', wrong: expect.stringContaining('run 0 is another one') }]);
});

test('a job that cannot be done → its error, and no thread is left', async () => {
  const broken = { ...job, scenario: { name: 'x', clients: 'none' } } as unknown as SampleJob;
  await expect(doJobs([job, broken, broken], 2)).rejects.toThrow('clients');
}, 30_000);

test('findings of several workers: the least of each kind, whoever has it', () => {
  const report = (deviations: number, path: readonly string[]): Report => ({
    scenario: 'x',
    strategy: 'random',
    schedules: 1,
    inputs: 2,
    states: undefined,
    cut: 'a sample',
    found: [{ invariant: 'i', wrong: 'pod#1', path, deviations }],
    cpuMs: 1,
  });
  const all = [report(2, ['a']), report(1, ['c', 'd']), report(1, ['b', 'd'])];
  for (const order of [all, all.toReversed()])
    expect(merged(order)).toMatchObject({ schedules: 3, inputs: 6, found: [{ deviations: 1, path: ['b', 'd'] }] });
});

test('coverage: counts add up, orders join; what was not seen is told', async () => {
  const { coverage = noCoverage } = await sampleOn({ ...job, strategy: 'default' }, 1);
  const summary = summaryOf(coverage);
  expect(summary.triples.seen + summary.triples.unseen.length).toBe(summary.triples.defined);
  expect(summary.triples.seen).toBeGreaterThan(20);
  expect(summary.triples.unseen).toContain('attachSession  live  attach.ended');
  expect(summary.triples.unseen).not.toContain('sandbox  ready  sandbox.stop');
  const twice = mergedCoverage([coverage, coverage]);
  const key = 'sandbox\tready\tsandbox.stop';
  expect(twice.triples[key]).toBe(2 * (coverage.triples[key] ?? 0));
  expect(summaryOf(twice)).toEqual(summary);
  expect(
    mergedCoverage([
      { ...noCoverage, orders: { 'a\tb': 1 } },
      { ...noCoverage, orders: { 'a\tb': 2 } },
    ]).orders,
  ).toEqual({
    'a\tb': 3,
  });
  const text = textOfCoverage(summary, 2).join('\n');
  expect(text).toContain(`machine, state, event: ${summary.triples.seen} of ${summary.triples.defined}`);
  expect(text).toMatch(/… \d+ more/);
});
