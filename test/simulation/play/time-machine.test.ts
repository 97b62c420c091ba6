/** A recorded life that stands at any input: as a life that was played just up to there. */
import { describe, expect, test } from 'vitest';
import type { ReadRecord } from '../../../src/journal/read.ts';
import { randomFrom } from '../../../src/simulation/explore/random.ts';
import { oneLife, scenarios, tornDown } from '../../../src/simulation/explore/scenarios.ts';
import { walk } from '../../../src/simulation/explore/walk.ts';
import { actorText } from '../../../src/simulation/hash.ts';
import { acceptsAt } from '../../../src/simulation/play/accepts.ts';
import {
  openTimeMachine,
  type Standing,
  type TimeMachine,
  Unplayable,
} from '../../../src/simulation/play/time-machine.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import { recording } from '../../helpers/recorded.ts';

const recordOf = (scenario: Scenario, seed: number): readonly ReadRecord[] => {
  const recorded = recording('transitions');
  const random = randomFrom(seed);
  walk(scenario, (choices) => (seed === 0 ? 0 : Math.floor(random() * choices.length)), { tape: recorded.tape });
  return recorded.records();
};
const machineOf = (records: readonly ReadRecord[], every = 7): TimeMachine => {
  const machine = openTimeMachine({ every, mostMarks: 6 });
  for (const record of records) machine.take(record);
  return machine;
};
const standAt = (machine: TimeMachine, q: number): Standing => machine.goTo(q, 100_000) as Standing;
const textOf = ({ replica: { core, timers, pending, store } }: Standing): string =>
  JSON.stringify([
    actorText(core.supervisor),
    timers.armed().map(({ name, atMs }) => `${name} ${atMs}`),
    [...pending.keys()],
    [...store.saved],
    core.requests.ids(),
  ]);
const inputsIn = (records: readonly ReadRecord[]) => records.flatMap((record) => (record.k === 'I' ? [record] : []));

describe('any moment, in any order: as played up to there', () => {
  test.each(scenarios.slice(0, 9))('$name', (scenario) => {
    const records = recordOf(scenario, 3);
    const qs = inputsIn(records).map(({ q }) => q);
    const wanted = new Map(qs.map((q) => [q, textOf(standAt(machineOf(records), q))]));
    const machine = machineOf(records);
    const random = randomFrom(1);
    for (let turn = 0; turn < 60; turn += 1) {
      const q = qs[Math.floor(random() * qs.length)] ?? 1;
      expect([q, textOf(standAt(machine, q))]).toEqual([q, wanted.get(q)]);
    }
  });

  test('a moment within an input is the moment after it', () => {
    const machine = machineOf(recordOf(oneLife, 0));
    expect(standAt(machine, 11.0004).q).toBe(11);
  });

  test('in small steps: not there yet, and then there', () => {
    const machine = machineOf(recordOf(oneLife, 0));
    let steps = 0;
    while (machine.goTo(machine.lastQ(), 5) === undefined) steps += 1;
    expect(steps).toBeGreaterThan(2);
  });

  test('no beginning, a gap, another build → it says why', () => {
    const records = recordOf(oneLife, 0);
    const [header, , ...rest] = records as [ReadRecord, ReadRecord, ...ReadRecord[]];
    expect(() => standAt(machineOf([header, ...rest]), 9)).toThrow(Unplayable);
    const gap: ReadRecord = { k: 'G', q: 9, t: 0, lost: 2, why: 'the disk is full' };
    const cut = machineOf([
      ...records.filter((record) => record.k === 'H' || record.q < 9),
      gap,
      ...records.filter((record) => record.k === 'I' && record.q > 11),
    ]);
    expect(standAt(cut, 8).q).toBeLessThanOrEqual(8);
    expect(() => standAt(cut, 40)).toThrow('the disk is full');
    const without = records.filter((record) => !(record.k === 'I' && record.a?.includes('startTask') === true));
    const late = inputsIn(without).at(-1)?.q ?? 0;
    expect(() => standAt(machineOf(without), late)).toThrow(/cannot be played with these charts/);
  });
});

describe('what a state accepts', () => {
  test.each([
    ['one life', oneLife, 0],
    ['torn down', tornDown, 5],
    ['torn down otherwise', tornDown, 8],
  ] as const)('%s: what a chart then took is said to be accepted', (_, scenario, seed) => {
    const records = recordOf(scenario, seed);
    const machine = machineOf(records);
    let compared = 0;
    for (const [index, record] of records.entries()) {
      const move = records[index + 1];
      // The first move of an input was made by an actor as it was before the input.
      if (record.k !== 'I' || record.s === 'start' || move?.k !== 'T' || move.v0 === '') continue;
      const said = acceptsAt(standAt(machine, record.q - 0.5), move.a);
      const verdict = said?.events.find(
        ({ type }) => type === move.e || (type.endsWith('.*') && move.e.startsWith(type.slice(0, -1))),
      );
      expect(said?.state).toBe(move.v0);
      expect([move.a, move.e, verdict?.verdict]).toEqual([move.a, move.e, 'accepted']);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(5);
  });

  test('a running container: what would go where, what is refused and by what, what nobody handles', () => {
    const records = recordOf(oneLife, 0);
    const running = records.find((record) => record.k === 'T' && record.v1 === 'alive.running');
    if (running?.k !== 'T') throw new Error('it never runs');
    const said = acceptsAt(standAt(machineOf(records), running.q), running.a);
    const of = (type: string) => said?.events.find((each) => each.type === type);
    expect(said?.machine).toBe('container');
    expect(of('task.exited')).toMatchObject({ verdict: 'accepted', kind: 'fact' });
    expect(of('xstate.done.actor.createTask')?.verdict).toBe('none');
    expect(of('container.stop')).toMatchObject({ kind: 'request' });
    expect(said?.events.map(({ verdict }) => verdict)).toEqual(
      [...(said?.events ?? [])].map(({ verdict }) => verdict).sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
    expect(acceptsAt(standAt(machineOf(records), running.q), 'ctr:nobody#1')).toBeUndefined();
  });
});
const order = ['accepted', 'depends', 'guard', 'none'];
