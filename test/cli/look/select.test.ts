import { describe, expect, test } from 'vitest';
import { Complaint } from '../../../src/cli/complain.ts';
import { countOption, durationOption, sinceOption, stateOptions } from '../../../src/cli/look/options.ts';
import { type Filters, findContainer, isContainerIn, isPodIn } from '../../../src/cli/look/select.ts';
import type { ContainerThing, PodThing } from '../../../src/cli/look/things.ts';

const pod = (name: string, more: Partial<PodThing> = {}): PodThing => ({
  id: `9${name}`,
  name,
  namespace: 'shop',
  uid: 'u',
  attempt: 0,
  state: 'ready',
  createdAt: '1',
  labels: { app: name },
  handler: '',
  ...more,
});
const container = (id: string, name: string, of: PodThing, more: Partial<ContainerThing> = {}): ContainerThing => ({
  id,
  name,
  attempt: 0,
  state: 'running',
  createdAt: '1',
  labels: {},
  image: 'i',
  imageId: 'i',
  pod: of,
  ...more,
});

const web = pod('web');
const db = pod('db');
const all = [
  container('aa11', 'main', web, { attempt: 0, state: 'exited', createdAt: '1' }),
  container('aa22', 'main', web, { attempt: 1, createdAt: '2' }),
  container('bb11', 'side', web, { labels: { tier: 'front' } }),
  container('cc11', 'side', db, { state: 'exited' }),
  container('cc22', 'cafe', db),
  container('cafe33', 'other', db),
];
const idOf = (text: string, wanted = {}) => findContainer(all, text, wanted).id;
const complaintOf = (text: string, wanted = {}): readonly string[] => {
  try {
    findContainer(all, text, wanted);
  } catch (error) {
    if (error instanceof Complaint) return error.lines;
    throw error;
  }
  throw new Error('no complaint');
};

describe('the container that somebody named', () => {
  test.each([
    ['aa11', 'aa11'],
    ['bb', 'bb11'],
    ['db/side', 'cc11'],
    ['shop/db/side', 'cc11'],
    ['main', 'aa22'],
    ['cafe', 'cc22'],
    ['cafe3', 'cafe33'],
  ])('%s → %s', (text, id) => expect(idOf(text)).toBe(id));

  test('the attempt before → by name and by id', () => {
    expect(idOf('main', { isPrevious: true })).toBe('aa11');
    expect(idOf('aa2', { isPrevious: true })).toBe('aa11');
    expect(complaintOf('aa1', { isPrevious: true })).toEqual(['troupe: aa1 has no previous attempt']);
    expect(complaintOf('db/side', { isPrevious: true })).toEqual(['troupe: db/side has no previous attempt']);
  });

  test('running ones are preferred → the name is not ambiguous any more', () => {
    expect(idOf('side', { prefersRunning: true })).toBe('bb11');
  });

  test('more than one → all of them', () => {
    expect(complaintOf('side')).toEqual([
      'troupe: side is more than one container:',
      '  bb11  shop/web/side  running',
      '  cc11  shop/db/side  exited',
    ]);
    expect(complaintOf('c')[0]).toBe('troupe: c is more than one container:');
  });

  test('none → what is near', () => {
    expect(complaintOf('web')).toEqual([
      'troupe: there is no container web',
      '  is it one of these?',
      '  shop/web/main',
      '  shop/web/side',
    ]);
    expect(complaintOf('')[0]).toContain('no container');
  });
});

describe('filters', () => {
  const none: Filters = { labels: [], states: [] };
  const idsIn = (filters: Partial<Filters>) => all.filter(isContainerIn({ ...none, ...filters })).map(({ id }) => id);
  test.each<[Partial<Filters>, readonly string[]]>([
    [{ pod: 'db', states: ['running'] }, ['cc22', 'cafe33']],
    [{ pod: 'shop/web', name: 'sid' }, ['bb11']],
    [{ pod: '9d' }, ['cc11', 'cc22', 'cafe33']],
    [{ namespace: 'other' }, []],
    [{ labels: ['tier=front', 'app'] }, ['bb11']],
    [{ labels: ['app=db'], name: 'side' }, ['cc11']],
    [{ labels: ['toString'] }, []],
  ])('%j → %j', (filters, ids) => expect(idsIn(filters)).toEqual(ids));

  test('pods', () => {
    const pods = [web, pod('old', { state: 'notready', labels: { a: 'b=c' } })];
    const named = (filters: Partial<Filters>) => pods.filter(isPodIn({ ...none, ...filters })).map(({ name }) => name);
    expect(named({ states: ['notready'] })).toEqual(['old']);
    expect(named({ labels: ['a=b=c'] })).toEqual(['old']);
    expect(named({ pod: 'web', namespace: 'shop' })).toEqual(['web']);
  });
});

test('options → values; what cannot be one is a mistake of usage', () => {
  expect(durationOption('--timeout', '90')).toBe(90_000);
  expect(durationOption('--timeout', '1h30m')).toBe(5_400_000);
  expect(sinceOption('--since', '2d', 1e9)).toBe(1e9 - 172_800_000);
  expect(sinceOption('--since', '2026-01-31T12:00:00Z', 0)).toBe(Date.UTC(2026, 0, 31, 12));
  expect(stateOptions('--state', ['Running,exited'], ['running', 'exited'])).toEqual(['running', 'exited']);
  for (const wrong of [
    () => durationOption('--timeout', 'soon'),
    () => sinceOption('--since', 'monday', 0),
    () => sinceOption('--since', '2026-13-45', 0),
    () => countOption('--tail', '-1'),
    () => stateOptions('--state', ['up'], ['running']),
  ])
    expect(wrong).toThrowError(expect.objectContaining({ exitCode: 64 }));
});
