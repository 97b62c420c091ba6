/** Processor time of this thread, in rounds: what else the machine does costs less than on a clock on the wall, not nothing. */

/** One figure of the table. A file in bench/simulation that exports one, named in `rows.ts`, is a row. */
export interface Row {
  /** What is counted: `inputs, default schedules`. */
  readonly name: string;
  /** What `work` counts: `inputs`. */
  readonly unit: string;
  /** `rate`: so many a second. `cost`: microseconds each. */
  readonly as: 'rate' | 'cost';
  /** A second's figure that is wanted, on one core of a quiet machine; for a cost, the microseconds. */
  readonly goal?: number | undefined;
  /** Does some milliseconds' work. @returns how much it was */
  readonly work: () => number;
}
export interface Measured extends Pick<Row, 'name' | 'unit' | 'as' | 'goal'> {
  /** Of the rounds, sorted so that the best comes first. */
  readonly rounds: readonly number[];
}

export const cpuUs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

/** @param roundMs processor time of each round, and of the one before them that is not counted */
export const measure = ({ work, ...row }: Row, rounds: number, roundMs: number): Measured => {
  const round = (): number => {
    const before = cpuUs();
    let count = 0;
    let us = 0;
    while (us < roundMs * 1000) {
      count += work();
      us = cpuUs() - before;
    }
    return row.as === 'rate' ? (count / us) * 1e6 : us / count;
  };
  round();
  const figures = Array.from({ length: rounds }, round);
  return { ...row, rounds: figures.sort((one, other) => (row.as === 'rate' ? other - one : one - other)) };
};
