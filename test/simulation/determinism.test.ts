/** Nothing enters the charts, the core and the simulation but what is handed in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, type Mock, test, vi } from 'vitest';
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { scenarios } from '../../src/simulation/explore/scenarios.ts';
import { byDefault, walk } from '../../src/simulation/explore/walk.ts';

const src = new URL('../../src/', import.meta.url).pathname;
const filesIn = (dir: string): readonly string[] =>
  readdirSync(join(src, dir), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(dir, file));

const core = [
  'core',
  'charts',
  'requests',
  'recovery',
  'directory',
  'life-events',
  'end-children',
  'inputs',
  'tape',
  'names',
];
const pure = [
  ...filesIn('machines'),
  ...core.map((name) => `actors/${name}.ts`),
  // The driver for contract tests is asynchronous on purpose; who explores, measures.
  ...filesIn('simulation').filter(
    (file) => !file.includes('/explore/') && !['simulation/driver.ts', 'simulation/twins/main.ts'].includes(file),
  ),
];
const forbidden =
  /\b(Date\.|new Date\b|Math\.random|setTimeout\(|setInterval\(|setImmediate\(|queueMicrotask\(|performance\.|(?<![-\w])process\.|randomUUID|randomBytes|await |async )/;

test.each(pure)('%s: no clock, no chance, no waiting', (file) => {
  const code = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  expect(code.split('\n').filter((line) => forbidden.test(line))).toEqual([]);
});

const trapped = [
  [Date, 'now'],
  [Math, 'random'],
  [performance, 'now'],
  [globalThis, 'setTimeout'],
  [globalThis, 'setImmediate'],
  [globalThis, 'queueMicrotask'],
] as const;

afterEach(() => vi.restoreAllMocks());

test('whole lives with faults, crashes and timers: nobody asks the machine for time or chance', () => {
  const uses = trapped.map(([on, name]) => vi.spyOn(on as never, name as never) as unknown as Mock);
  const done = scenarios.map((scenario, index) => {
    const random = randomFrom(index);
    return walk(scenario, (choices) => Math.floor(random() * choices.length));
  });
  const counts = uses.map((use) => use.mock.calls.length);
  expect(done.map(({ violation }) => violation)).toEqual(scenarios.map(() => undefined));
  expect(counts).toEqual(trapped.map(() => 0));
});

test.each(scenarios)('$name: the same choices twice → the same states and answers', (scenario) => {
  const played = [1, 2].map(() => {
    const random = randomFrom(4711);
    const hashes: string[] = [];
    const { taken } = walk(scenario, (choices, simulation) => {
      hashes.push(simulation.hash());
      return Math.floor(random() * choices.length);
    });
    return { hashes, taken };
  });
  expect(played[0]).toEqual(played[1]);
});

test('the default schedule takes no deviation', () => {
  for (const scenario of scenarios) expect(walk(scenario, byDefault).deviations).toBe(0);
});
