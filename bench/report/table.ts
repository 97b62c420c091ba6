/** Sections as text: medians, 95th percentiles, and how ours compares with each peer. */
import type { Row, Section } from './section.ts';
import { median, quantile } from './statistics.ts';

export interface Columns {
  /** Ours. */
  readonly subject: string;
  readonly peers: readonly string[];
  /** Shown, not compared. */
  readonly others: readonly string[];
}

export const tableOf = ({ title, rows, notes }: Section, columns: Columns): readonly string[] => {
  const names = [columns.subject, ...columns.peers, ...columns.others].filter((name) =>
    rows.some(({ values }) => values[name] !== undefined),
  );
  const peers = columns.peers.filter((name) => names.includes(name));
  const head = [
    '',
    ...names.flatMap((name) => [name, 'p95']),
    ...peers.flatMap((name) => [`/ ${name}`, 'middle half']),
    'goal (wished)',
  ];
  const body = rows.map((row) => [
    `${row.metric} [${row.unit}]`,
    ...names.flatMap((name) => cellsOf(row.values[name])),
    ...peers.flatMap((name) => ratiosOf(row.values[columns.subject], row.values[name])),
    peers.length === 0 ? '' : goalOf(row.goal),
  ]);
  return ['', title, ...aligned([head, ...body]), ...notes.map((note) => `  ${note}`)];
};

const goalOf = (goal: Row['goal']): string =>
  goal === undefined ? '' : `≤ ${goal.atMost}${goal.wished === undefined ? '' : ` (${goal.wished})`}`;

const cellsOf = (values: Row['values'][string] | undefined): readonly string[] =>
  values === undefined || values.length === 0
    ? ['', '']
    : [short(median(values)), values.length < 5 ? '' : short(quantile(values, 0.95))];

/** Ratio of the medians; and, where rounds can be paired, the quartiles of their ratios. */
const ratiosOf = (ours: readonly number[] | undefined, theirs: readonly number[] | undefined): readonly string[] => {
  if (ours === undefined || theirs === undefined || theirs.length === 0) return ['', ''];
  const ratio = (median(ours) / median(theirs)).toFixed(2);
  if (ours.length !== theirs.length || ours.length < 4) return [ratio, ''];
  const pairs = ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
  return [ratio, `${quantile(pairs, 0.25).toFixed(2)}–${quantile(pairs, 0.75).toFixed(2)}`];
};

const short = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

const aligned = (lines: readonly (readonly string[])[]): readonly string[] => {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return lines.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
};
