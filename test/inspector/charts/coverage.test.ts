/** What was taken of charts: that it is recorded, kept with the chart that it was counted for, and told where that is another now. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { drawBook } from '../../../src/inspector/build/charts/book.ts';
import { keysOf, shapeOf } from '../../../src/inspector/build/charts/coverage.ts';
import { exportChart } from '../../../src/inspector/build/charts/export.ts';
import { machinesInCode } from '../../../src/inspector/build/charts/machines.ts';
import { coverageKey } from '../../../src/inspector/charts/coverage.ts';
import { type Covered, coveredOf } from '../../../src/inspector/charts/covered.ts';
import { openTally } from '../../../src/inspector/charts/tally.ts';
import { countsOf, figuresOf } from '../../../src/inspector/page/machines/counts.ts';
import { witnessSteps } from '../../../src/machines/lean-steps.ts';
import { logReopeningMachine } from '../../../src/machines/log-reopening.ts';

const root = join(import.meta.dirname, '../../..');

afterEach(() => witnessSteps(undefined));

test('a life is played → each transition that it took is counted, once for each time', async () => {
  const tally = openTally();
  witnessSteps(tally.hear);
  const machine = logReopeningMachine.provide({ actors: { perform: fromPromise(async () => ({})) } });
  const actor = createActor(machine, { input: { requestId: 'r', service: { taskId: 'c' } } as never }).start();
  await new Promise<void>((resolve) => actor.subscribe({ complete: resolve }));
  const [state = ''] = Object.keys(logReopeningMachine.root.states);
  const target = Object.keys(logReopeningMachine.root.states).at(-1) ?? '';
  expect(tally.seen()).toEqual({
    logReopening: { [coverageKey(state, 'xstate.done.actor.perform', target)]: 1 },
  });
});

test('tests run with TROUPE_CHART_COVERAGE → they leave what they took', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'trp-charts-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const args = ['run', '--configLoader', 'native', 'test/machines/updates.test.ts'];
  const { VITEST: _, ...env } = process.env;
  await promisify(execFile)(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: root,
    env: { ...env, TROUPE_CHART_COVERAGE: dir },
  });
  const [file = '', ...more] = await readdir(dir);
  expect(more).toEqual([]);
  const { container = {} } = JSON.parse(await readFile(join(dir, file), 'utf8'));
  expect(Object.keys(container).some((key) => key.startsWith('alive.running\tcontainer.update\t'))).toBe(true);
});

const committed = JSON.parse(await readFile(join(root, 'src/inspector/charts/coverage.json'), 'utf8')) as Covered;
const exported = machinesInCode.map(({ machine }) => exportChart(machine));

test('what is committed is sorted, and speaks of charts that are there', () => {
  for (const [machine, { taken }] of Object.entries(committed.charts)) {
    expect(exported.some((chart) => chart.machine === machine)).toBe(true);
    expect(Object.keys(taken)).toEqual(Object.keys(taken).toSorted());
    expect(Object.values(taken).every(([tests, simulator]) => tests + simulator > 0)).toBe(true);
  }
});

test('the same chart → its counts; another than was counted → told to be outdated', async () => {
  const charts = exported.map((chart) => ({ machine: chart.machine, shape: shapeOf(chart), keys: keysOf(chart) }));
  const key = coverageKey('alive.starting', 'xstate.done.actor.startTask', 'alive.running');
  const fresh = { ...committed, charts: coveredOf(charts, [{ container: { [key]: 3 } }], { container: { [key]: 4 } }) };
  const old = {
    ...fresh,
    charts: {
      ...fresh.charts,
      pull: { shape: 'another', taken: { [coverageKey('no', 'such', 'thing')]: [1, 1] as const } },
    },
  };
  const drawings = (await drawBook(old)).charts;
  const drawing = (machine: string) => {
    const found = drawings.find((each) => each.machine === machine);
    if (found === undefined) throw new Error(`no ${machine}`);
    return found;
  };
  expect(drawing('container').isOutdated).toBeUndefined();
  expect(drawing('pull').isOutdated).toBe(true);
  const counted = drawing('container').states.flatMap(({ on = [] }) => on.filter(({ runs }) => runs !== undefined));
  expect(counted.map(({ event, runs }) => [event, runs])).toEqual([['xstate.done.actor.startTask', [3, 4]]]);

  const steps = [{ from: 'alive.running', event: 'container.stop', to: 'alive.stopping.terminating', times: 5 }];
  const taken = countsOf(drawings, [{ machine: 'container', taken: steps }]);
  const sum = (by: Parameters<typeof taken>[1]) => figuresOf(drawing('container'), (each) => taken(each, by)).taken;
  expect([sum(['tests']), sum(['simulator']), sum(['source']), sum(['tests', 'source']), sum([])]).toEqual([
    1, 1, 1, 2, 0,
  ]);
});
