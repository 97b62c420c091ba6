/**
 * The default schedule, then every schedule with one deviation from it, then with two, and so on: what is found is as short as
 * it can be. Few deviations find most defects; the number of schedules grows fast with them.
 */
import type { Scenario } from '../../scenario.ts';
import { isAtRest, type Strategy } from '../strategy.ts';

export interface FewestOptions {
  /** The largest number of deviations; 3 is much. */
  readonly most: number;
  /** One of several that share the work: the first deviations are dealt out to them. */
  readonly share?: { readonly index: number; readonly of: number } | undefined;
}

/** Places by step; `finish` is the place after the last. Not there: the default. */
type Plan = ReadonlyMap<number, number>;

export const fewest = (
  scenario: Scenario,
  { most, share }: FewestOptions,
): Strategy & { readonly depth: () => number } => {
  let level: Plan[] = [new Map()];
  let further: Plan[] = [];
  let depth = 0;
  let plan: Plan = new Map();
  let lastStep = -1;
  let step = 0;
  let dealt = 0;
  /** Of the first level, only these are ours. */
  const isOurs = (): boolean => {
    if (depth > 0 || share === undefined) return true;
    dealt += 1;
    return dealt % share.of === share.index;
  };
  return {
    name: `fewest deviations, up to ${most}`,
    depth: () => depth,
    isRepeated: (run) => run === 0 && (share?.index ?? 0) > 0,
    newExecution: () => {
      if (level.length === 0) {
        if (depth >= most || further.length === 0) return undefined;
        depth += 1;
        level = further.reverse();
        further = [];
      }
      plan = level.pop() as Plan;
      lastStep = Math.max(-1, ...plan.keys());
      step = 0;
      return scenario;
    },
    next: (choices) => {
      const isResting = isAtRest(choices);
      const planned = plan.get(step);
      if (step > lastStep && depth < most) {
        // The first is the default; at rest the end is, and each choice deviates from it.
        for (let place = isResting ? 0 : 1; place < choices.length; place += 1)
          if (isOurs()) further.push(new Map(plan).set(step, place));
      }
      step += 1;
      return planned ?? (isResting ? 'finish' : 0);
    },
  };
};
