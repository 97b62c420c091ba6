import { expect, test } from 'vitest';
import { openWritableLayers } from '../../../src/actors/stats/writable-layers.ts';
import { FailureError } from '../../../src/machines/failure.ts';

const scene = () => {
  const there = new Set(['a', 'b']);
  const measured: string[] = [];
  const reported: string[] = [];
  const clock = { elapsedMs: 0, walkMs: 0, isBroken: false };
  const layers = openWritableLayers({
    usage: async (id) => {
      measured.push(id);
      clock.elapsedMs += clock.walkMs;
      if (clock.isBroken) throw new FailureError('SyscallFailed', { syscall: 'open' });
      return { usedBytes: measured.length * 100, inodesUsed: 1 };
    },
    mountpoint: '/snapshots',
    isThere: (id) => there.has(id),
    now: () => 5000 + clock.elapsedMs,
    elapsed: () => clock.elapsedMs,
    report: ({ code }) => void reported.push(code),
  });
  return { layers, there, measured, reported, clock };
};

test('the first question → no answer yet, but it is measured; then the last answer with its own time', async () => {
  const { layers, measured, clock } = scene();
  expect(layers.of('a')).toBeUndefined();
  await layers.settled();
  clock.elapsedMs = 3000;
  expect(layers.of('a')).toEqual({ mountpoint: '/snapshots', usedBytes: 100, inodesUsed: 1, atMs: 5000 });
  await layers.settled();
  expect(measured).toEqual(['a']);
});

test('an old answer → told at once, and measured again behind it', async () => {
  const { layers, measured, clock } = scene();
  layers.of('a');
  await layers.settled();
  clock.elapsedMs = 10_001;
  expect(layers.of('a')?.usedBytes).toBe(100);
  await layers.settled();
  expect(layers.of('a')?.usedBytes).toBe(200);
  expect(measured).toEqual(['a', 'a']);
});

test('a tree that takes long → is walked seldom', async () => {
  const { layers, measured, clock } = scene();
  clock.walkMs = 60_000;
  layers.of('a');
  await layers.settled();
  clock.elapsedMs += 600_000;
  layers.of('a');
  await layers.settled();
  expect(measured).toEqual(['a']);
});

test('nobody asks → nothing is measured; gone meanwhile → neither, and its answer goes', async () => {
  const { layers, there, measured } = scene();
  await layers.settled();
  expect(measured).toEqual([]);
  layers.of('a');
  await layers.settled();
  there.delete('a');
  layers.of('a');
  layers.of('b');
  await layers.settled();
  expect(measured).toEqual(['a', 'b']);
  expect(layers.of('a')).toBeUndefined();
});

test('a measuring that fails → the answer before stays; it is reported', async () => {
  const { layers, reported, clock } = scene();
  layers.of('a');
  await layers.settled();
  clock.isBroken = true;
  clock.elapsedMs = 20_000;
  layers.of('a');
  await layers.settled();
  expect(layers.of('a')?.usedBytes).toBe(100);
  expect(reported).toEqual(['SyscallFailed']);
});

test('all together → what is measured of them, with the oldest time; one that is sick does not spoil it', async () => {
  const { layers, clock, there } = scene();
  there.add('sick');
  expect(layers.together(['a', 'b'])).toEqual({ mountpoint: '/snapshots', usedBytes: 0, inodesUsed: 0, atMs: 5000 });
  await layers.settled();
  clock.isBroken = true;
  clock.elapsedMs = 3000;
  layers.of('sick');
  await layers.settled();
  expect(layers.together(['a', 'b', 'sick', 'never'])).toEqual({
    mountpoint: '/snapshots',
    usedBytes: 300,
    inodesUsed: 2,
    atMs: 5000,
  });
});
