import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StallWatch } from '../../../src/image/registry/stall.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const watchOf = (limitMs: number) =>
  new StallWatch({ limitMs, host: 'registry.test', signal: new AbortController().signal });

test('slow, but it lives → never ended, however long it takes', async () => {
  const watch = watchOf(1000);
  for (let piece = 0; piece < 100; piece += 1) {
    const waiting = watch.during(after(999));
    await vi.advanceTimersByTimeAsync(999);
    await waiting;
  }
  expect(watch.signal.aborted).toBe(false);
});

test('silence → ended at the limit; time that the reader takes does not count', async () => {
  const watch = watchOf(1000);
  void watch.during(after(10));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(watch.signal.aborted).toBe(false);
  void watch.during(after(2000));
  await vi.advanceTimersByTimeAsync(1000);
  expect(watch.signal.reason).toMatchObject({ code: 'PullStalled', details: { host: 'registry.test', limitMs: 1000 } });
});

test('no limit → no end', async () => {
  const watch = watchOf(0);
  void watch.during(after(10_000_000));
  await vi.advanceTimersByTimeAsync(9_000_000);
  expect(watch.signal.aborted).toBe(false);
});
