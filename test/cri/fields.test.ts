/**
 * Every field of every request of the contract, and what becomes of it: no field is dropped in silence. A field that is
 * new in the contract fails here until the table (`fields/table.ts`) says what is done with it, and does it.
 */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { anyValue, setField } from './fields/change.ts';
import { type Leaf, leaves } from './fields/contract.ts';
import { openObservatory } from './fields/observe.ts';
import { documentOf } from './fields/print.ts';
import { table } from './fields/table.ts';
import { usualPod, usualRequest } from './fields/usual.ts';
import { verdictOf } from './fields/verdict-of.ts';
import { matches, type Row, rowOf } from './fields/verdicts.ts';

const observatory = openObservatory();
afterAll(() => observatory.close());

test('the contract is read whole', () => {
  // Counted by hand in two messages, one at each end of the file.
  expect(leaves.filter(({ path }) => path.startsWith('ListContainers.')).map(({ path }) => path)).toEqual([
    'ListContainers.filter.id',
    'ListContainers.filter.state.state',
    'ListContainers.filter.pod_sandbox_id',
    'ListContainers.filter.label_selector{}',
  ]);
  expect(leaves.filter(({ path }) => path.startsWith('PullImage.auth.'))).toHaveLength(6);
});

test('each row is about some field', () => {
  const idle = table.filter((row) => !leaves.some(({ path }) => matches(row.path, path)));
  expect(idle.map(({ path }) => path)).toEqual([]);
});

test.each(leaves.map((leaf): [string, Leaf] => [leaf.path, leaf]))('%s', async (path, leaf) => {
  const row = rowOf(table, path);
  if (row === undefined) throw new Error('the table does not say what becomes of this field');
  if (row.shownBy !== undefined) {
    const [file, title] = row.shownBy;
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(title);
    return;
  }
  const rpc = path.split('.')[0] as string;
  const attempt = async (isWith: boolean) => {
    const request = usualRequest(rpc, observatory.dir);
    const pod = usualPod(observatory.dir);
    row.given?.(request, { pod, dir: observatory.dir });
    if (isWith) setField(request, leaf, sampleOf(row, leaf));
    return observatory.observe(rpc, request, pod);
  };
  const withIt = await attempt(true);
  if (row.failure === 'NotImplemented') {
    expect(withIt.failure).toBe(row.failure);
    return;
  }
  const without = await attempt(false);
  expect(without.failure, `without it: ${JSON.stringify(without.detail)}`).toBeUndefined();
  expect(withIt.failure, `with it: ${JSON.stringify(withIt.detail)}`).toBe(row.failure);
  expect(verdictOf(without, withIt)).toBe(row.verdict);
});

const sampleOf = ({ value }: Row, leaf: Leaf): unknown =>
  typeof value === 'function' ? value(observatory.dir) : (value ?? anyValue(leaf));

test('docs/fields.md is the table', () => {
  // `node test/cri/fields/print.ts > docs/fields.md`
  expect(readFileSync(new URL('../../docs/fields.md', import.meta.url), 'utf8')).toBe(documentOf());
});
