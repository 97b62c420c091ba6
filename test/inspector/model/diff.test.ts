/** Two runs beside each other: what is the same, where they part, what took longer. */
import { describe, expect, test } from 'vitest';
import { pairsOf } from '../../../src/inspector/model/diff/pairs.ts';
import { type Model, openModel } from '../../../src/inspector/model/model.ts';
import type { AnswerOf } from '../../../src/inspector/model/questions.ts';
import type { SourceAbout } from '../../../src/inspector/stream.ts';
import type { ReadRecord } from '../../../src/journal/read.ts';
import { pod } from '../../../src/simulation/configs.ts';
import { oneLife } from '../../../src/simulation/explore/scenarios.ts';
import { walk } from '../../../src/simulation/explore/walk.ts';
import { parseChange } from '../../../src/simulation/play/change.ts';
import { openFork } from '../../../src/simulation/play/fork.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import { openUnfolding } from '../../../src/simulation/unfold.ts';
import { recording } from '../../helpers/recorded.ts';

const about = (id: string, of?: SourceAbout['of']): SourceAbout => ({
  id,
  kind: 'simulated',
  title: id,
  troubles: [],
  isUnfolded: true,
  hasContexts: false,
  canPlay: true,
  ...(of === undefined ? {} : { of }),
});
const recordOf = (scenario: Scenario): readonly ReadRecord[] => {
  const recorded = recording();
  walk(scenario, () => 0, { tape: recorded.tape });
  return recorded.records();
};
const open = (model: Model, id: string, records: readonly ReadRecord[], of?: SourceAbout['of']): void => {
  const unfolding = openUnfolding(() => undefined);
  const lines: unknown[] = [];
  for (const record of records) {
    if (record.k === 'H') {
      unfolding.header(record);
      lines.push(record);
    } else lines.push(...unfolding.take({ record, us: record.t, wallUs: record.t, run: 1 }).map((told) => told.record));
  }
  model.open(about(id, of));
  model.feed(id, new TextEncoder().encode(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`));
  model.end(id);
};
const diff = (model: Model, more: object = {}): AnswerOf<'diff'> =>
  model.answer('diff', { left: 'one', right: 'other', limit: 1000, isOnlyDifferences: false, ...more });
const inputAt = (records: readonly ReadRecord[], part: string): number =>
  records.flatMap((each) => (each.k === 'I' && each.a?.includes(part) === true ? [each.q] : []))[0] ?? 0;

const life = recordOf(oneLife);
const forkOf = (change: string, q: number): readonly ReadRecord[] => {
  const [header] = life;
  if (header?.k !== 'H') throw new Error('no header');
  const inputs = life.flatMap((each) => (each.k === 'I' ? [each] : []));
  const fork = openFork({ header, inputs, hasMoves: false, changes: [parseChange(change, q)] });
  while (!fork.step(100));
  return fork.result().records;
};

describe('a run and itself', () => {
  const model = openModel();
  open(model, 'one', life);
  open(model, 'other', life);
  test('all the same', () => {
    const { same, counts, first, rows, total, durations } = diff(model);
    expect({ counts, first, durations }).toEqual({
      counts: { left: 0, right: 0, changed: 0, moved: 0 },
      first: undefined,
      durations: [],
    });
    expect(rows).toHaveLength(same);
    expect(total).toBe(same);
  });
  test('only differences: one fold', () => {
    const { rows } = diff(model, { isOnlyDifferences: true });
    expect(rows).toMatchObject([{ kind: 'fold', left: undefined }]);
  });
});

describe('a run and a what-if of it', () => {
  const q = inputAt(life, 'attachNetwork');
  const model = openModel();
  open(model, 'one', life);
  open(model, 'other', forkOf('fail', q), { id: 'one', change: 'it fails', run: 1, q });

  test('they part where it was changed; the call ends otherwise', () => {
    const { first, rows, counts, firstIndex } = diff(model);
    expect(first?.right?.text).toContain('what if');
    expect(rows.slice(0, firstIndex).every(({ kind }) => kind === 'same')).toBe(true);
    const call = rows.find(({ kind, left }) => kind === 'changed' && left?.k === 'R');
    expect([call?.left?.isBad, call?.right?.isBad]).toEqual([false, true]);
    expect(call?.left?.text).toContain('attachNetwork');
    expect(counts.left).toBeGreaterThan(0);
    expect(counts.right).toBeGreaterThan(0);
  });
  test('each row is there once, in parts as in one', () => {
    const whole = diff(model).rows;
    const parts = [0, 7, 14, 21].flatMap((offset) => diff(model, { offset, limit: 7 }).rows);
    expect(parts).toEqual(whole.slice(0, 28));
    const lefts = whole.flatMap(({ left }) => (left === undefined ? [] : [left.row]));
    expect(new Set(lefts).size).toBe(lefts.length);
    expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
  });
  test('only differences: what is beside them stays, and all of it counts', () => {
    const { rows, firstIndex } = diff(model, { isOnlyDifferences: true });
    expect(rows[firstIndex]?.kind).not.toBe('same');
    const counted = rows.reduce((sum, { times }) => sum + times, 0);
    expect(counted).toBe(diff(model).total);
    expect(rows.some(({ kind }) => kind === 'fold')).toBe(true);
  });
});

test('two pods of one source: ids do not count', () => {
  const [a, b] = [pod('a'), pod('b')];
  const records = recordOf({
    name: 'two',
    clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), b.run, b.create('c0'), b.start('c0')] }],
  });
  const model = openModel();
  open(model, 'one', records);
  const { same, counts, rows } = model.answer('diff', {
    left: 'one',
    right: 'one',
    leftActor: 'pod:a#1',
    rightActor: 'pod:b#1',
    limit: 1000,
    isOnlyDifferences: false,
  });
  expect(rows.filter(({ kind }) => kind !== 'same')).toEqual([]);
  expect(same).toBeGreaterThan(15);
  expect(counts).toEqual({ left: 0, right: 0, changed: 0, moved: 0 });
});

test('what takes longer is told, the largest difference first', () => {
  const model = openModel();
  const slower = life.map((record) =>
    record.k !== 'H' && record.q >= inputAt(life, 'attachNetwork') ? { ...record, t: record.t + 250_000 } : record,
  );
  open(model, 'one', life);
  open(model, 'other', slower);
  const { durations } = diff(model);
  expect(durations.some(({ label, rightUs }) => label === 'attachNetwork' && rightUs >= 250_000)).toBe(true);
  const by = durations.map(({ leftUs, rightUs }) => Math.abs(rightUs - leftUs));
  expect(by).toEqual(by.toSorted((one, other) => other - one));
});

test('what comes in another order is moved, and the longest order stays', () => {
  const { isInOrder, rightOf } = pairsOf(['a', 'b', 'c', 'd', 'x'], ['b', 'c', 'a', 'd', 'y']);
  expect([...isInOrder]).toEqual([0, 1, 1, 1, 0]);
  expect([...rightOf]).toEqual([2, 0, 1, 3, -1]);
});
