import { expect, test } from 'vitest';
import { line, median, quantile } from '../../bench/report/statistics.ts';

test('an even number of values → the median is between the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('one value → it is every quantile', () => {
  expect([0, 0.5, 0.95, 1].map((share) => quantile([7], share))).toEqual([7, 7, 7, 7]);
});

test('no value → NaN', () => {
  expect(median([])).toBeNaN();
});

test('points on a line → its slope and base', () => {
  const { slope, base } = line([0, 10, 20, 30].map((x) => ({ x, y: 120 + 0.5 * x })));
  expect(slope).toBeCloseTo(0.5);
  expect(base).toBeCloseTo(120);
});
