/** What-ifs over recordings: what was recorded stays what it was up to the change, and every life comes to its end. */
import { describe, expect, test } from 'vitest';
import type { InputRecord, JournalRecord } from '../../../src/journal/format.ts';
import type { ReadRecord } from '../../../src/journal/read.ts';
import { randomFrom } from '../../../src/simulation/explore/random.ts';
import { oneLife, scenarios, tornDown } from '../../../src/simulation/explore/scenarios.ts';
import { walk } from '../../../src/simulation/explore/walk.ts';
import { ChangeInvalid, parseChange } from '../../../src/simulation/play/change.ts';
import { type ForkResult, openFork } from '../../../src/simulation/play/fork.ts';
import { openReplay } from '../../../src/simulation/replay.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import { recording } from '../../helpers/recorded.ts';

const recordOf = (scenario: Scenario, seed: number, verbosity: 'inputs' | 'transitions' = 'transitions') => {
  const recorded = recording(verbosity);
  const random = randomFrom(seed);
  walk(scenario, (choices) => (seed === 0 ? 0 : Math.floor(random() * choices.length)), { tape: recorded.tape });
  return recorded.records();
};
const inputsIn = (records: readonly ReadRecord[]): readonly InputRecord[] =>
  records.flatMap((each) => (each.k === 'I' ? [each] : []));
const forked = (records: readonly ReadRecord[], changes: readonly string[], q = 0): ForkResult => {
  const [header] = records;
  if (header?.k !== 'H') throw new Error('no header');
  const fork = openFork({
    header,
    inputs: inputsIn(records),
    hasMoves: records.some(({ k }) => k === 'T'),
    changes: changes.map((each) => parseChange(each, q)),
  });
  while (!fork.step(50));
  return fork.result();
};
/** It can be played again, all of it, with the same outcome. */
const divergenceOf = (records: readonly ReadRecord[]) => {
  const replay = openReplay();
  for (const record of records) {
    const found = replay.take(record);
    if (found !== undefined) return found;
  }
  return replay.end();
};
const find = (records: readonly ReadRecord[], fits: (record: InputRecord) => boolean): InputRecord => {
  const found = inputsIn(records).find(fits);
  if (found === undefined) throw new Error('there is no such input');
  return found;
};
const statesOf = (records: readonly ReadRecord[], actor: string) =>
  records.flatMap((record) => (record.k === 'T' && record.a === actor ? [record.v1] : []));
const answer = (service: string) => (record: InputRecord) =>
  record.s === 'svc' && record.a?.includes(`/svc:${service}#`) === true;

describe('a change', () => {
  test('is understood, or told what it should be', () => {
    expect(parseChange('drop', 12.0004)).toEqual({ kind: 'drop', q: 12 });
    expect(parseChange('delay:3@40', 12)).toEqual({ kind: 'delay', q: 40, by: 3 });
    expect(parseChange('swap', 12)).toEqual({ kind: 'delay', q: 12, by: 1 });
    expect(parseChange('fail:NetworkPluginFailed', 9)).toEqual({ kind: 'fail', q: 9, code: 'NetworkPluginFailed' });
    for (const bad of ['', 'explode', 'drop:3', 'delay:0', 'delay:x', 'fail:toString', 'drop@', 'drop; rm'])
      expect(() => parseChange(bad, 1), bad).toThrow(ChangeInvalid);
  });
  test('of no input, of the start, of what is no answer → told so', () => {
    const records = recordOf(oneLife, 0);
    expect(() => forked(records, ['drop@99999'])).toThrow('there is no input 99999');
    expect(() => forked(records, ['drop@1'])).toThrow(ChangeInvalid);
    expect(() => forked(records, ['fail'], find(records, ({ s }) => s === 'rpc').q)).toThrow('no answer of a service');
  });
});

describe('a pod whose network cannot be attached', () => {
  const records = recordOf(oneLife, 0);
  const { q } = find(records, answer('attachNetwork'));
  const what = forked(records, ['fail'], q);

  test('is as it was up to there, in the same numbers', () => {
    expect(what.forkQ).toBe(q);
    expect(what.records.filter((each) => each.k !== 'H' && each.q < q)).toEqual(
      records.filter((each) => each.k !== 'H' && each.q < q),
    );
    expect(what.records.find((each) => each.k === 'N')).toMatchObject({ q, e: `what if: input ${q} fails` });
  });
  test('is rolled back, and not stopped as it was then', () => {
    const states = statesOf(what.records, 'pod:a#1');
    expect(states.some((state) => state.startsWith('rollingBack'))).toBe(true);
    expect(states.some((state) => state.startsWith('ready'))).toBe(false);
    expect([...what.leftOut.keys()].length).toBeGreaterThan(0);
  });
  test('can be played again, and breaks nothing', () => {
    expect(divergenceOf(what.records)).toBeUndefined();
    expect(what.violations).toEqual([]);
  });
  test('another code is the one that is answered', () => {
    const { records: made } = forked(records, ['fail:NetworkConfigInvalid'], q);
    expect(inputsIn(made).find(answer('attachNetwork'))?.f).toMatchObject({ code: 'NetworkConfigInvalid' });
  });
});

