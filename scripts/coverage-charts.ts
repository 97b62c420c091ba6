/**
 * `npm run coverage:charts`: which transitions of the charts are taken by the tests and by the simulator, into
 * `src/inspector/charts/coverage.json`, which the page Machines shows. Takes some minutes; the simulator's part is the same again
 * for the same charts. What the tests count may differ: some of them have seeds of their own.
 *
 * TROUPE_SCHEDULES: runs of each scenario.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysOf, shapeOf } from '../src/inspector/build/charts/coverage.ts';
import { exportChart } from '../src/inspector/build/charts/export.ts';
import { machinesInCode } from '../src/inspector/build/charts/machines.ts';
import { type Covered, coveredOf } from '../src/inspector/charts/covered.ts';
import { openTally, type Tally } from '../src/inspector/charts/tally.ts';
import { witnessSteps } from '../src/machines/lean-steps.ts';
import { buildOf } from '../src/simulation/explore/build.ts';
import { catalogue } from '../src/simulation/explore/catalogue.ts';
import { doJobs } from '../src/simulation/explore/pool.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'src/inspector/charts/coverage.json');
const tested = [
  'test/machines',
  'test/simulation',
  'test/simulated',
  'test/tap',
  'test/actors/system',
  'test/actors/sightings',
  'test/actors/keep-actors',
  'test/actors/life-events',
  'test/journal/contexts',
];
const seed = 1;
const schedules = Number(process.env.TROUPE_SCHEDULES ?? 200);

const ofTests = (): readonly Tally[] => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-coverage-'));
  try {
    const args = ['run', '--configLoader', 'native', '--exclude', '**/*.{real,e2e}.test.ts', ...tested];
    const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), args, {
      cwd: root,
      env: { ...process.env, TROUPE_CHART_COVERAGE: dir },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) process.stderr.write('some tests have failed: what they took until then is counted\n');
    return readdirSync(dir)
      .sort()
      .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as Tally);
  } finally {
    rmSync(dir, { recursive: true });
  }
};

const ofSimulator = async (): Promise<Tally> => {
  const tally = openTally();
  witnessSteps(tally.hear);
  for (const scenario of catalogue())
    for (const strategy of ['swarm', 'pct'] as const)
      await doJobs([{ kind: 'sample', scenario, strategy, seed, budget: { to: schedules } }], 1);
  witnessSteps(undefined);
  return tally.seen();
};

const tests = ofTests();
const simulator = await ofSimulator();
const charts = machinesInCode.map(({ machine }) => exportChart(machine));
const covered: Covered = {
  format: 'troupe.coverage/1',
  build: buildOf(),
  tests: `vitest run ${tested.join(' ')}`,
  simulator: `each scenario by swarm and by pct, ${schedules} schedules, seed ${seed}`,
  charts: coveredOf(
    charts.map((chart) => ({ machine: chart.machine, shape: shapeOf(chart), keys: keysOf(chart) })),
    tests,
    simulator,
  ),
};
/** A line for each transition: changes can be read, and the file stays small. */
const lines = JSON.stringify(covered)
  .replaceAll(/"taken":\{|(?<=\]),(?=")/g, '$&\n')
  .replaceAll('},"', '},\n"');
writeFileSync(file, `${lines}\n`);
