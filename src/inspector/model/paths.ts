/** Actors by what they are called without the numbers of incarnations: `pod:a/ctr:c0`, and `ctr:c0` alone. */
import { pathOfName } from '../../journal/actor-name.ts';
import type { LifeRows } from './lives.ts';

export interface Paths {
  readonly add: (name: string, life: LifeRows) => void;
  /** All of that path, oldest first. */
  readonly named: (path: string) => readonly LifeRows[];
  readonly forget: (isGone: (life: LifeRows) => boolean) => void;
  /** The newest that had begun by then. */
  readonly find: (path: string, row: number) => LifeRows | undefined;
}

export const openPaths = (): Paths => {
  const known = new Map<string, LifeRows[]>();
  const keep = (path: string, life: LifeRows) => {
    const same = known.get(path);
    if (same === undefined) known.set(path, [life]);
    else same.push(life);
  };
  return {
    add: (name, life) => {
      const path = pathOfName(name);
      keep(path, life);
      const own = path.slice(path.lastIndexOf('/') + 1);
      if (own !== path) keep(own, life);
    },
    forget: (isGone) => {
      for (const [path, lives] of known) {
        const left = lives.filter((life) => !isGone(life));
        if (left.length === 0) known.delete(path);
        else if (left.length < lives.length) known.set(path, left);
      }
    },
    named: (path) => known.get(path) ?? [],
    find: (name, row) => known.get(pathOfName(name))?.findLast(({ firstRow }) => firstRow <= row),
  };
};
