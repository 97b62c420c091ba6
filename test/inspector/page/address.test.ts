import { expect, test } from 'vitest';
import { formatRoute, parseRoute } from '../../../src/inspector/page/address.ts';

const route = { source: 's1', page: 'pods', actor: undefined, tab: undefined, params: {} };

test('an actor with slashes, a tab, parameters and a moment → and back', () => {
  const there = { ...route, page: 'actor', actor: 'pod:a#1/ctr:c%0?#2', tab: 'why', params: { filter: 'state:a&b=c' } };
  const named = { run: 2, q: 48112.0003 };
  expect(parseRoute(formatRoute(there, named))).toEqual({ route: there, named });
});

test('no moment → none is named; a number without its life → of the first', () => {
  expect(parseRoute(formatRoute(route)).named).toBeUndefined();
  expect(parseRoute('#/r/s1/pods?q=7').named).toEqual({ run: 1, q: 7 });
});

test('empty parameters are left out', () => {
  expect(formatRoute({ ...route, params: { filter: '', order: 'age' } })).toBe('#/r/s1/pods?order=age');
});

test.each(['', '#', '#/', '#/x/s1/pods', '#t=secret', '#/r'])('%s → the overview of no source', (hash) => {
  expect(parseRoute(hash).route).toEqual({ ...route, source: '', page: 'overview' });
});

test.each(['#/r/%E0%A4%A/pods', '#/r/s1/pods?q=x&run=y', '#/r/s1/pods?q=1e999', `#/r/s1/${'p'.repeat(100_000)}`])(
  'what no page made is read without an error',
  (hash) => {
    const { named } = parseRoute(hash);
    expect(named === undefined || Number.isFinite(named.q)).toBe(true);
  },
);
