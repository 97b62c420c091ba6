/** How an actor started, or all of its life, as spans. */
import { lifeNamed, type Now } from '../at.ts';
import { labelOf } from '../labels.ts';
import { rowsOfRun } from '../moments.ts';
import type { AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';
import { habitsOf } from '../timeline/habits-of.ts';
import { pullsOf } from '../timeline/pulls-of.ts';
import { rowsOf, seenAt } from '../timeline/rows-of.ts';
import { timelineOf } from '../timeline/timeline.ts';

/** Rows of the longest start, and of the longest part of a life, that are looked at. */
const mostOfStart = 5000;
const mostOfLife = 20_000;

const nothing: AnswerOf<'timeline'> = {
  fromUs: 0,
  toUs: 0,
  startUs: undefined,
  usualStartUs: undefined,
  usualOf: 0,
  spans: [],
  gaps: [],
  slower: [],
  titles: {},
};

export const timelineAnswer = (
  source: Source,
  actor: string,
  now: Now,
  { isWhole = false, hasFuture = false }: { readonly isWhole?: boolean; readonly hasFuture?: boolean } = {},
): AnswerOf<'timeline'> => {
  const life = lifeNamed(source, actor, now.row);
  if (life === undefined) return nothing;
  const name = source.strings.textOf(life.name);
  const [, end] = rowsOfRun(source, life.run) ?? [0, now.row + 1];
  const isOfRun = now.row < end;
  const until = hasFuture || !isOfRun ? end - 1 : now.row;
  const wanted = {
    run: life.run,
    until,
    most: isWhole ? mostOfLife : mostOfStart,
    keep: isWhole ? ('last' as const) : ('first' as const),
  };
  const own = rowsOf(source, { ...wanted, actors: [name] });
  const pulls = isWhole || !name.startsWith('pod:') ? [] : pullsOf(source, seenAt(source, own.rows));
  const { rows } = pulls.length === 0 ? own : rowsOf(source, { ...wanted, actors: [name, ...pulls] });
  const line = timelineOf({
    seen: seenAt(source, rows),
    actor: name,
    pulls,
    nowUs: until === now.row ? now.us : source.rows.us(until),
    isWhole,
    habits: habitsOf(source),
  });
  const titles = { ...line.titles };
  for (const { actor: each } of line.spans) titles[each] ??= labelOf(source, each).name;
  return { ...line, titles };
};
