/** A journal as Stately's messages: of one pod, with nothing in them that somebody wrote. */
import { describe, expect, test } from 'vitest';
import { machinesInCode } from '../../../src/inspector/build/charts/machines.ts';
import type { StatelyMessage } from '../../../src/inspector/stately/messages.ts';
import { redacted, setIn } from '../../../src/inspector/stately/redact.ts';
import { openTranslator } from '../../../src/inspector/stately/translate.ts';
import { type ChartNode, valueIn } from '../../../src/inspector/stately/value.ts';
import type { HeaderRecord, JournalRecord } from '../../../src/journal/format.ts';
import { pathOf } from '../../../src/machines/chart.ts';
import { catalogue } from '../../../src/simulation/explore/catalogue.ts';
import { madeHeader, madeRecording } from '../../helpers/made-recording.ts';

const chartOf = (name: string): ChartNode | undefined =>
  machinesInCode.find(({ machine }) => machine.id === name)?.machine.definition as ChartNode | undefined;

const played = (name: string) => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const made = madeRecording(scenario);
  made.rest();
  return made.records;
};
const told = (records: readonly (HeaderRecord | JournalRecord)[], actor?: string): readonly StatelyMessage[] => {
  const { take } = openTranslator({ actor, chartOf });
  return [madeHeader, ...records].flatMap((line) => take(line));
};

describe('one life', () => {
  const messages = told(played('one life'));

  test('the pod is the root, and who is in it has its parent', () => {
    const actors = messages.filter((each) => each.type === '@xstate.actor');
    expect(actors[0]).toMatchObject({ sessionId: 'pod:a#1', rootId: 'pod:a#1', name: 'pod:a#1', id: null });
    expect(actors[0]).not.toHaveProperty('parentId');
    const container = actors.find(({ name }) => name.startsWith('ctr:'));
    expect(container).toMatchObject({ parentId: 'pod:a#1', rootId: 'pod:a#1' });
    expect(JSON.parse(container?.definition ?? '').id).toBe('container');
    expect(new Set(messages.map(({ rootId }) => rootId))).toEqual(new Set(['pod:a#1']));
  });
  test('states are those that the chart has, as xstate says them', () => {
    const values = messages.flatMap((each) =>
      each.type === '@xstate.snapshot' && each.sessionId === 'pod:a#1' ? [each.snapshot.value] : [],
    );
    expect(values).toContainEqual({
      preparing: { assembling: expect.objectContaining({ network: 'attaching' }) },
    });
    expect(values.at(-1)).toBe('removed');
  });
  test('what happens outside the pod is not told', () => {
    expect(messages.filter(({ sessionId }) => !sessionId.startsWith('pod:a'))).toEqual([]);
    expect(messages.every((each) => /^\d+$/.test(each.createdAt))).toBe(true);
  });
  test('it ends with the end of the pod', () => {
    const last = messages.findLast(({ sessionId }) => sessionId === 'pod:a#1');
    expect(last).toMatchObject({ type: '@xstate.snapshot', snapshot: { status: 'done', value: 'removed' } });
  });
});

test('another pod is asked for → that one', () => {
  const records: readonly JournalRecord[] = [
    { k: 'A', q: 1, t: 0, a: 'pod:a#1', m: 'sandbox' },
    { k: 'A', q: 2, t: 0, a: 'pod:b#1', m: 'sandbox' },
    { k: 'A', q: 3, t: 0, a: 'pod:b#1/ctr:c#1', p: 'pod:b#1', m: 'container' },
    { k: 'M', q: 4, t: 1000, a: 'pod:a#1', e: 'sandbox.stop' },
    { k: 'M', q: 5, t: 2000, a: 'pod:b#1', f: 'pod:b#1/ctr:c#1', e: 'container.settled' },
  ];
  expect(told(records, 'pod:b').map(({ type, sessionId }) => `${type} ${sessionId}`)).toEqual([
    '@xstate.actor pod:b#1',
    '@xstate.actor pod:b#1/ctr:c#1',
    '@xstate.event pod:b#1',
  ]);
});

test('contexts: shape and numbers, no text and no labels', () => {
  const secret = 'hunter2';
  const records: readonly JournalRecord[] = [
    { k: 'A', q: 1, t: 0, a: 'pod:a#1', m: 'sandbox' },
    {
      k: 'S',
      q: 2,
      t: 0,
      a: 'pod:a#1',
      d: { 'record.config': { image: secret, labels: { [`io.${secret}`]: secret } }, restarts: 3, list: [secret, 1] },
    },
    { k: 'T', q: 3, t: 0, a: 'pod:a#1', e: 'x', v0: '', v1: 'ready.withoutInfra' },
  ];
  const messages = told(records);
  expect(JSON.stringify(messages.at(-1))).not.toContain(secret);
  expect(messages.at(-1)).toMatchObject({
    snapshot: {
      value: { ready: 'withoutInfra' },
      context: { restarts: 3, list: ['$redacted:7', 1], record: { config: { image: '$redacted:7' } } },
    },
  });
});

test('who is there when a life goes on → told at once; a pod that has gone gives its place to the next', () => {
  const translator = openTranslator({ chartOf });
  translator.take(madeHeader);
  const present = [{ a: 'pod:a#1', m: 'sandbox', v: 'ready.withoutInfra' }];
  expect(translator.take({ k: 'C', q: 1, t: 0, actors: present })).toHaveLength(1);
  expect(translator.present()).toMatchObject([
    { sessionId: 'pod:a#1', snapshot: { value: { ready: 'withoutInfra' } } },
  ]);
  translator.take({ k: 'Z', q: 2, t: 0, a: 'pod:a#1', how: 'done' });
  translator.settle();
  expect(translator.root()).toBeUndefined();
  translator.take({ k: 'A', q: 3, t: 0, a: 'pod:b#1', m: 'sandbox' });
  expect(translator.root()).toBe('pod:b#1');
});

describe('values', () => {
  const chart: ChartNode = {
    states: {
      a: {
        type: 'parallel',
        states: { x: { states: { on: {}, off: {} } }, y: { type: 'parallel', states: { p: {}, q: {} } } },
      },
      b: {},
    },
  };
  test.each([
    ['b', 'b'],
    ['a.x.on,y.p,q', { a: { x: 'on', y: { p: {}, q: {} } } }],
    ['a.y.p,q,x.off', { a: { y: { p: {}, q: {} }, x: 'off' } }],
    ['nowhere', 'nowhere'],
    ['a.x.on,y.p,elsewhere', 'a.x.on,y.p,elsewhere'],
    ['', ''],
    ['__proto__', '__proto__'],
  ])('%s', (path, value) => expect(valueIn(chart, path)).toEqual(value));

  test('every state that simulated lives reach is read as it was', () => {
    const machines = new Map<string, string>();
    let states = 0;
    for (const record of played('one life')) {
      if (record.k === 'A' && record.m !== undefined) machines.set(record.a, record.m);
      if (record.k !== 'T') continue;
      const value = valueIn(chartOf(machines.get(record.a) ?? '') ?? {}, record.v1);
      states += 1;
      expect(pathOf(value)).toBe(record.v1);
      if (record.v1.includes('.')) expect(typeof value).toBe('object');
    }
    expect(states).toBeGreaterThan(20);
  });
});

test('hostile paths and depths', () => {
  const context = setIn({}, '__proto__.polluted', true);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(Object.keys(context)).toEqual(['__proto__']);
  let deep: Record<string, never> | { a: unknown } = {};
  for (let depth = 0; depth < 100; depth += 1) deep = { a: deep };
  expect(JSON.stringify(redacted(deep as never)).length).toBeLessThan(100);
});
