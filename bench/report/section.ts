/** What a scenario measured, as tables and as data. */

/** One thing that was measured for every contender that can do it. */
export interface Row {
  readonly metric: string;
  readonly unit: 'ms' | 's' | 'MB';
  /** In order of rounds, by contender. One that lacks it is absent. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** Highest ratio to the peer that is good enough, and the one that is wished for. */
  readonly goal?: { readonly atMost: number; readonly wished?: number } | undefined;
}
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}
