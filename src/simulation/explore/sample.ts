/** Many runs of one strategy, as far as the budget goes. */
import type { Parts } from '../stage.ts';
import { openCoverage } from './coverage.ts';
import { openFindings, type Report } from './report.ts';
import { play } from './schedule.ts';
import type { Strategy } from './strategy.ts';
import type { Pick } from './walk.ts';

export interface Budget {
  /** Numbers of runs: from this one, */
  readonly from?: number | undefined;
  /** up to before this one. */
  readonly to?: number | undefined;
  /** Only every so manieth of them, counted from `from`. */
  readonly every?: number | undefined;
  /** Processor time. */
  readonly maxCpuMs?: number | undefined;
  /** End with the first finding. */
  readonly untilFound?: boolean | undefined;
  /** Tell what was seen of the charts; it costs as much again. */
  readonly covers?: boolean | undefined;
}

/** A clock that counts what this thread computes. */
export const cpuClock = (): (() => number) => {
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
};

/** @returns what was found, one of each kind; `cut` is absent where the strategy came to its end. */
export const sample = (strategy: Strategy, budget: Budget, parts?: Parts): Report => {
  const { from = 0, to = Number.POSITIVE_INFINITY, every = 1, maxCpuMs = Number.POSITIVE_INFINITY } = budget;
  const findings = openFindings();
  const cpuMs = cpuClock();
  let schedules = 0;
  let inputs = 0;
  let cut: string | undefined;
  let name = '';
  const coverage = budget.covers === true ? openCoverage() : undefined;
  const watched = coverage === undefined ? parts : { ...parts, inspect: coverage.inspect };
  const pick: Pick = (choices, simulation) => {
    const place = strategy.next(choices, simulation);
    const taken = typeof place === 'number' ? choices[place] : undefined;
    if (taken !== undefined) coverage?.see(choices, taken);
    return place;
  };
  for (let run = from; ; run += every) {
    if (run >= to || cpuMs() > maxCpuMs) {
      cut = run >= to ? 'a sample' : `a sample, for its time of ${maxCpuMs} ms is over`;
      break;
    }
    const scenario = strategy.newExecution(run);
    if (scenario === undefined) break;
    ({ name } = scenario);
    coverage?.begin();
    const { violation, choices, deviations } = play(scenario, coverage ? pick : strategy.next, watched);
    if (strategy.isRepeated?.(run) === true) continue;
    schedules += 1;
    inputs += choices.length;
    if (violation === undefined) continue;
    findings.add({ ...violation, path: choices, deviations: deviations.length, run, drawn: scenario });
    if (budget.untilFound === true) {
      cut = 'ended with the first finding';
      break;
    }
  }
  return {
    scenario: name,
    strategy: strategy.name,
    promise: strategy.promise,
    schedules,
    inputs,
    states: undefined,
    cut,
    found: findings.all(),
    cpuMs: cpuMs(),
    ...(coverage === undefined ? {} : { coverage: coverage.seen() }),
  };
};
