/** Looks for the defect of a twin with one strategy, and makes what it finds as small as it can be. */
import { type StrategyName, strategyOf } from '../explore/portfolio.ts';
import { scheduleIn } from '../explore/repro.ts';
import { sample } from '../explore/sample.ts';
import { shrink } from '../explore/shrink.ts';
import type { Twin } from './twin.ts';

export interface Hunt {
  readonly twin: string;
  readonly strategy: string;
  /** Undefined: not found. */
  readonly invariant: string | undefined;
  readonly wrong: string | undefined;
  readonly schedules: number;
  /** Of the processor, without the shrinking. */
  readonly cpuMs: number;
  /** Of the minimal reproducer, from its default schedule. */
  readonly deviations: number | undefined;
  readonly requests: number | undefined;
}

export const hunt = (
  twin: Twin,
  name: StrategyName,
  options: {
    readonly seed: number;
    readonly maxCpuMs?: number | undefined;
    readonly maxSchedules?: number | undefined;
  },
): Hunt => {
  const parts = twin.parts();
  const { scenario } = twin;
  const strategy = strategyOf(name, scenario, { seed: options.seed }, parts);
  const { maxCpuMs, maxSchedules: to } = options;
  const report = sample(strategy, { maxCpuMs, to, untilFound: true }, parts);
  const { schedules, cpuMs } = report;
  const [found] = report.found;
  const common = { twin: twin.name, strategy: report.strategy, schedules, cpuMs };
  if (found === undefined)
    return { ...common, invariant: undefined, wrong: undefined, deviations: undefined, requests: undefined };
  const small = shrink(found.drawn ?? scenario, scheduleIn(found.path), found.invariant, { parts });
  return {
    ...common,
    invariant: found.invariant,
    wrong: small?.violation.wrong ?? found.wrong,
    deviations: small?.deviations.length,
    requests: small?.scenario.clients.reduce((sum, { steps }) => sum + steps.length, 0),
  };
};
