/** How long the same things took on both sides: calls of services, requests, states. */
import type { DiffAnswer } from '../questions.ts';
import { kinds } from '../source.ts';
import type { Compared } from './rows.ts';
import type { Side } from './side.ts';

type Duration = DiffAnswer['durations'][number];

/** Shorter differences are chance. */
const leastUs = 100;

/** Those that differ most first: by how much longer one took. */
export const durationsOf = (
  left: Side,
  right: Side,
  compared: readonly Compared[],
  most: number,
): readonly Duration[] => {
  const all: Duration[] = [];
  for (const { left: at, right: other } of compared) {
    if (at < 0 || other < 0) continue;
    const leftUs = tookAt(left, at);
    const rightUs = tookAt(right, other);
    if (leftUs === undefined || rightUs === undefined || Math.abs(leftUs - rightUs) < leastUs) continue;
    const { source, rows } = left;
    const row = rows[at] ?? -1;
    const actor = source.strings.textOf(source.rows.actor(row));
    const label = source.strings.textOf(source.rows.type(row));
    all.push({
      label: source.rows.kind(row) === kinds.I ? `${label} until its answer` : label,
      actor,
      leftUs,
      rightUs,
      factor: rightUs / Math.max(1, leftUs),
      leftRow: row,
      rightRow: right.rows[other] ?? -1,
    });
  }
  return all.sort((one, two) => Math.abs(two.rightUs - two.leftUs) - Math.abs(one.rightUs - one.leftUs)).slice(0, most);
};

const tookAt = ({ source: { rows }, rows: own }: Side, at: number): number | undefined => {
  const row = own[at] ?? -1;
  const kind = rows.kind(row);
  if (kind === kinds.R) {
    const took = rows.took(row);
    if (!Number.isNaN(took)) return took;
  }
  const other = kind === kinds.R || (kind === kinds.I && rows.request(row) !== 0) ? rows.link(row) : -1;
  return other < 0 ? undefined : Math.abs(rows.us(other) - rows.us(row));
};
