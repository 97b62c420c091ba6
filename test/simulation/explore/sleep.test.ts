/** The reduced search agrees with the plain one: the same final states on every small scenario. */
import { expect, test } from 'vitest';
import { pod } from '../../../src/simulation/configs.ts';
import { oneLife } from '../../../src/simulation/explore/scenarios.ts';
import { orders } from '../../../src/simulation/explore/sleep.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';

const a = pod('a');
const b = pod('b');
const both = [
  { name: 'k', steps: [a.run] },
  { name: 'l', steps: [a.stop] },
];
const two = [
  { name: 'k', steps: [a.run] },
  { name: 'l', steps: [b.run] },
];
const small: readonly Scenario[] = [
  oneLife,
  { name: 'two pods', clients: two },
  { name: 'two pods, one fault', clients: two, faults: { total: 1, each: 1, kinds: ['fail'] } },
  { name: 'run and stop', clients: both },
  { name: 'run and stop, one fault', clients: both, faults: { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] } },
  { name: 'run and stop, a client gives up', clients: both, cancels: 1 },
  {
    name: 'create and stop',
    clients: [
      { name: 'k', steps: [a.run, a.create('c0')] },
      { name: 'l', steps: [a.stop] },
    ],
  },
  {
    name: 'the process ends by itself',
    clients: [{ name: 'k', steps: [a.run, a.create('c0'), a.start('c0'), a.stopContainer('c0')] }],
    programs: { 'a-c0': { ends: [{ exitCode: 0 }], ignoresSigterm: false } },
  },
];

test.each(small)('$name', (scenario) => {
  const plain = orders(scenario, 100_000, false);
  const reduced = orders(scenario, 100_000, true);
  expect([plain.cut, reduced.cut]).toEqual([false, false]);
  expect([...reduced.finals].sort()).toEqual([...plain.finals].sort());
});

test('two pods that have nothing to do with each other: a small part of all orders', () => {
  // Each: asked, pinned, then files and network in either order; 8 choose 4, times 2 times 2.
  expect(orders({ name: '', clients: two }, 100_000, true).schedules).toBeLessThan(280 / 5);
});

test('more schedules than allowed → says that it was cut', () => {
  expect(orders({ name: '', clients: two }, 3, true).cut).toBe(true);
});
