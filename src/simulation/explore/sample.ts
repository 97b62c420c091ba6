/** Many runs of one strategy, as far as the budget goes. */
import type { Parts } from '../simulation.ts';
import { openFindings, type Report } from './report.ts';
import { play } from './schedule.ts';
import type { Strategy } from './strategy.ts';

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
  for (let run = from; ; run += every) {
    if (run >= to || cpuMs() > maxCpuMs) {
      cut = run >= to ? 'a sample' : `a sample, for its time of ${maxCpuMs} ms is over`;
      break;
    }
    const scenario = strategy.newExecution(run);
    if (scenario === undefined) break;
    ({ name } = scenario);
    const { violation, choices, deviations } = play(scenario, strategy.next, parts);
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
  };
};
