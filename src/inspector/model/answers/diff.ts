/** Two runs, or two pods, beside each other: aligned by who did what for the how manieth time, never by the clock. */
import { durationsOf } from '../diff/durations.ts';
import { type Compared, comparedRows } from '../diff/rows.ts';
import { type Side, sideOf } from '../diff/side.ts';
import { journalRowOf } from '../journal-rows.ts';
import type { AnswerOf, AskOf, JournalRow } from '../questions.ts';
import type { Source } from '../source.ts';

interface Worked {
  readonly key: string;
  readonly left: Side;
  readonly right: Side;
  readonly compared: readonly Compared[];
}
/** The last one: a list is asked for in parts. */
let last: Worked | undefined;

/** As many that are the same stay beside what differs, where only differences are wanted. */
const around = 2;
const mostDurations = 200;

export const diffAnswer = (left: Source, right: Source, ask: AskOf<'diff'>): AnswerOf<'diff'> => {
  const worked = workedOut(left, right, ask);
  const { compared } = worked;
  const entries = ask.isOnlyDifferences ? folded(compared) : compared.map((_, index) => ({ index, times: 1 }));
  const { offset = 0, limit } = ask;
  const firstAt = compared.findIndex(({ kind }) => kind !== 'same');
  const differing = compared.filter(({ kind }) => kind !== 'same');
  return {
    same: count(compared, 'same'),
    counts: {
      left: count(compared, 'left'),
      right: count(compared, 'right'),
      changed: count(compared, 'changed'),
      moved: count(compared, 'moved'),
    },
    first:
      firstAt < 0
        ? undefined
        : {
            left: rowAt(worked.left, differing.find(({ left: at }) => at >= 0)?.left ?? -1),
            right: rowAt(worked.right, differing.find(({ right: at }) => at >= 0)?.right ?? -1),
          },
    firstIndex: entries.findIndex(({ index, times }) => firstAt >= index && firstAt < index + times),
    total: entries.length,
    rows: entries.slice(offset, offset + limit).map(({ index, times }) => {
      const { kind, left: at, right: other } = compared[index] ?? nothing;
      if (times > 1) return { kind: 'fold', times, left: undefined, right: undefined };
      return { kind, times, left: rowAt(worked.left, at), right: rowAt(worked.right, other) };
    }),
    durations: offset > 0 ? [] : durationsOf(worked.left, worked.right, compared, mostDurations),
    isCut: worked.left.isCut || worked.right.isCut,
  };
};

const nothing: Compared = { kind: 'same', left: -1, right: -1 };
const count = (compared: readonly Compared[], wanted: Compared['kind']): number =>
  compared.reduce((sum, { kind }) => sum + (kind === wanted ? 1 : 0), 0);

const rowAt = ({ source, rows }: Side, place: number): JournalRow | undefined => {
  const row = place < 0 ? undefined : rows[place];
  return row === undefined ? undefined : journalRowOf(source, row);
};

const workedOut = (left: Source, right: Source, ask: AskOf<'diff'>): Worked => {
  const { leftActor, rightActor } = ask;
  const key = JSON.stringify([left.version(), right.version(), leftActor, rightActor]);
  if (last?.key === key && last.left.source === left && last.right.source === right) return last;
  const runs = runsOf(left, right);
  // A what-if has the ids of what it is made of; of other runs only names can be the same.
  const byNames = !isMadeOf(left, right) && !isMadeOf(right, left) && left !== right;
  const leftSide = sideOf(left, { actor: leftActor, run: runs.left, byNames });
  const rightSide = sideOf(right, { actor: rightActor, run: runs.right, byNames });
  last = { key, left: leftSide, right: rightSide, compared: comparedRows(leftSide, rightSide) };
  return last;
};

const isMadeOf = (one: Source, other: Source): boolean => one.about().of?.id === other.about().id;

/** A what-if is of one run of the other. */
const runsOf = (
  left: Source,
  right: Source,
): { readonly left?: number | undefined; readonly right?: number | undefined } => {
  if (isMadeOf(right, left)) return { left: right.about().of?.run };
  if (isMadeOf(left, right)) return { right: left.about().of?.run };
  return {};
};

/** What is the same and not beside a difference becomes one entry. */
const folded = (compared: readonly Compared[]): DiffEntry[] => {
  const entries: DiffEntry[] = [];
  let index = 0;
  while (index < compared.length) {
    let end = index;
    while (compared[end]?.kind === 'same') end += 1;
    const [from, to] = [index === 0 ? index : index + around, end === compared.length ? end : end - around];
    if (to - from < around) {
      for (; index < end; index += 1) entries.push({ index, times: 1 });
    } else {
      for (; index < from; index += 1) entries.push({ index, times: 1 });
      entries.push({ index: from, times: to - from });
      for (index = to; index < end; index += 1) entries.push({ index, times: 1 });
    }
    if (index < compared.length) entries.push({ index, times: 1 });
    index += 1;
  }
  return entries;
};
interface DiffEntry {
  readonly index: number;
  readonly times: number;
}
