import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceClock } from '../../../src/telemetry/traces/trace-clock.ts';
import { remoteParent } from '../../../src/telemetry/traces/traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('remoteParent', () => {
  test.each([
    [`00-${traceId}-${spanId}-01`, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`00-${traceId}-${spanId}-03`, true],
    [`cc-${traceId}-${spanId}-01-what-comes-later`, true],
  ])('%s → taken, sampled: %s', (header, isSampled) => {
    expect(remoteParent(header)).toEqual({ traceId, spanId, isSampled });
  });
  test.each([
    undefined,
    '',
    `00-${traceId}-${spanId}`,
    `00-${traceId}-${spanId}-01-more`,
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01\n`,
  ])('%s → not taken', (header) => {
    expect(remoteParent(header)).toBeUndefined();
  });
  test('any text → taken or not, nothing else', () => {
    fc.assert(fc.property(fc.string(), (header) => void remoteParent(header)));
  });
});

test('traceClock → finer than the wall clock, and after it where that is set', () => {
  let [wall, steady] = [1000, 5];
  const now = traceClock(
    () => wall,
    () => steady,
  );
  expect(now()).toBe(1000);
  [wall, steady] = [1000, 5.25];
  expect(now()).toBe(1000.25);
  [wall, steady] = [1010, 6];
  expect(now()).toBe(1001); // a wall clock that is a little off is not followed
  [wall, steady] = [90_000, 7];
  expect(now()).toBe(90_000);
});
