/** Who said what to whom, as a diagram whose rows know their records, what caused them, and which calls they begin and end. */
import { laneOfName, ownIdOf } from '../../../journal/actor-name.ts';
import { openDiagram } from '../../../journal/diagram.ts';
import type { Row } from '../../../sequence/diagram.ts';
import type { SequenceAnswer } from '../questions.ts';
import type { Seen } from './seen.ts';

export interface SequenceInput {
  /** In order, of one life of the daemon. */
  readonly seen: readonly Seen[];
  readonly wants: (actor: string) => boolean;
  /** Messages between actors of the daemon, too. */
  readonly hasAll: boolean;
  readonly isCut: boolean;
}

export const sequenceOf = ({ seen, wants, hasAll, isCut }: SequenceInput): SequenceAnswer => {
  const making = openDiagram({ wants, hasAll });
  for (const { record, us, row } of seen) making.see(record, us, row);
  const { lanes, rows } = making.diagram();
  const records = rows.map(({ key }) => key);
  return {
    lanes,
    rows,
    records,
    causes: causesOf(seen, records),
    calls: callsOf(seen, rows),
    isCut: isCut || making.omitted() > 0,
    olderAttempts: 0,
  };
};

/** Row of the diagram that caused each; what is not drawn between them is gone over. */
const causesOf = (seen: readonly Seen[], records: readonly (number | undefined)[]): readonly (number | undefined)[] => {
  const byNumber = new Map(seen.map((each) => [each.record.q, each]));
  const byRow = new Map(seen.map((each) => [each.row, each]));
  const drawn = new Map(records.flatMap((row, index) => (row === undefined ? [] : [[row, index] as const])));
  /** When each actor came to the state that it is in, as the records go by. */
  const armed = new Map<number, number>();
  const states = new Map<string, number>();
  for (const { row, record } of seen) {
    if (record.k === 'I' && record.s === 'timer') armed.set(row, states.get(record.a ?? '') ?? -1);
    else if (record.k === 'T') states.set(record.a, row);
  }
  const before = ({ row, record }: Seen): Seen | undefined => {
    if (record.k === 'I' && record.s === 'timer') return byRow.get(armed.get(row) ?? -1);
    return record.c === undefined ? undefined : byNumber.get(record.c);
  };
  return records.map((row, index) => {
    let at = row === undefined ? undefined : byRow.get(row);
    // An input that is told by the message that it came as is that row itself.
    for (let steps = 0; at !== undefined && steps < seen.length; steps += 1) {
      at = before(at);
      const found = at === undefined ? undefined : drawn.get(at.row);
      if (found !== undefined && found < index) return found;
    }
    return undefined;
  });
};

/** A call from the row that asks to the row that answers, on the lane of who waits. */
const callsOf = (seen: readonly Seen[], rows: readonly Row[]): SequenceAnswer['calls'] => {
  const byRow = new Map(seen.map((each) => [each.row, each.record]));
  const open = new Map<string, { readonly lane: string; readonly label: string; readonly from: number }>();
  const calls: SequenceAnswer['calls'][number][] = [];
  for (const [index, { key }] of rows.entries()) {
    const record = key === undefined ? undefined : byRow.get(key);
    if (record?.k === 'E') open.set(record.n, { lane: laneOfName(record.a), label: ownIdOf(record.n), from: index });
    else if (record?.k === 'R') {
      const began = open.get(record.n);
      open.delete(record.n);
      if (began !== undefined) calls.push({ ...began, to: index, outcome: record.o });
    }
  }
  for (const began of open.values()) calls.push({ ...began, to: undefined, outcome: undefined });
  return calls.sort((a, b) => a.from - b.from);
};