describe('the daemon dies', () => {
  test('while a container starts: another life takes over, and the client asks again', () => {
    const records = recordOf(oneLife, 0);
    const { q } = find(records, answer('createTask'));
    const what = forked(records, ['crash'], q);
    expect(what.records.filter(({ k }) => k === 'H')).toHaveLength(2);
    expect(divergenceOf(what.records)).toBeUndefined();
    expect([...what.assumed.keys()]).toContain('the daemon is there again after 1000 ms');
    expect(what.violations).toEqual([]);
    const second = what.records.slice(what.records.findLastIndex(({ k }) => k === 'H'));
    expect(statesOf(second, 'svc:supervisor#1').at(-1)).toMatch(/^serving/);
  });
  test('after the start was asked for: it is asked for again', () => {
    const records = recordOf(oneLife, 0);
    const start = find(records, ({ e }) => (e as { type?: string } | undefined)?.type === 'container.start');
    const what = forked(records, ['crash'], start.q);
    expect([...what.assumed.keys()]).toContain('a client asks again what had no answer');
    expect(inputsIn(what.records).some(({ id }) => id === `${start.id}~2`)).toBe(true);
  });
});

test('an answer that never came: the call is given up after the limit that its driver has, and the request hears so', () => {
  const records = recordOf(oneLife, 0);
  const { q, a, t } = find(records, answer('attachNetwork'));
  const what = forked(records, ['drop'], q);
  const given = find(what.records, ({ s, a: of }) => s === 'svc' && of === a);
  expect((given.f as { code?: string }).code).toBe('ToolTimedOut');
  expect(given.t - t).toBeGreaterThan(290_000_000);
  expect([...what.assumed.keys()]).toContain('attachNetwork is given up after its limit of 300 s');
  expect(divergenceOf(what.records)).toBeUndefined();
});

test('a stop that never came: the container goes on, and its end, which a signal had made, is left out', () => {
  const records = recordOf(oneLife, 0, 'inputs');
  const stop = find(records, ({ e }) => (e as { type?: string } | undefined)?.type === 'sandbox.stop');
  const remove = find(records, ({ e }) => (e as { type?: string } | undefined)?.type === 'sandbox.remove');
  const what = forked(records, ['drop', `drop@${remove.q}`], stop.q);
  expect(what.leftOut.get('ends of processes that no signal was sent to')).toBe(1);
  expect(inputsIn(what.records).some(({ e }) => (e as { type?: string } | undefined)?.type === 'task.exited')).toBe(
    false,
  );
});

describe('whatever is changed: it comes to an end, can be played again, and breaks no invariant', () => {
  const all = scenarios.filter(({ crashes }) => crashes === undefined).slice(0, 12);
  test.each(all)('$name', (scenario) => {
    for (const seed of [0, 4]) {
      const records = recordOf(scenario, seed);
      const random = randomFrom(seed + 1);
      const inputs = inputsIn(records).filter(({ s }) => s !== 'start');
      for (let turn = 0; turn < 12; turn += 1) {
        const input = inputs[Math.floor(random() * inputs.length)] as InputRecord;
        const isLast = input === inputs.at(-1);
        const change =
          input.s === 'svc' && turn % 2 === 0 && input.a?.includes('pod:') === true
            ? 'fail'
            : (['drop', isLast ? 'drop' : 'swap', 'crash', isLast ? 'drop' : 'delay:5'][turn % 4] as string);
        const what = forked(records, [change], input.q);
        expect([seed, change, input.q, divergenceOf(what.records)]).toEqual([seed, change, input.q, undefined]);
        expect([seed, change, input.q, what.violations]).toEqual([seed, change, input.q, []]);
      }
    }
  });
});

test('the end of a recording is not gone on with: what waited then waits', () => {
  const records = recordOf(tornDown, 0);
  const cut = records.slice(0, 40);
  const what = forked(cut, ['drop'], inputsIn(cut).at(-1)?.q ?? 0);
  const kinds = new Set(what.records.map((record: ReadRecord | JournalRecord) => record.k));
  expect(kinds.has('N')).toBe(true);
  expect(divergenceOf(what.records)).toBeUndefined();
});
