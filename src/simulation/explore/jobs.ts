/** What one thread is told to do, as plain data; and one thread that does it. */
import type { Scenario } from '../scenario.ts';
import { partsOf } from './catalogue.ts';
import { exhaustive } from './exhaustive.ts';
import { type StrategyName, strategyOf } from './portfolio.ts';
import type { Report } from './report.ts';
import { type Budget, sample } from './sample.ts';

export type Job = SampleJob | ExhaustiveJob;
export interface SampleJob {
  readonly kind: 'sample';
  readonly scenario: Scenario;
  /** Charts and services of this broken twin, instead of the real ones. */
  readonly twin?: string | undefined;
  readonly strategy: StrategyName;
  readonly seed: number;
  readonly depth?: number | undefined;
  readonly share?: { readonly index: number; readonly of: number } | undefined;
  readonly budget: Budget;
}
export interface ExhaustiveJob {
  readonly kind: 'exhaustive';
  readonly scenario: Scenario;
  readonly twin?: string | undefined;
  readonly maxSchedules: number;
  readonly maxCpuMs: number;
}

export const doJob = (job: Job): Report => {
  const parts = partsOf(job.twin);
  if (job.kind === 'exhaustive') return exhaustive(job.scenario, job, parts);
  const { scenario, strategy, seed, depth, share, budget } = job;
  return sample(strategyOf(strategy, scenario, { seed, depth, share }, parts), budget, parts);
};

/** One sample as parts that together are the same runs. */
export const shared = (job: SampleJob, of: number): readonly SampleJob[] =>
  job.strategy === 'fewest'
    ? Array.from({ length: of }, (_, index) => ({ ...job, share: { index, of } }))
    : Array.from({ length: of }, (_, index) => ({
        ...job,
        budget: { ...job.budget, from: (job.budget.from ?? 0) + index, every: of },
      }));
