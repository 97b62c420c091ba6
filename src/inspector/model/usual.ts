/** How long the same takes otherwise: medians of what ended well. */

export interface Usual {
  /** @param what number of the service's, or the request's, name. */
  readonly add: (what: number, us: number) => void;
  /** Numbers of all names. */
  readonly whats: () => Iterable<number>;
  /** Median, µs, and of how many; undefined: it was never seen. */
  readonly of: (what: number) => { readonly us: number; readonly of: number } | undefined;
}

/** The last so many of each say what is usual. */
const mostKept = 1000;

export const openUsual = (): Usual => {
  const seen = new Map<number, { readonly last: number[]; of: number; median: number; medianOf: number }>();
  return {
    add: (what, us) => {
      if (!Number.isFinite(us)) return;
      let known = seen.get(what);
      if (known === undefined) {
        known = { last: [], of: 0, median: 0, medianOf: 0 };
        seen.set(what, known);
      }
      known.last[known.of % mostKept] = us;
      known.of += 1;
    },
    whats: () => seen.keys(),
    of: (what) => {
      const known = seen.get(what);
      if (known === undefined) return undefined;
      // It moves slowly once there are many.
      if (known.medianOf === 0 || known.of > known.medianOf * 1.05) {
        const sorted = Float64Array.from(known.last).sort();
        known.median = sorted[sorted.length >>> 1] ?? 0;
        known.medianOf = known.of;
      }
      return { us: known.median, of: known.of };
    },
  };
};
