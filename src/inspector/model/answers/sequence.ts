/** Who said what to whom, around a moment. */
import { lifeNamed, type Now } from '../at.ts';
import { labelOf } from '../labels.ts';
import { rowsOfRun } from '../moments.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';
import { olderAttempts } from '../timeline/attempts.ts';
import { rowsOf, seenAt } from '../timeline/rows-of.ts';
import { isWithin } from '../timeline/seen.ts';
import { sequenceOf } from '../timeline/sequence.ts';

/** Records to a row of a diagram, roughly: births, inputs and messages to oneself are not drawn. */
const perRow = 3;
const mostRows = 2000;

export const sequenceAnswer = (
  source: Source,
  { actors, limit, hasAll, hasFuture = false, attempts }: Omit<AskOf<'sequence'>, 'source' | 'at'>,
  { row }: Now,
): AnswerOf<'sequence'> => {
  const lives = actors.flatMap((actor) => lifeNamed(source, actor, row) ?? []);
  const run = lives.find((life) => life.run === source.rows.run(row))?.run ?? lives[0]?.run;
  if (run === undefined)
    return { lanes: [], rows: [], records: [], causes: [], calls: [], isCut: false, olderAttempts: 0 };
  const names = lives.map(({ name }) => source.strings.textOf(name));
  const end = (rowsOfRun(source, run)?.[1] ?? row + 1) - 1;
  const older = attempts === undefined ? [] : olderAttempts(source, { parents: names, run, row, keep: attempts });
  const { rows, isCut } = rowsOf(source, {
    actors: names,
    without: older,
    run,
    until: hasFuture || row > end ? end : row,
    most: Math.min(Math.max(1, limit), mostRows) * perRow,
    keep: { around: row },
  });
  // Requests are told by the ids of what they are for.
  const ids = new Set(lives.map(({ name }) => source.strings.textOf(name).replace(/#\d+$/, '')));
  const answer = sequenceOf({
    seen: seenAt(source, rows),
    wants: (actor) =>
      ids.has(actor) || (names.some((name) => isWithin(actor, name)) && !older.some((name) => isWithin(actor, name))),
    hasAll,
    isCut,
  });
  const titled = answer.lanes.map(({ id, title }) => ({ id, title: titleOf(source, id) ?? title }));
  return { ...answer, lanes: titled, olderAttempts: older.length };
};

/** As people call it: `pod web`, `app`; of later attempts, which: `app·3`. */
const titleOf = (source: Source, lane: string): string | undefined => {
  const [kind = '', id] = lane.split(':');
  if (id === undefined) return undefined;
  const { name } = labelOf(source, lane);
  const attempt = kind === 'ctr' ? (source.naming.container(id)?.attempt ?? 0) : 0;
  return name === id ? undefined : kind === 'pod' ? `pod ${name}` : attempt > 0 ? `${name}·${attempt}` : name;
};
