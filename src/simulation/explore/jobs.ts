/** What one thread is told to do, as plain data; and one thread that does it. */
import { exploreRace } from '../races/explore.ts';
import { races } from '../races/races.ts';
import type { Scenario } from '../scenario.ts';
import { partsOf } from './catalogue.ts';
import { exhaustive } from './exhaustive.ts';
import { type StrategyName, strategyOf } from './portfolio.ts';
import type { Report } from './report.ts';
import { type Budget, sample } from './sample.ts';
import { twice } from './twice.ts';

export type Job = SampleJob | ExhaustiveJob | TwiceJob | RaceJob;
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

/** Random runs, each played twice and compared. */
export interface TwiceJob {
  readonly kind: 'twice';
  readonly scenario: Scenario;
  readonly seed: number;
  readonly runs: number;
}
/** A known race: its script, what lies around it, what its clients can do. */
export interface RaceJob {
  readonly kind: 'race';
  readonly id: string;
  readonly maxCpuMs: number;
}

/** @returns one report; of a race three. */
export const doJob = (job: Job): readonly Report[] => {
  if (job.kind === 'race') {
    const row = races.find(({ id }) => id === job.id);
    return row === undefined ? [] : exploreRace(row, job.maxCpuMs);
  }
  if (job.kind === 'twice') return [twice(job.scenario, strategyOf('swarm', job.scenario, job), job.runs)];
  const parts = partsOf(job.twin);
  if (job.kind === 'exhaustive') return [exhaustive(job.scenario, job, parts)];
  const { scenario, strategy, seed, depth, share, budget } = job;
  return [sample(strategyOf(strategy, scenario, { seed, depth, share }, parts), budget, parts)];
};

/** One sample as parts that together are the same runs. */
export const shared = (job: SampleJob, of: number): readonly SampleJob[] =>
  job.strategy === 'fewest'
    ? Array.from({ length: of }, (_, index) => ({ ...job, share: { index, of } }))
    : Array.from({ length: of }, (_, index) => ({
        ...job,
        budget: { ...job.budget, from: (job.budget.from ?? 0) + index, every: of },
      }));
