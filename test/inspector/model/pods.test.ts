/** The list of pods: what a filter means, orders, windows. */
import { expect, test } from 'vitest';
import type { PodOrder } from '../../../src/inspector/model/questions.ts';
import { asker, linesOf, modelOf } from './model-of.ts';

const podOf = (id: string, name: string, namespace: string, t: number) => [
  {
    k: 'I',
    s: 'rpc',
    id: `run-${id}`,
    e: { type: 'sandbox.run', sandboxId: id, config: { metadata: { name, namespace, uid: id, attempt: 0 } } },
    t,
  },
  { k: 'A', a: `pod:${id}#1`, m: 'sandbox', t },
];
const records = [
  ...podOf('aa11', 'web', 'shop', 1000),
  { k: 'T', a: 'pod:aa11#1', e: 'x', v0: '', v1: 'ready.withoutInfra', t: 2000 },
  { k: 'A', a: 'pod:aa11#1/ctr:c1#1', p: 'pod:aa11#1', m: 'container', t: 3000 },
  { k: 'T', a: 'pod:aa11#1/ctr:c1#1', e: 'x', v0: '', v1: 'creating.creatingTask', t: 4000 },
  { k: 'E', a: 'pod:aa11#1/ctr:c1#1', n: 'pod:aa11#1/ctr:c1#1/svc:createTask#1', t: 4000 },
  ...podOf('bb22', 'db', 'shop', 1_000_000),
  { k: 'T', a: 'pod:bb22#1', e: 'x', v0: '', v1: 'stopping.undoing.unpinning', t: 2_000_000 },
  { k: 'R', a: 'pod:bb22#1', n: 'pod:bb22#1/svc:unpinNamespaces#1', o: 'err', e: 'SyscallFailed', t: 2_000_001 },
  ...podOf('cc33', 'old', 'default', 2_500_000),
  { k: 'T', a: 'pod:cc33#1', e: 'x', v0: '', v1: 'notready', t: 2_600_000 },
  { k: 'Z', a: 'pod:cc33#1', how: 'done', t: 2_700_000 },
  { k: 'N', e: 'time goes by', t: 3_000_000 },
];
const ask = asker(modelOf(linesOf(records)));
const base = { filter: '', order: 'name', isDescending: false, offset: 0, limit: 10 } as const;
const namesOf = (filter: string, more: Partial<typeof base | { order: PodOrder; isDescending: boolean }> = {}) =>
  ask('pods', { ...base, ...more, filter }).rows.map(({ name }) => name);

test.each([
  ['', ['db', 'web']],
  ['shop', ['db', 'web']],
  ['WE', ['web']],
  ['aa11', ['web']],
  ['shop -web', ['db']],
  ['state:stopping', ['db']],
  ['state:creating*', ['web']],
  ['-state:ready', ['db']],
  ['age>2s', ['web']],
  ['age<2s', ['db']],
  ['waits:createTask', ['web']],
  ['waits:attachNetwork', []],
  ['mark:', ['db']],
  ['mark:unpin', ['db']],
  ['ns:default', []],
  ['is:over', ['db', 'old', 'web']],
  ['is:over ns:default', ['old']],
  ['is:ready', ['web']],
])('%j → %j', (filter, names) => {
  expect(namesOf(filter)).toEqual(names);
});

test.each([
  ['age>soon', '"soon" is no time: 30s, 5m, 100ms'],
  ['colour:red', 'there is no "colour:"; there are state:, ns:, waits:, mark:, is:, age>'],
  ['state:', '"state:" needs a value'],
  ['is:nice', '"is:nice" is not known; there are is:over, is:ready, is:busy, is:bad'],
  ['x'.repeat(1001), 'it is too long'],
])('%j → why it cannot be understood', (filter, wrong) => {
  expect(ask('pods', { ...base, filter }).wrong).toBe(wrong);
});

test('orders, both ways, and a window', () => {
  expect(namesOf('', { order: 'age' })).toEqual(['db', 'web']);
  expect(namesOf('', { order: 'age', isDescending: true })).toEqual(['web', 'db']);
  expect(namesOf('', { order: 'state' })).toEqual(['web', 'db']);
  const page = ask('pods', { ...base, offset: 1, limit: 1 });
  expect([page.total, page.fitting, page.rows.map(({ name }) => name)]).toEqual([2, 2, ['web']]);
});

test('a row: containers by the names that are known, what all of it waits for', () => {
  const [web] = ask('pods', { ...base, filter: 'web' }).rows;
  expect(web).toMatchObject({
    namespace: 'shop',
    tone: 'good',
    containers: [{ actor: 'pod:aa11#1/ctr:c1#1', name: 'c1', state: 'creating.creatingTask', tone: 'busy' }],
    waits: [{ service: 'createTask', row: 7 - 2 }],
  });
});
