/**
 * Every schedule, but no state twice: a run is repeated from its start up to where another choice is left to try, and ends
 * where it comes to a state that is known. Those with the fewest deviations from the default schedule come first, so what is
 * found is nearly as short as it can be.
 */
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../simulation.ts';
import { openFindings, type Report } from './report.ts';
import { walk } from './walk.ts';

export interface Limits {
  readonly maxSchedules: number;
  readonly maxCpuMs: number;
}

/** Choices by their places, up to a state where others are left. */
interface Branch {
  readonly prefix: readonly number[];
  /** Of the state at the end of the prefix without its last choice. */
  readonly hash: string;
}

export const exhaustive = (scenario: Scenario, limits: Limits, parts?: Parts): Report => {
  const known = new Set<string>();
  /** By number of deviations. */
  const left: Branch[][] = [[{ prefix: [], hash: '' }]];
  const findings = openFindings();
  const before = process.threadCpuUsage();
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  let schedules = 0;
  let inputs = 0;
  let cut: string | undefined;

  const next = (): { readonly branch: Branch; readonly deviations: number } | undefined => {
    const deviations = left.findIndex((branches) => branches.length > 0);
    const branch = left[deviations]?.pop();
    return branch === undefined ? undefined : { branch, deviations };
  };

  for (let todo = next(); todo !== undefined; todo = next()) {
    if (schedules >= limits.maxSchedules || cpuMs() > limits.maxCpuMs) {
      const open = left.reduce((sum, branches) => sum + branches.length, 1);
      cut = `${open} branches left after ${Math.round(cpuMs())} ms, all with at least ${todo.deviations} deviations`;
      break;
    }
    const { prefix, hash } = todo.branch;
    const path: number[] = [];
    const own = new Set<string>();
    const done = walk(
      scenario,
      (choices, simulation) => {
        const planned = prefix[path.length];
        if (planned !== undefined) {
          if (path.length === prefix.length - 1 && simulation.hash() !== hash)
            throw new Error(`not deterministic: another state after ${simulation.taken.join(', ')}`);
          path.push(planned);
          return planned;
        }
        const state = simulation.hash();
        // Back where this run has been, by default choices alone: it goes round for ever, unless the end breaks it.
        if (own.has(state)) return 'finish';
        if (known.has(state)) return undefined;
        own.add(state);
        known.add(state);
        const isResting = choices[0]?.isDefault !== true;
        const further = todo.deviations + 1;
        for (let place = isResting ? 0 : 1; place < choices.length; place += 1) {
          left[further] ??= [];
          left[further].push({ prefix: [...path, place], hash: state });
        }
        if (isResting) return 'finish';
        path.push(0);
        return 0;
      },
      parts,
    );
    schedules += 1;
    inputs += done.taken.length;
    if (done.violation !== undefined)
      findings.add({ ...done.violation, path: done.taken, deviations: done.deviations });
  }

  return {
    scenario: scenario.name,
    strategy: 'exhaustive',
    schedules,
    inputs,
    states: known.size,
    cut,
    found: findings.all(),
    cpuMs: cpuMs(),
  };
};
