/** Wall clock ms (with a fraction) as the contract's int64 nanoseconds in decimal. A double holds microseconds of this century exactly. */
export const nanoseconds = (atMs: number): string => `${BigInt(Math.round(atMs * 1000)) * 1000n}`;

/** 0 where it has not happened. */
export const nanosecondsOrZero = (atMs: number | undefined): string => (atMs === undefined ? '0' : nanoseconds(atMs));
