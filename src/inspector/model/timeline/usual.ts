/** How long things take otherwise in the same source: what a slow one is compared with. */
import { isWithin } from './seen.ts';

/** So many others there must be before anything is called usual. */
export const leastUsual = 3;
/** The newest of each kind; a node's habits change. */
const mostEach = 1000;

export interface Usual {
  readonly us: number;
  /** Median of so many. */
  readonly of: number;
}
export interface Habits {
  /** @param kind what may be compared, see `kindOfSpan` */
  readonly note: (kind: string, actor: string, tookUs: number) => void;
  /** @param subject whose own are left out, with what is below it. Undefined: there are too few */
  readonly of: (kind: string, subject: string) => Usual | undefined;
}

export const openHabits = (): Habits => {
  const kinds = new Map<string, { readonly actor: string; readonly tookUs: number }[]>();
  return {
    note: (kind, actor, tookUs) => {
      const all = kinds.get(kind);
      if (all === undefined) kinds.set(kind, [{ actor, tookUs }]);
      else {
        all.push({ actor, tookUs });
        if (all.length > mostEach * 2) all.splice(0, mostEach);
      }
    },
    of: (kind, subject) => {
      const others = (kinds.get(kind) ?? []).filter(({ actor }) => !isWithin(actor, subject));
      if (others.length < leastUsual) return undefined;
      return { us: medianOf(others.map(({ tookUs }) => tookUs)), of: others.length };
    },
  };
};

/** Of at least one. */
export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
};
