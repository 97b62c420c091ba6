import { expect, test } from 'vitest';
import { latest } from '../../../src/inspector/page/latest.ts';

test('asked three times while busy → one at a time, and only the newest of those that wait', async () => {
  const [asked, done]: [number[], number[]] = [[], []];
  const free: (() => void)[] = [];
  const take = latest(
    async (input: number) => {
      asked.push(input);
      await new Promise<void>((resolve) => free.push(resolve));
      return input * 10;
    },
    (output) => done.push(output),
  );
  for (const input of [1, 2, 3]) take(input);
  expect(asked).toEqual([1]);
  free[0]?.();
  await expect.poll(() => asked).toEqual([1, 3]);
  free[1]?.();
  await expect.poll(() => done).toEqual([10, 30]);
});

test('one that fails is told, and the next is done', async () => {
  const heard: string[] = [];
  const take = latest(
    async (input: string) => {
      if (input === 'bad') throw new Error('no');
      return input;
    },
    (output) => heard.push(output),
    (error) => heard.push(String(error)),
  );
  take('bad');
  take('good');
  await expect.poll(() => heard).toEqual(['Error: no', 'good']);
});
