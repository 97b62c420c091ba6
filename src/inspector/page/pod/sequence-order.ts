/** What came before and after a row of a diagram, along causes. */

export interface Cone {
  readonly past: ReadonlySet<number>;
  readonly future: ReadonlySet<number>;
}

/** @param causes of each row: the row that caused it, which is above it */
export const coneOf = (causes: readonly (number | undefined)[], row: number): Cone => {
  const past = new Set<number>();
  for (let at = causes[row]; at !== undefined && !past.has(at); at = causes[at]) past.add(at);
  const future = new Set<number>();
  for (let at = row + 1; at < causes.length; at += 1) {
    const cause = causes[at];
    if (cause === row || (cause !== undefined && future.has(cause))) future.add(at);
  }
  return { past, future };
};
