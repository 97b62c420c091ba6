import { expect, test } from 'vitest';
import { takeTurns } from '../../bench/scenarios/contender.ts';
import { inParallel } from '../../bench/scenarios/in-parallel.ts';
import { undoStack } from '../../bench/scene/undo-stack.ts';

const never = new AbortController().signal;

test('turns: who is first alternates', async () => {
  const turns: string[] = [];
  await takeTurns(['a', 'b'], { rounds: 3, signal: never }, async (one, round) => void turns.push(`${one}${round}`));
  expect(turns).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
});

test('turns: an abort → ends after the turn', async () => {
  const asked = new AbortController();
  const turns: string[] = [];
  const work = takeTurns(['a', 'b'], { rounds: 3, signal: asked.signal }, async (one) => {
    turns.push(one);
    asked.abort();
  });
  await expect(work).rejects.toThrow(/abort/);
  expect(turns).toEqual(['a']);
});

test('in parallel: never more than asked for, each once', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel(20, { atATime: 4, signal: never }, async (index) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    seen.push(index);
    running--;
  });
  expect(most).toBe(4);
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('in parallel: a failure → the others end, then it is thrown', async () => {
  const ended: number[] = [];
  const work = inParallel(9, { atATime: 3, signal: never }, async (index) => {
    if (index === 1) throw new Error('no');
    await Promise.resolve();
    ended.push(index);
  });
  await expect(work).rejects.toThrow('no');
  expect(ended).toEqual([0, 2]);
});

test('undo: last first, also past what fails', async () => {
  const undone: string[] = [];
  const undo = undoStack();
  undo.push('first', () => void undone.push('first'));
  undo.push('bad', () => {
    throw new Error('EBUSY');
  });
  undo.push('last', () => void undone.push('last'));
  expect(await undo.unwind()).toEqual(['bad: EBUSY']);
  expect(undone).toEqual(['last', 'first']);
});
