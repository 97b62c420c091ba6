/** A sequence diagram whose rows know their records, what caused them, and which calls they begin and end. */
import { describe, expect, test } from 'vitest';
import { openModel } from '../../../src/inspector/model/model.ts';
import { sequenceOf } from '../../../src/inspector/model/timeline/sequence.ts';
import { laneOfName } from '../../../src/journal/actor-name.ts';
import type { JournalRecord } from '../../../src/journal/format.ts';
import type { Draft } from '../../../src/machines/messages.ts';
import { containerConfig, pod } from '../../../src/simulation/configs.ts';
import { scenarios } from '../../../src/simulation/explore/scenarios.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import { madeRecording } from '../../helpers/made-recording.ts';

const [oneLife] = scenarios;
if (oneLife === undefined) throw new Error('no scenario');
const made = madeRecording(oneLife);
made.rest();

const drawn = (
  records: readonly JournalRecord[],
  { lanes = undefined as readonly string[] | undefined, hasAll = false } = {},
) =>
  sequenceOf({
    seen: records.map((record, row) => ({ row, us: record.t, record })),
    wants: (actor) => lanes === undefined || lanes.includes(laneOfName(actor)),
    hasAll,
    isCut: false,
  });

describe('rows and records', () => {
  const answer = drawn(made.records);
  test('each row that is no fold tells of one record', () => {
    expect(answer.records).toHaveLength(answer.rows.length);
    for (const [index, row] of answer.records.entries()) {
      const isFold = answer.rows[index]?.arrow?.text.startsWith('↻') === true;
      expect(row === undefined).toBe(isFold);
    }
  });
  test('what caused a row is drawn above it', () => {
    for (const [index, cause] of answer.causes.entries()) if (cause !== undefined) expect(cause).toBeLessThan(index);
  });
  test('the answer to the run comes of the request, over the calls that led to it', () => {
    const reply = answer.rows.findIndex(({ arrow }) => arrow?.to === 'clients' && arrow.text === 'ok');
    const texts: string[] = [];
    for (let at: number | undefined = reply; at !== undefined; at = answer.causes[at])
      texts.push(answer.rows[at]?.arrow?.text ?? answer.rows[at]?.notes[0]?.text ?? '');
    expect(texts.at(-1)).toBe('sandbox.run');
    expect(texts.some((text) => text.startsWith('pinNamespaces ok'))).toBe(true);
    expect(texts.some((text) => text.startsWith('createTask'))).toBe(false);
  });
  test('a call goes from the row that asks to the row that answers', () => {
    const call = answer.calls.find(({ label }) => label === 'createTask');
    expect(call).toMatchObject({ lane: 'ctr:a-c0', outcome: 'ok' });
    expect(answer.rows[call?.from ?? -1]?.arrow).toMatchObject({ to: 'services', text: 'createTask' });
    expect(answer.rows[call?.to ?? -1]?.arrow?.from).toBe('services');
  });
  test('a call that is not answered has no end', () => {
    const until = made.records.findIndex((record) => record.k === 'R' && record.n.includes('createTask'));
    const call = drawn(made.records.slice(0, until)).calls.find(({ label }) => label === 'createTask');
    expect(call).toMatchObject({ to: undefined, outcome: undefined });
  });
});

test('a chosen actor, and who speaks with it; what others do is left out', () => {
  const { lanes, calls } = drawn(made.records, { lanes: ['pod:a'] });
  expect(lanes.map(({ id }) => id)).toEqual(['clients', 'pod:a', 'ctr:a-c0', 'services']);
  expect(calls.some(({ lane }) => lane === 'ctr:a-c0')).toBe(false);
});

test('a dead letter is one: from who said it to who did not hear it', () => {
  const base = { q: 1, t: 0 } as const;
  const { rows } = drawn([
    { k: 'D', ...base, f: 'pod:a#1', a: 'pod:a#1/ctr:c#1', e: 'sandbox.closing', why: 'stopped' },
  ]);
  expect(rows[0]?.arrow).toEqual({ from: 'pod:a', to: 'ctr:c', text: '╳ sandbox.closing (stopped)', isDead: true });
});

test('what comes again and again is folded, and the fold tells of no record', () => {
  const records = Array.from(
    { length: 9 },
    (_, index): JournalRecord => ({
      k: 'I',
      q: index + 1,
      t: index * 1000,
      s: 'timer',
      a: 'pod:a#1',
      e: 'retryMs',
    }),
  );
  const { rows, records: numbers } = drawn(records);
  expect(rows).toHaveLength(2);
  expect(rows[1]?.arrow?.text).toBe('↻ the same 8 times more');
  expect(numbers).toEqual([0, undefined]);
});

test('of a container that is tried again and again, the newest attempts alone; the others are counted', () => {
  const model = openModel();
  model.open({
    id: 's',
    kind: 'recording',
    title: 's',
    troubles: [],
    isUnfolded: true,
    hasContexts: false,
    canPlay: false,
  });
  const attempts = ['x', 'y', 'z'];
  const scenario: Scenario = {
    name: 'attempts',
    clients: [
      {
        name: 'kubelet',
        steps: [
          pod('a').run,
          ...attempts.map(
            (id, attempt): Draft => ({
              type: 'container.create',
              sandboxId: 'a',
              containerId: id,
              config: { ...containerConfig('app'), metadata: { name: 'app', attempt } },
            }),
          ),
        ],
      },
    ],
  };
  // Names within a pod are unique for as long as a container is there: each attempt has its own here.
  const tried = madeRecording(scenario);
  tried.rest();
  model.feed('s', new TextEncoder().encode(tried.text()));
  const ask = { source: 's', actors: ['pod:a#1'], limit: 200, hasAll: false } as const;
  const all = model.answer('sequence', ask);
  expect(all.lanes.map(({ title }) => title)).toEqual(['clients', 'pod a', 'app', 'app·1', 'app·2', 'services']);
  const newest = model.answer('sequence', { ...ask, attempts: 1 });
  expect(newest.lanes.map(({ title }) => title)).toEqual(['clients', 'pod a', 'app·2', 'services']);
  expect(newest.olderAttempts).toBe(2);
  const early = tried.records.findIndex((record) => record.k === 'A' && record.a.includes('ctr:y'));
  const then = model.answer('sequence', { ...ask, attempts: 1, at: early, hasFuture: true });
  expect(then.lanes.map(({ title }) => title)).toEqual(['clients', 'pod a', 'app·1', 'services']);
});
