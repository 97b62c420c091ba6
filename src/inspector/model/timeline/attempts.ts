/** Containers that were tried again and again: which of them are the older attempts. */
import { ownIdOf } from '../../../journal/actor-name.ts';
import type { LifeRows } from '../lives.ts';
import type { Source } from '../source.ts';
import { isWithin } from './seen.ts';

/**
 * @param parents names; whose containers
 * @param row of the moment
 * @param keep so many of each name, of those that had begun by then, and none that came later
 * @returns names of the others
 */
export const olderAttempts = (
  source: Source,
  {
    parents,
    run,
    row,
    keep,
  }: { readonly parents: readonly string[]; readonly run: number; readonly row: number; readonly keep: number },
): readonly string[] => {
  const { strings, naming, lives } = source;
  const byName = new Map<string, LifeRows[]>();
  for (const life of lives.all) {
    const actor = strings.textOf(life.name);
    if (life.run !== run || strings.textOf(life.machine) !== 'container') continue;
    const parent = parents.find((each) => each !== actor && isWithin(actor, each));
    const named = parent === undefined ? undefined : naming.container(ownIdOf(actor));
    if (named === undefined) continue;
    const key = `${parent} ${named.name}`;
    const same = byName.get(key);
    if (same === undefined) byName.set(key, [life]);
    else same.push(life);
  }
  const older = [...byName.values()].flatMap((all) => {
    const begun = all.filter(({ firstRow }) => firstRow <= row);
    const kept = new Set(begun.length === 0 ? all.slice(0, keep) : begun.slice(-keep));
    return all.filter((life) => all.length > keep && !kept.has(life));
  });
  return older.map(({ name }) => strings.textOf(name));
};
