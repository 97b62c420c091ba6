/** Who is there, as a tree: parents before their children, each by its birth. */
import { actorRowOf, livesAt, type Now, waitsAt } from '../at.ts';
import type { LifeRows } from '../lives.ts';
import type { ActorRow, AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';

/** Deeper, it is no tree of ours. */
const deepest = 64;

export const treeAnswer = (source: Source, { below, limit }: AskOf<'tree'>, now: Now): AnswerOf<'tree'> => {
  const lives = livesAt(source, now.row);
  const waits = waitsAt(source, now);
  const names = new Map(lives.map((life) => [life.name, life]));
  const children = new Map<number, LifeRows[]>();
  const tops: LifeRows[] = [];
  for (const life of lives) {
    if (life.parent !== life.name && names.has(life.parent)) {
      const same = children.get(life.parent);
      if (same === undefined) children.set(life.parent, [life]);
      else same.push(life);
    } else tops.push(life);
  }
  const rows: ActorRow[] = [];
  const told = new Set<LifeRows>();
  const add = (life: LifeRows, depth: number) => {
    if (told.has(life) || depth > deepest) return;
    told.add(life);
    if (rows.length < limit) rows.push(actorRowOf(source, life, now, waits, depth));
    for (const child of children.get(life.name) ?? []) add(child, depth + 1);
  };
  const top = below === undefined ? undefined : names.get(source.strings.find(below));
  if (below === undefined) for (const each of tops) add(each, 0);
  else if (top !== undefined) add(top, 0);
  return { rows, total: told.size };
};
