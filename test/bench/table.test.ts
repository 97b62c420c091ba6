import { expect, test } from 'vitest';
import { tableOf } from '../../bench/report/table.ts';

const columns = { subject: 'ours', peers: ['theirs'], others: ['floor'] };

test('values of both → medians, their ratio, the middle half of the paired ratios, and the goal', () => {
  const rows = [
    {
      metric: 'up',
      unit: 'ms' as const,
      values: { ours: [10, 20, 30, 40], theirs: [40, 40, 40, 40] },
      goal: { atMost: 0.55, wished: 0.45 },
    },
  ];
  const [, title, head, row] = tableOf({ title: 'T', rows, notes: [] }, columns);
  expect(title).toBe('T');
  expect(head?.split(/\s{2,}/).filter(Boolean)).toEqual([
    'ours',
    'p95',
    'theirs',
    'p95',
    '/ theirs',
    'middle half',
    'goal (wished)',
  ]);
  expect(row?.split(/\s{2,}/)).toEqual(['up [ms]', '25.0', '40.0', '0.63', '0.44–0.81', '≤ 0.55 (0.45)']);
});

test('no peer → no ratio and no goal', () => {
  const rows = [{ metric: 'up', unit: 'ms' as const, values: { ours: [10] }, goal: { atMost: 0.5, wished: 0.4 } }];
  expect(tableOf({ title: 'T', rows, notes: [] }, { ...columns, peers: [] }).join('\n')).not.toContain('0.5');
});
