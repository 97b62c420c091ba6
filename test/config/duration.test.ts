import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs } from '../../src/config/duration.ts';

test.each([
  ['0s', 0],
  ['250ms', 250],
  ['1.5s', 1500],
  ['1h30m', 5_400_000],
  ['5m0s', 300_000],
  ['4h0m0s', 14_400_000],
])('%s → %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

test.each(['', '5', '5 s', '-5s', '5x', 's', '1s2', '600h'])('%j → no duration', (text) =>
  expect(durationMs(text)).toBeUndefined(),
);

test('whole ms → come back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (ms) => durationMs(`${ms}ms`) === ms));
});
