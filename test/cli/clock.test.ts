import { expect, test } from 'vitest';
import { risingClock } from '../../src/cli/daemon/clock.ts';

test('the wall clock stands still, goes back or jumps forward → what comes later is always shown as later', () => {
  let wallMs = 1_000_000;
  const now = risingClock(() => wallMs);
  const seen: number[] = [now(), now()];
  for (const ms of [1_000_000, 3_600_000, 0, 999_999, 3_600_001]) {
    wallMs = ms;
    seen.push(now());
  }
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.at(-1)).toBe(3_600_001);
});
