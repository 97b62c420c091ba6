/** Several lives of a daemon in one source, sources without an end, the present before the past, and one that is told again. */
import { expect, test } from 'vitest';
import { openModel } from '../../../src/inspector/model/model.ts';
import { madeHeader } from '../../helpers/made-recording.ts';
import { aboutMade, asker, bytesOf, chanceRun, linesOf, modelOf } from './model-of.ts';

const lines = (...records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('another header: all of the life before are over, and links name run and number', () => {
  const first = chanceRun('one life', 1).text();
  const second = chanceRun('two pods, seven requests; each service may fail', 2).text();
  const alone = asker(modelOf(second));
  const both = asker(modelOf(`${first}${second.replace('"made"', '"other"')}`));
  const names = (ask: typeof alone) => ask('tree', { limit: 1000 }).rows.map(({ actor, state }) => `${actor} ${state}`);
  expect(names(both)).toEqual(names(alone));
  expect(both('moment', { run: 1, q: 5 })).toMatchObject({ row: 4, run: 1, q: 5 });
  expect(both('moment', { run: 2, q: 5 })).toMatchObject({ run: 2, q: 5 });
  expect(both('overview', {}).health.lives).toBe(2);
  expect(both('moment', { run: 3, q: 5 })).toBeUndefined();
});

test('the same header again: the run goes on', () => {
  const text = linesOf([{ k: 'N', e: 'one' }]);
  const model = modelOf(`${text}${lines(madeHeader, { k: 'N', q: 2, t: 3000, e: 'two' })}`);
  expect(model.answer('about', { source: 's' }).last).toMatchObject({ run: 1, q: 2, row: 1 });
});

test('more than is kept: the oldest go, and who is there, in which state, with what it knows, stays', () => {
  const texts = [1, 2, 3, 4].map((seed) => chanceRun('two pods, seven requests; each service may fail', seed));
  // One life, in which other things happen for long.
  const [first] = texts;
  if (first === undefined) throw new Error('none');
  const last = first.records.at(-1);
  const noise = Array.from({ length: 3000 }, (_, index) => ({
    k: 'N',
    q: (last?.q ?? 0) + index + 1,
    t: (last?.t ?? 0) + index,
    e: 'noise',
  }));
  const text = `${first.text()}${lines(...noise)}`;
  const whole = asker(modelOf(text));
  const model = openModel({ limits: { rows: 1000, bytes: 1e9 } });
  model.open(aboutMade);
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length; at += 4096) model.feed('s', bytes.subarray(at, at + 4096));
  model.end('s');
  const cut = asker(model);
  const about = cut('about', {});
  expect(about.first?.row).toBeGreaterThan(2000);
  expect(about.rows).toBe(first.records.length + noise.length);
  expect(about.troubles).toContain('there is more than is kept here: the oldest records were dropped');
  const names = (ask: typeof cut) =>
    ask('tree', { limit: 1000 }).rows.map(({ actor, state, ageUs }) => [actor, state, ageUs]);
  expect(names(cut)).toEqual(names(whole));
  for (const { actor } of cut('tree', { limit: 1000 }).rows) {
    const values = (ask: typeof cut) =>
      ask('state', { actor }).fields.flatMap(({ path, value }) => (value === undefined ? [] : [[path, value]]));
    expect(values(cut)).toEqual(values(whole));
  }
  expect(cut('journal', { query: 'kind:note', offset: 0, limit: 1, parts: 0 }).fitting).toBe(
    about.rows - (about.first?.row ?? 0),
  );
});

test('the present before the past: answers are of it until the past has come to now', () => {
  const model = openModel();
  model.open({ ...aboutMade, kind: 'live' });
  const ask = asker(model);
  const present = {
    k: 'present',
    q: 900,
    t: 5_000_000,
    actors: [{ a: 'pod:x#1', m: 'sandbox', v: 'ready.withoutInfra', s: 1_000_000 }],
    requests: [{ id: 'r', e: 'sandbox.stop', a: 'pod:x#1', t: 4_000_000, dl: 9_000_000 }],
  };
  model.feed(
    's',
    bytesOf(lines(madeHeader, present, { k: 'progress', done: 0.1 }, { k: 'N', q: 1, t: 0, e: 'long ago' })),
  );
  expect(ask('tree', { limit: 10 }).rows).toMatchObject([{ actor: 'pod:x#1', state: 'ready.withoutInfra' }]);
  const { requests } = ask('overview', {});
  expect(requests).toMatchObject([{ id: 'r', type: 'sandbox.stop', actor: 'pod:x#1' }]);
  expect(ask('about', {})).toMatchObject({ rows: 1, progress: 0.1, isLive: false });
  expect(ask('tree', { at: 0, limit: 10 }).rows).toEqual([]);
  model.feed('s', bytesOf(lines({ k: 'live' })));
  expect(ask('tree', { limit: 10 }).rows).toEqual([]);
  expect(ask('about', {})).toMatchObject({ progress: 1, isLive: true });
});

test('told again from its beginning: the old answers until the new has come to now', () => {
  const model = openModel();
  model.open({ ...aboutMade, kind: 'live' });
  const ask = asker(model);
  const notes = (count: number) =>
    lines(madeHeader, ...Array.from({ length: count }, (_, index) => ({ k: 'N', q: index + 1, t: index, e: 'x' })));
  model.feed('s', bytesOf(`${notes(10)}${lines({ k: 'live' })}`));
  const before = model.version('s');
  model.reopen('s');
  model.feed('s', bytesOf(notes(5)));
  expect(ask('about', {}).rows).toBe(10);
  model.feed('s', bytesOf(lines({ k: 'N', q: 6, t: 9, e: 'x' }, { k: 'live' })));
  expect(ask('about', {}).rows).toBe(6);
  expect(model.version('s')).toBeGreaterThan(before);
});

test('a live source in which nothing happens: time goes by all the same, but not for moments of the past', () => {
  let clockUs = madeHeader.epochMs * 1000 + 10_000;
  const model = openModel({ clockUs: () => clockUs });
  model.open({ ...aboutMade, kind: 'live' });
  const records = [
    { k: 'A', a: 'pod:p#1', m: 'sandbox', t: 0 },
    { k: 'T', a: 'pod:p#1', e: 'xstate.init', v0: '', v1: 'preparing.pinning', t: 0 },
    { k: 'E', a: 'pod:p#1', n: 'pod:p#1/svc:pinNamespaces#1', t: 0 },
  ];
  model.feed('s', bytesOf(`${linesOf(records)}${lines({ k: 'live' })}`));
  const ask = asker(model);
  clockUs += 40_000_000;
  expect(ask('overview', {}).concerns).toMatchObject([{ kind: 'hanging', actor: 'pod:p#1' }]);
  expect(ask('overview', { at: 2 }).concerns).toEqual([]);
});
