/** The oldest records of a source that grows without an end are let go, with all that only they needed. */
import { forgetKnown, knownAt } from './contexts.ts';
import { type LifeRows, lastUpTo } from './lives.ts';
import type { Source } from './source.ts';

/** Whoever was over before this row is forgotten; of the others, what they knew and where they were then is kept. */
export const dropBefore = (source: Source, before: number): void => {
  const { rows, lives, paths, effects, requests, troubles, bad, exits, strings, naming } = source;
  for (const life of lives.all) if (!isForgotten(life, before)) shorten(source, life, before);
  forgetKnown(source);
  lives.forget((life) => isForgotten(life, before));
  paths.forget((life) => isForgotten(life, before));
  effects.drop(before);
  requests.drop(before);
  for (const list of [troubles, bad, exits]) list.splice(0, lastUpTo(list, before - 1) + 1);
  naming.drop();
  rows.drop(before);
  strings.keepOnly(idsIn(source));
};

const isForgotten = ({ endRow }: LifeRows, before: number): boolean => endRow >= 0 && endRow < before;

const shorten = (source: Source, life: LifeRows, before: number): void => {
  const { points } = life;
  const state = lastUpTo(points.rows, before - 1);
  if (state > 0) for (const list of [points.rows, points.states, points.since]) list.splice(0, state);
  const known = knownAt(source, life, before - 1);
  if (known !== undefined)
    life.known = JSON.stringify(
      [...known].flatMap(([path, { value }]) => (value === undefined ? [] : [[path, value]])),
    );
  for (const list of [life.heard, life.marks, life.effects, life.contexts])
    list.splice(0, lastUpTo(list, before - 1) + 1);
  const told = life.waits.findLastIndex(({ row }) => row < before);
  if (told > 0) life.waits.splice(0, told);
};

/** Numbers of all texts that something still means. */
const idsIn = ({ rows, lives, usual, effects, requests }: Source): ReadonlySet<number> => {
  const ids = new Set<number>([...usual.whats(), ...effects.keys(), ...requests.open.keys()]);
  for (let row = rows.first(); row < rows.end(); row += 1) {
    ids.add(rows.actor(row));
    ids.add(rows.type(row));
    ids.add(rows.from(row));
    ids.add(rows.to(row));
    ids.add(rows.request(row));
  }
  for (const { name, machine, parent, points, waits } of lives.all) {
    for (const id of [name, machine, parent, ...points.states]) ids.add(id);
    for (const { calls } of waits) for (const call of calls) ids.add(call.name);
  }
  return ids;
};
