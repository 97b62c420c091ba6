/**
 * From a counter-example to a minimal one: without the requests, faults and pods that it does not need, with as few deviations
 * from the default schedule as it can have. Deterministic: the same again for the same case, however fast the machine is.
 *
 * Source: Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input (2002), for the deviations.
 */
import type { Violation } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import { cpuClock } from './sample.ts';
import { deviating, inOrder, play } from './schedule.ts';
import { type Case, simplerScenarios, weightOf } from './simpler.ts';
import { fewest } from './strategies/fewest.ts';

export interface Shrunk extends Case {
  readonly violation: Violation;
  /** All of the run, up to the violation. */
  readonly choices: readonly string[];
  /** How many candidates were played. */
  readonly runs: number;
  readonly cpuMs: number;
  /** There is no schedule of this scenario with fewer deviations that breaks the invariant: all of them were played. */
  readonly isLeast: boolean;
}
export interface ShrinkOptions {
  /** Candidates at most; about 1000 a second. */
  readonly maxRuns?: number | undefined;
  /** Inputs of all of them; some 20,000 a second. */
  readonly maxInputs?: number | undefined;
  readonly parts?: Parts | undefined;
}

interface Best extends Case {
  readonly violation: Violation;
  readonly choices: readonly string[];
}

const isBetter = (one: Best, other: Best): boolean => {
  const orders = [
    (each: Best) => weightOf(each.scenario),
    (each: Best) => each.deviations.length,
    (each: Best) => each.choices.length,
  ];
  for (const order of orders) if (order(one) !== order(other)) return order(one) < order(other);
  return false;
};

/**
 * @param choices of a run of this scenario that breaks the invariant.
 * @returns undefined where it does not.
 */
export const shrink = (
  scenario: Scenario,
  choices: readonly string[],
  invariant: string,
  { maxRuns = 2000, maxInputs = 50_000, parts }: ShrinkOptions = {},
): Shrunk | undefined => {
  const cpuMs = cpuClock();
  let runs = 0;
  let inputs = 0;
  const tried = (scenarioOf: Scenario, pick: Parameters<typeof play>[1]): Best | undefined => {
    runs += 1;
    const played = play(scenarioOf, pick, parts);
    inputs += played.inputs;
    if (played.violation?.invariant !== invariant) return undefined;
    return {
      scenario: scenarioOf,
      deviations: played.deviations,
      choices: played.choices,
      violation: played.violation,
    };
  };
  const first = tried(scenario, inOrder(choices));
  if (first === undefined) return undefined;
  let best = first;
  const isLeft = () => runs < maxRuns && inputs < maxInputs;
  const attempt = ({ scenario: other, deviations }: Case): boolean => {
    if (!isLeft()) return false;
    const candidate = tried(other, deviating(deviations));
    if (candidate === undefined || !isBetter(candidate, best)) return false;
    best = candidate;
    return true;
  };

  const simplify = (): boolean => {
    let hasChanged = false;
    for (let isGoing = true; isGoing; ) {
      isGoing = false;
      for (const candidate of simplerScenarios(best))
        if (attempt(candidate)) {
          isGoing = true;
          hasChanged = true;
          break;
        }
    }
    return hasChanged;
  };

  /** Leaves out ever smaller parts of the deviations, the last ones first. */
  const thinOut = (): boolean => {
    let hasChanged = false;
    for (let size = best.deviations.length; size >= 1; ) {
      let hasShrunk = false;
      for (let end = best.deviations.length; end > 0 && isLeft(); end -= size) {
        const start = Math.max(0, end - size);
        const { deviations } = best;
        const candidate = {
          scenario: best.scenario,
          deviations: [...deviations.slice(0, start), ...deviations.slice(end)],
        };
        if (!attempt(candidate)) continue;
        hasShrunk = true;
        hasChanged = true;
        end = Math.min(end, best.deviations.length + size);
      }
      size = hasShrunk ? Math.min(size, best.deviations.length) : Math.floor(size / 2);
    }
    return hasChanged;
  };

  /** All schedules with fewer deviations, fewest first, as far as the budget goes. */
  const lookForFewer = (): boolean => {
    const most = best.deviations.length - 1;
    if (most < 0) return true;
    const strategy = fewest(best.scenario, { most });
    for (let run = 0; ; run += 1) {
      if (!isLeft()) return false;
      const next = strategy.newExecution(run);
      if (next === undefined) return true;
      const found = tried(next, strategy.next);
      if (found === undefined || found.deviations.length >= best.deviations.length) continue;
      best = found;
      return true;
    }
  };

  do thinOut();
  while (simplify());
  const before = best.deviations.length;
  let isLeast = lookForFewer();
  if (best.deviations.length < before) {
    // A shorter schedule may need less of the scenario; what it needs then may be fewer again.
    if (simplify()) isLeast = lookForFewer();
  }
  return { ...best, runs, cpuMs: cpuMs(), isLeast };
};
