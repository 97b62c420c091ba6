/** Records in equal parts of the time: the quick way of counting comes to what counting comes to. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asker, linesOf, modelOf } from './model-of.ts';

const counted = (times: readonly number[], parts: number): number[] => {
  const counts = new Array<number>(parts).fill(0);
  const from = times[0] ?? 0;
  const to = Math.max(from, times.at(-1) ?? 0);
  const scale = to === from ? 0 : parts / (to - from);
  for (const time of times) {
    const part = Math.max(0, Math.min(parts - 1, Math.floor((time - from) * scale)));
    counts[part] = (counts[part] ?? 0) + 1;
  }
  return counts;
};

test('any times, in order or not, and any number of parts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 70 }),
      fc.boolean(),
      (some, parts, isInOrder) => {
        const times = isInOrder ? some.toSorted((a, b) => a - b) : some;
        const ask = asker(modelOf(linesOf(times.map((t) => ({ k: 'N', e: 'x', t })))));
        expect(ask('density', { parts }).counts).toEqual(counted(times, parts));
        expect(ask('journal', { query: '', offset: 0, limit: 0, parts }).density).toEqual(counted(times, parts));
      },
    ),
  );
});

test('of an actor: what is below it, and inputs that name it by its id alone; bad ones by themselves', () => {
  const records = [
    { k: 'I', s: 'rpc', id: 'r', e: { type: 'sandbox.stop', sandboxId: 'p' }, t: 0 },
    { k: 'A', a: 'pod:p#1', t: 0 },
    { k: 'A', a: 'pod:pp#1', t: 0 },
    { k: 'Z', a: 'pod:p#1/ctr:c#1', how: 'error', t: 100 },
  ];
  const ask = asker(modelOf(linesOf(records)));
  expect(ask('density', { parts: 2, actor: 'pod:p#1' })).toEqual({ counts: [2, 1], bad: [0, 1], fromUs: 0, toUs: 100 });
});
