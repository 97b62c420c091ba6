import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metrics } from '../../src/telemetry/metrics/catalogue.ts';

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, name, type, labels = '', help]) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
    help: help?.trim(),
  }),
);

test('docs/metrics.md → one line for each metric, with its type, labels and meaning, in order', () => {
  expect(rows).toEqual(metrics.map(({ name, type, labels, help }) => ({ name, type, labels: [...labels], help })));
});

test('names → as Prometheus wants them: ours or the standard process metrics, base units, _total for counters', () => {
  for (const { name, type } of metrics) {
    expect(name).toMatch(/^(troupe|process)_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name, name).not.toMatch(/_(ms|milliseconds|kb|mb|minutes|count|sum|bucket)(_|$)/);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
});

test('labels → none that could have a value for each pod, container or image', () => {
  const few = [
    'code',
    'effect',
    'invariant',
    'kind',
    'machine',
    'method',
    'node',
    'operation',
    'outcome',
    'part',
    'reason',
    'service',
    'state',
    'version',
  ];
  expect([...new Set(metrics.flatMap(({ labels }) => labels))].sort()).toEqual(few);
});

test('docs/operations.md → speaks of metrics that there are', () => {
  const operations = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const spoken = [...operations.matchAll(/troupe_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''));
  expect(spoken.length).toBeGreaterThan(5);
  const known: readonly string[] = metrics.map(({ name }) => name);
  expect(spoken.filter((name) => !known.includes(name))).toEqual([]);
});
