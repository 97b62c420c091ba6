/** What actors know, what they owe, what is covered, and the file of it all. */
import { expect, test } from 'vitest';
import { keysOf } from '../../../src/inspector/model/contexts.ts';
import { recordIn } from '../../../src/journal/read.ts';
import { madeRecording } from '../../helpers/made-recording.ts';
import { asker, chanceRun, linesOf, modelOf, scenarioNamed } from './model-of.ts';

const oneLife = () => {
  const made = madeRecording(scenarioNamed('one life'), { hasContexts: true });
  made.rest();
  return { made, ask: asker(modelOf(made.text())) };
};
const rowOfState = (made: ReturnType<typeof oneLife>['made'], actor: string, state: string): number =>
  made.records.findIndex((record) => record.k === 'T' && record.a === actor && record.v1 === state);

test('one life: a field with its value, when it changed, and what it was before in the step that changed it', () => {
  const { made, ask } = oneLife();
  const ready = rowOfState(made, 'pod:a#1', 'ready.withoutInfra');
  const last = made.records.findIndex(({ k }, row) => row > ready && k === 'I') - 1;
  const { isKnown, fields } = ask('state', { actor: 'pod:a#1', at: last });
  expect(isKnown).toBe(true);
  const phase = fields.find(({ path }) => path === 'record.phase');
  expect(phase).toMatchObject({ value: '"ready"', before: '"preparing"', isNew: true });
  const name = fields.find(({ path }) => path === 'record.config.metadata.name');
  expect(name).toMatchObject({ value: '"a"', isNew: false, before: undefined });
});

test('one life: what the CRI would answer, of the pod and of the container, as time goes by', () => {
  const { made, ask } = oneLife();
  const criOf = (actor: string, at: number) => JSON.parse(ask('state', { actor, at }).cri ?? 'null');
  const ready = rowOfState(made, 'pod:a#1', 'ready.withoutInfra') + 3;
  expect(criOf('pod:a#1', ready)).toMatchObject({ id: 'a', state: 'SANDBOX_READY', metadata: { name: 'a' } });
  expect(criOf('pod:a#1', ready - 20)).toBeNull();
  const container = 'pod:a#1/ctr:a-c0#1';
  expect(criOf(container, rowOfState(made, container, 'alive.created') + 3)).toMatchObject({
    state: 'CONTAINER_CREATED',
  });
  expect(criOf(container, rowOfState(made, container, 'alive.running') + 3)).toMatchObject({
    state: 'CONTAINER_RUNNING',
  });
  expect(criOf(container, rowOfState(made, container, 'exited.clean') + 3)).toMatchObject({
    state: 'CONTAINER_EXITED',
  });
});

test('back and forth through time: the same fields as read from the beginning', () => {
  const { text, records } = chanceRun('one life, two faults', 5);
  const ask = asker(modelOf(text()));
  const actors = ask('tree', { limit: 100 }).rows.map(({ actor }) => actor);
  const moments = [records.length - 1, 10, 60, 30, records.length - 5, 59, 61];
  for (const at of moments)
    for (const actor of actors) {
      const fresh = asker(modelOf(text()))('state', { actor, at });
      expect(ask('state', { actor, at })).toEqual(fresh);
    }
});

test('a secret: its mark is told as one', () => {
  const records = [
    { k: 'A', a: 'ctr:c#1', m: 'container' },
    {
      k: 'S',
      a: 'ctr:c#1',
      d: { 'record.config.envs': [{ key: 'A', value: '$redacted:env:3:ab' }], 'a\\.b': 1, gone: null },
    },
  ];
  const { fields, cri } = asker(modelOf(linesOf(records)))('state', { actor: 'ctr:c#1' });
  expect(fields).toMatchObject([
    { path: 'a\\.b', value: '1', isHidden: false },
    { path: 'record.config.envs', isHidden: true },
  ]);
  // Half a context is no status.
  expect(cri).toBeUndefined();
});

test.each([
  ['a.b', ['a', 'b']],
  ['a\\.b.c', ['a.b', 'c']],
  ['a\\\\.b', ['a\\', 'b']],
  ['', ['']],
])('%j is %j', (path, keys) => {
  expect(keysOf(path)).toEqual(keys);
});

test('one life: what is had, and given back', () => {
  const { made, ask } = oneLife();
  const whatOf = (at: number) =>
    ask('ledger', { actor: 'pod:a#1', at }).map(({ owner, what, hadRow, goneRow }) => [
      owner.split('/').at(-1),
      what,
      goneRow !== undefined ? 'gone' : hadRow !== undefined ? 'had' : 'intended',
    ]);
  const running = rowOfState(made, 'pod:a#1/ctr:a-c0#1', 'alive.running');
  expect(whatOf(running)).toEqual([
    ['pod:a#1', 'pins', 'had'],
    ['pod:a#1', 'files', 'had'],
    ['pod:a#1', 'network', 'had'],
    ['ctr:a-c0#1', 'rootfs', 'had'],
    ['ctr:a-c0#1', 'bundle', 'had'],
    ['ctr:a-c0#1', 'task', 'had'],
  ]);
  const attaching = made.records.findIndex((record) => record.k === 'E' && record.n.includes('attachNetwork'));
  expect(whatOf(attaching)).toContainEqual(['pod:a#1', 'network', 'intended']);
  expect(new Set(whatOf(made.records.length - 1).map(([, , how]) => how))).toEqual(new Set(['gone']));
});

test('an address and a pid, as the services told them', () => {
  const call = (name: string) => `pod:p#1/svc:${name}#1`;
  const answered = (name: string, e: unknown, c: number) => [
    { k: 'I', s: 'svc', a: call(name), e },
    { k: 'R', a: 'pod:p#1', n: call(name), o: 'ok', d: 1, c },
  ];
  const records = [
    { k: 'A', a: 'pod:p#1', m: 'sandbox' },
    { k: 'E', a: 'pod:p#1', n: call('attachNetwork') },
    { k: 'E', a: 'pod:p#1', n: call('createTask') },
    ...answered('attachNetwork', { ip: '10.0.0.7', additionalIps: [], result: {} }, 2),
    ...answered('createTask', { pid: 4711, startTicks: '1', monitorPid: 1, monitorStartTicks: '2' }, 3),
  ];
  const details = asker(modelOf(linesOf(records)))('ledger', { actor: 'pod:p#1' }).map(({ detail }) => detail);
  expect(details).toEqual(['10.0.0.7', 'pid 4711']);
});

test('coverage: how often each chart went from where to where, counted by hand', () => {
  const { text, records } = chanceRun('one life, two faults', 4);
  const taken = asker(modelOf(text()))('coverage', {}).flatMap((chart) => chart.taken.map((each) => each.times));
  expect(taken.reduce((sum, times) => sum + times, 0)).toBe(records.filter(({ k }) => k === 'T').length);
  const one = records.filter((record) => record.k === 'T' && record.v1 === 'preparing.pinning').length;
  const sandbox = asker(modelOf(text()))('coverage', {}).find(({ machine }) => machine === 'sandbox');
  expect(sandbox?.taken.find(({ to }) => to === 'preparing.pinning')?.times).toBe(one);
});

test('as a file: what it is, its header, its lines as they came', () => {
  const { made, ask } = oneLife();
  const lines = new TextDecoder().decode(ask('file', {})).trimEnd().split('\n');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ k: 'about', about: { id: 's' } });
  expect(lines.slice(1)).toEqual(made.text().trimEnd().split('\n'));
  expect(lines.slice(1).every((line) => recordIn(line) !== undefined)).toBe(true);
});
