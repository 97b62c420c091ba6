/** CPU rates from the reading of the request before: nothing is read for them when nobody asks. */

export interface Rates {
  /** Thousand-millionths of a core since the last reading; undefined until there are two, and after a long silence. */
  readonly rateOf: (id: string, reading: CpuReading) => number | undefined;
}
export interface CpuReading {
  readonly usageNs: number;
  /** On a clock that nobody sets. */
  readonly elapsedMs: number;
}

/** Two readings closer than this say little; the rate before them is told again. */
const minGapMs = 500;
/** What was that long ago says nothing of now. */
const maxGapMs = 120_000;
/** Between two looks for ids that are gone. */
const sweepMs = 60_000;

/** @param isThere whether a thing of this id still lives: its reading is dropped with it. */
export const openRates = (isThere: (id: string) => boolean): Rates => {
  const seen = new Map<string, { readonly base: CpuReading; readonly rate: number | undefined }>();
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  const sweep = (elapsedMs: number) => {
    if (elapsedMs - sweptAtMs < sweepMs) return;
    sweptAtMs = elapsedMs;
    for (const id of seen.keys()) if (!isThere(id)) seen.delete(id);
  };

  return {
    rateOf: (id, reading) => {
      sweep(reading.elapsedMs);
      const last = seen.get(id);
      const gapMs = last === undefined ? Number.POSITIVE_INFINITY : reading.elapsedMs - last.base.elapsedMs;
      if (last !== undefined && gapMs < minGapMs) return last.rate;
      const usedNs = last === undefined ? -1 : reading.usageNs - last.base.usageNs;
      const isRate = gapMs <= maxGapMs && usedNs >= 0; // a restarted container counts from zero again
      const rate = isRate ? Math.round((usedNs / gapMs) * 1000) : undefined;
      seen.set(id, { base: reading, rate });
      return rate;
    },
  };
};
