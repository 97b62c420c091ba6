/** What has passed waits to be looked at, in order, and within bounds. */
import { expect, test } from 'vitest';
import { backlog } from '../../../src/tap/wire/backlog.ts';

const scene = (limits?: { readonly maxWaitingBytes: number; readonly maxWaiting: number }) => {
  const told: string[] = [];
  let us = 0;
  const clock = {
    nowUs: () => ++us,
    during: (at: number, work: () => void) => {
      told.push(`${at}`);
      work();
    },
  };
  return { told, queue: backlog(clock, limits) };
};

test('in its order, each with the time that it passed at', () => {
  const { told, queue } = scene();
  for (const name of ['a', 'b', 'c']) queue.add(10, () => void told.push(name));
  expect(told).toEqual([]);
  queue.flush();
  expect(told).toEqual(['1', 'a', '2', 'b', '3', 'c']);
});
test('by itself, a while later', async () => {
  const { queue } = scene();
  await new Promise<void>((resolve) => queue.add(10, resolve));
});
test('much at once: all of it, and what is added meanwhile', async () => {
  const { queue } = scene();
  let done = 0;
  await new Promise<void>((resolve) => {
    const add = () => {
      done += 1;
      if (done === 500) resolve();
      else if (done % 2 === 0) queue.add(1, add);
    };
    for (let count = 0; count < 500; count += 1) queue.add(100_000, add);
  });
});
test('no more than the bounds; and again once there is room', () => {
  const { queue } = scene({ maxWaitingBytes: 100, maxWaiting: 3 });
  expect(queue.add(90, () => {})).toBe(true);
  expect(queue.add(20, () => {})).toBe(false);
  expect([queue.add(5, () => {}), queue.add(5, () => {}), queue.add(0, () => {})]).toEqual([true, true, false]);
  queue.flush();
  expect(queue.add(100, () => {})).toBe(true);
});
