/** What can be concluded from transitions alone is what happened: compared with inputs that are played again. */
import { expect, test } from 'vitest';
import { type Observed, openObserved } from '../../../../src/cli/inspect/sources/observed.ts';
import { pathOfName } from '../../../../src/journal/actor-name.ts';
import type { JournalRecord } from '../../../../src/journal/format.ts';
import { catalogue } from '../../../../src/simulation/explore/catalogue.ts';
import { openSimulation } from '../../../../src/simulation/simulation.ts';
import { openUnfolding } from '../../../../src/simulation/unfold.ts';
import { recording } from '../../../helpers/recorded.ts';

/** Records of the first life of a daemon: some choices by dice. */
const played = (name: string, seed: number): readonly JournalRecord[] => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const recorded = recording('transitions');
  const simulation = openSimulation({ ...scenario, crashes: 0 }, { tape: recorded.tape });
  let dice = seed;
  for (let steps = 0; steps < 60; steps += 1) {
    const choices = simulation.choices();
    dice = (Math.imul(dice, 1_103_515_245) + 12_345) >>> 1;
    const choice = choices[seed === 0 ? 0 : dice % choices.length];
    if (choice === undefined) break;
    simulation.take(choice);
  }
  return recorded.records().filter((record): record is JournalRecord => record.k !== 'H');
};
/** `pod:a/svc:attachNetwork` for each call that has no end, and each actor of a chart with its state. */
const atTheEnd = (records: readonly JournalRecord[]) => {
  const calls = new Set<string>();
  const states = new Map<string, string>();
  const over = new Set<string>();
  for (const record of records) {
    if (record.k === 'E') calls.add(pathOfName(record.n));
    if (record.k === 'R') calls.delete(pathOfName(record.n));
    if (record.k === 'T') states.set(record.a, record.v1);
    if (record.k === 'Z') over.add(record.a);
  }
  for (const name of over) states.delete(name);
  return { calls: [...calls].filter(isReadOff).sort(), states: [...states].sort() };
};
/** Not spawned by the way, as updates are, nor of an actor that shares its word with another. */
const isReadOff = (call: string): boolean => !/updateTask|\/exec:|\/undoCheckpoint/.test(call);

const some = catalogue()
  .filter((_, nth) => nth % 4 === 0)
  .flatMap(({ name }) => [0, 3, 17].map((seed) => [name, seed] as const));

test.each(some)('%s, dice %i', (name, seed) => {
  const records = played(name, seed);
  const unfolding = openUnfolding(() => undefined);
  const whole = records
    .flatMap((record) => unfolding.take({ record, us: 0, wallUs: 0, run: 1 }))
    .map((told) => told.record);
  const observed: Observed = openObserved();
  const concluded = records.flatMap((record) => observed.take(record));
  const truth = atTheEnd(whole);
  expect(whole.some(({ k }) => k === 'E')).toBe(true);
  expect(whole.some(({ k }) => k === 'R')).toBe(true);
  expect(atTheEnd(concluded)).toEqual(truth);
  expect([...observed.states()].sort()).toEqual(truth.states);
  const answers = (of: readonly JournalRecord[]) =>
    of.flatMap((record) => (record.k === 'M' && record.a === 'client' ? [`${record.id} ${record.e}`] : [])).sort();
  expect(answers(concluded)).toEqual(answers(whole));
  for (const [index, { q }] of concluded.entries())
    if (index > 0) expect(q).toBeGreaterThan(concluded[index - 1]?.q ?? 0);
});
