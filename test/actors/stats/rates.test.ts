import { expect, test } from 'vitest';
import { openRates } from '../../../src/actors/stats/rates.ts';

const all = () => true;

test('the first reading → no rate; the second → use over time, in thousand-millionths of a core', () => {
  const { rateOf } = openRates(all);
  expect(rateOf('a', { usageNs: 1000, elapsedMs: 0 })).toBeUndefined();
  expect(rateOf('a', { usageNs: 500_001_000, elapsedMs: 1000 })).toBe(500_000_000);
  expect(rateOf('a', { usageNs: 500_001_000, elapsedMs: 2000 })).toBe(0);
});

test('readings close together → the rate of before, and the next one is over the whole time', () => {
  const { rateOf } = openRates(all);
  rateOf('a', { usageNs: 0, elapsedMs: 0 });
  expect(rateOf('a', { usageNs: 9e6, elapsedMs: 10 })).toBeUndefined();
  expect(rateOf('a', { usageNs: 1e9, elapsedMs: 1000 })).toBe(1e9);
  expect(rateOf('a', { usageNs: 2e9, elapsedMs: 1001 })).toBe(1e9);
});

test('a counter that began anew, or a silence of minutes → no rate', () => {
  const { rateOf } = openRates(all);
  rateOf('a', { usageNs: 1e9, elapsedMs: 0 });
  expect(rateOf('a', { usageNs: 5, elapsedMs: 1000 })).toBeUndefined();
  expect(rateOf('a', { usageNs: 9e9, elapsedMs: 400_000 })).toBeUndefined();
});

test('what is gone → its reading goes with it', () => {
  const there = new Set(['a', 'b']);
  const { rateOf } = openRates((id) => there.has(id));
  rateOf('a', { usageNs: 0, elapsedMs: 0 });
  there.delete('a');
  rateOf('b', { usageNs: 0, elapsedMs: 70_000 });
  expect(rateOf('a', { usageNs: 1e9, elapsedMs: 71_000 })).toBeUndefined();
});
