/** Questions over the columns find what the journal finds reading from the beginning. */
import { describe, expect, test } from 'vitest';
import { matcherOf } from '../../../src/journal/query/match.ts';
import { parseQuery } from '../../../src/journal/query/parse.ts';
import { savedQueries } from '../../../src/journal/query/saved.ts';
import { madeHeader } from '../../helpers/made-recording.ts';
import { asker, chanceRun, modelOf, scenarioNames } from './model-of.ts';

const queries = [
  ...savedQueries.map(({ query }) => query),
  '',
  'kind:input,state',
  'kind:state to:ready*',
  'actor:pod:a',
  'actor:ctr:a-c0/*',
  '-kind:message actor:pod:a/*',
  'from:pod:a',
  'req:kubelet-*',
  'state:stopping*',
  'in:preparing kind:input',
  'while:createTask',
  'outcome:ok,done',
  '-outcome:ok kind:answer',
  'took:>1ms',
  'took:<1ms',
  'since:10ms until:20ms',
  'since:-5ms',
  'q:10..20,40..',
  'cause:16',
  'failed',
  '"container.start"',
  'CONTAINER.Start -kind:state',
];

describe.each(scenarioNames)('%s', (name) => {
  const { records, text } = chanceRun(name, 7);
  const ask = asker(modelOf(text()));
  const lastUs = records.at(-1)?.t ?? 0;

  test.each(queries)('%j', (query) => {
    const fits = matcherOf(query, parseQuery(query), { firstWallUs: madeHeader.epochMs * 1000, lastUs });
    const expected = records.flatMap((record, row) =>
      fits({ record, us: record.t, wallUs: madeHeader.epochMs * 1000 + record.t, run: 1 }) ? [row] : [],
    );
    const { fitting, rows, density, wrong } = ask('journal', { query, offset: 0, limit: 1000, parts: 10 });
    expect(wrong).toBeUndefined();
    expect(rows.map(({ row }) => row)).toEqual(expected.slice(0, 1000));
    expect(fitting).toBe(expected.length);
    expect(density.reduce((sum, count) => sum + count, 0)).toBe(expected.length);
  });
});

test('a question that cannot be understood: where and why, and a saved one before it does not move the place', () => {
  const ask = asker(modelOf(chanceRun('one life', 1).text()));
  const page = ask('journal', { query: 'kind:imput', saved: 'crashes', offset: 0, limit: 10, parts: 0 });
  expect(page.wrong).toMatchObject({ from: 5, to: 10 });
  expect(page.wrong?.reason).toContain('there is no kind "imput"');
  expect(page.rows).toEqual([]);
});
