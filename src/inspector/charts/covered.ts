/** What tests and the simulator have taken of the charts: `coverage.json`, made by `npm run coverage:charts`. */
import type { Tally } from './tally.ts';

export interface Covered {
  readonly format: 'troupe.coverage/1';
  /** What it was made with: the charts as they were, and how. */
  readonly build: string;
  readonly tests: string;
  readonly simulator: string;
  readonly charts: {
    readonly [machine: string]: {
      /** Of the states and transitions as they were: see {@link ChartDrawing}. */
      readonly shape: string;
      /** By key, how often: in tests, in the simulator. */
      readonly taken: { readonly [key: string]: readonly [tests: number, simulator: number] };
    };
  };
}

/** @param keys of all that the chart defines, with its shape: what is not in it any more is left out */
export const coveredOf = (
  charts: readonly { readonly machine: string; readonly shape: string; readonly keys: readonly string[] }[],
  tests: readonly Tally[],
  simulator: Tally,
): Covered['charts'] =>
  Object.fromEntries(
    charts.map(({ machine, shape, keys }) => {
      const taken = [...new Set(keys)].sort().flatMap((key) => {
        const tested = tests.reduce((sum, tally) => sum + (tally[machine]?.[key] ?? 0), 0);
        const simulated = simulator[machine]?.[key] ?? 0;
        return tested + simulated === 0 ? [] : [[key, [tested, simulated] as const] as const];
      });
      return [machine, { shape, taken: Object.fromEntries(taken) }];
    }),
  );
