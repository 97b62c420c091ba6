import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsPath, stripOf } from '../../../src/inspector/page/shell/strip.ts';

const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(50)), { minLength: 1, maxLength: 300 });

test('a place of a time is that time again, and later times are further right', () => {
  fc.assert(
    fc.property(
      counts,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, a, b) => {
        const strip = stripOf(all, 1000, 1_001_000);
        const us = 1000 + a * 1_000_000;
        expect(Math.abs(strip.timeAt(strip.placeOf(us)) - us)).toBeLessThan(1);
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((part) => strip.placeOf(1000 + part * 1_000_000));
        expect(early).toBeLessThanOrEqual((late ?? 0) + 1e-12);
      },
    ),
  );
});

test('an hour in which nothing happens is no wider than what is short; its bounds stay its bounds', () => {
  const all = [5, 3, ...Array.from({ length: 400 }, () => 0), 2];
  const strip = stripOf(all, 0, 403);
  expect(strip.gaps).toHaveLength(1);
  expect(strip.gaps[0]?.width).toBeCloseTo(6 / 9);
  expect([strip.placeOf(0), strip.placeOf(403)]).toEqual([0, 1]);
  expect(strip.timeAt(0.999)).toBeGreaterThan(402);
});

test('nothing at all → no bar, and no error', () => {
  expect(barsPath(stripOf([], 0, 0), [], { width: 100, height: 10 })).toBe('');
  expect(Number.isFinite(stripOf([0], 5, 5).timeAt(0.5))).toBe(true);
});

test('what is there at all is seen beside what is there a million times', () => {
  const all = [1, 1_000_000];
  expect(barsPath(stripOf(all, 0, 2), all, { width: 100, height: 30 })).toContain('v-2.0');
});
