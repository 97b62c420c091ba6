import { expect, test } from 'vitest';
import { changesOf } from '../../src/journal/contexts.ts';
import type { JournalRecord } from '../../src/journal/format.ts';
import type { ReadRecord } from '../../src/journal/read.ts';
import type { Json } from '../../src/machines/json.ts';
import { catalogue } from '../../src/simulation/explore/catalogue.ts';
import { openReplay } from '../../src/simulation/replay.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';
import { openUnfolding } from '../../src/simulation/unfold.ts';
import { recording } from '../helpers/recorded.ts';

test.each<[string, unknown, unknown, unknown]>([
  ['a leaf', { a: 1, b: 'x' }, { a: 2, b: 'x' }, { a: 2 }],
  ['a branch comes', {}, { a: { b: { c: true } } }, { 'a.b.c': true }],
  ['a branch goes', { a: { b: 1, c: [1] } }, {}, { 'a.b': null, 'a.c': null }],
  ['a branch becomes a leaf', { a: { b: 1 } }, { a: 'x' }, { 'a.b': null, a: 'x' }],
  ['a leaf becomes a branch', { a: 'x' }, { a: { b: 1 } }, { a: null, 'a.b': 1 }],
  ['an empty object is a leaf', { a: { b: 1 } }, { a: {} }, { 'a.b': null, a: {} }],
  ['lists are whole', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, { a: [1, { b: 3 }] }],
  ['another list with the same in it', { a: [1, 2] }, { a: [1, 2] }, undefined],
  ['undefined is not there', { a: undefined }, { a: null }, undefined],
  ['dots within keys', {}, { 'io.k8s\\x': { 'a.b': 1 } }, { 'io\\.k8s\\\\x.a\\.b': 1 }],
  ['a key that is none in JavaScript', {}, JSON.parse('{"__proto__":{"a":1}}'), { '__proto__.a': 1 }],
])('%s', (_, before, after, changes) => {
  expect(changesOf(before, after)).toEqual(changes);
});
test('long texts and lists are cut', () => {
  const changes = changesOf(undefined, { a: 'x'.repeat(10_000), b: Array.from({ length: 1000 }, (_, at) => at) });
  expect(String(changes?.a)).toMatch(/^x{4096}… \(10000 characters\)$/);
  expect(changes?.b).toHaveLength(201);
});

const flat = (value: unknown): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(changesOf(undefined, value) ?? {}).flatMap(([path, each]) =>
      each === null ? [] : [[path, JSON.stringify(each)] as const],
    ),
  );

/** Some hundred choices of a scenario by dice, as a daemon records them. */
const played = (name: string, seed: number): readonly ReadRecord[] => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const recorded = recording();
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

const scenarios = catalogue()
  .filter((_, nth) => nth % 5 === 0)
  .flatMap(({ name }) => [0, 7, 23].map((seed) => [name, seed] as const));

test.each(scenarios)('%s, dice %i: S records, folded, are the contexts', (name, seed) => {
  const records = played(name, seed);
  const folded = new Map<string, Map<string, Json>>();
  const told: JournalRecord[] = [];
  const unfolding = openUnfolding(() => undefined, { hasContexts: true });
  // The same inputs again: whoever is there, with its context as it is at the end of each life.
  const actual = new Map<string, unknown>();
  const replay = openReplay({
    inspect: (event, nameOf) => {
      if (event.type !== '@xstate.snapshot') return;
      const { context } = event.snapshot as { readonly context?: unknown };
      if (context !== undefined) actual.set(nameOf(event.actorRef as never), context);
    },
  });
  let lives = 0;
  for (const record of records) {
    replay.take(record);
    if (record.k === 'H') {
      lives += 1;
      if (lives > 1) break;
      unfolding.header(record);
    } else told.push(...unfolding.take({ record, us: 0, wallUs: 0, run: 1 }).map((each) => each.record));
  }
  for (const record of told) {
    if (record.k === 'A') folded.set(record.a, new Map());
    if (record.k !== 'S') continue;
    const fields = folded.get(record.a);
    for (const [path, value] of Object.entries(record.d))
      if (value === null) fields?.delete(path);
      else fields?.set(path, value);
  }
  expect(actual.size).toBeGreaterThan(1);
  for (const [actor, context] of actual) {
    const fields = new Map([...(folded.get(actor) ?? [])].map(([path, value]) => [path, JSON.stringify(value)]));
    expect(fields, actor).toEqual(flat(context));
  }
});
