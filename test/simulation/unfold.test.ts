/** What inputs caused, told by playing them again: the same as the actors told when it happened. */
import { expect, test } from 'vitest';
import type { HeaderRecord, JournalRecord } from '../../src/journal/format.ts';
import type { ReadRecord } from '../../src/journal/read.ts';
import { catalogue } from '../../src/simulation/explore/catalogue.ts';
import type { Divergence } from '../../src/simulation/replay.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';
import { openUnfolding } from '../../src/simulation/unfold.ts';
import { recording } from '../helpers/recorded.ts';

const played = (name: string, seed: number, verbosity: 'inputs' | 'transitions' = 'inputs'): readonly ReadRecord[] => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const recorded = recording(verbosity);
  const simulation = openSimulation(scenario, { tape: recorded.tape });
  let dice = seed;
  for (let steps = 0; steps < 300; steps += 1) {
    const choices = simulation.choices();
    dice = (Math.imul(dice, 1_103_515_245) + 12_345) >>> 1;
    const choice = choices[seed === 0 ? 0 : dice % choices.length];
    if (choice === undefined) break;
    simulation.take(choice);
  }
  return recorded.records();
};

const unfolded = (records: readonly ReadRecord[]) => {
  const divergences: Divergence[] = [];
  const unfolding = openUnfolding((divergence) => divergences.push(divergence));
  const all: JournalRecord[] = [];
  let run = 0;
  for (const record of records) {
    if (record.k === 'H') {
      run += 1;
      unfolding.header(record satisfies HeaderRecord);
    } else all.push(...unfolding.take({ record, us: record.t, wallUs: record.t, run }).map((told) => told.record));
  }
  return { all, divergences };
};

const moves = (records: readonly ReadRecord[]) =>
  records.flatMap((record) => (record.k === 'T' ? [[record.a, record.e, record.v0, record.v1].join(' ')] : []));

test.each([
  ['one life', 0],
  ['one life', 3],
  ['torn down, timers race', 5],
  ['torn down, timers race', 11],
] as const)('%s, dice %i: the transitions that were recorded, from inputs alone', (name, seed) => {
  const { all, divergences } = unfolded(played(name, seed));
  expect(divergences).toEqual([]);
  const recorded = moves(played(name, seed, 'transitions'));
  expect(moves(all)).toEqual(recorded);
  expect(recorded.length).toBeGreaterThan(5);
  // and a recording that has them tells them once
  expect(moves(unfolded(played(name, seed, 'transitions')).all)).toEqual(recorded);
});
test('every record that is made stands between its input and the next, and has a cause before it', () => {
  const { all } = unfolded(played('one life', 0));
  expect(new Set(all.map(({ k }) => k))).toEqual(new Set('IATMERZ'));
  for (const [index, { q, c }] of all.entries()) {
    if (index > 0) expect(q).toBeGreaterThan(all[index - 1]?.q ?? 0);
    if (c !== undefined) expect(c).toBeLessThan(q);
  }
});
test('another build: it is told, and inputs are told as they are', () => {
  const records = played('one life', 0).map((record) =>
    record.k === 'I' && record.q === 8 ? { ...record, h: 'other' } : record,
  );
  const { all, divergences } = unfolded(records);
  expect(divergences).toMatchObject([{ q: 8 }]);
  const inputs = records.flatMap((record) => (record.k === 'I' ? [record.q] : []));
  expect(all.flatMap((record) => (record.k === 'I' ? [record.q] : []))).toEqual(inputs);
  expect(all.filter(({ q }) => q > 9).every(({ k }) => k === 'I')).toBe(true);
});
