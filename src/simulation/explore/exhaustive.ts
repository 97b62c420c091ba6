/**
 * Every schedule, but no state twice: where another choice is left to try, the state is marked and gone back to, and a run
 * ends where it comes to a state that is known. Those with the fewest deviations from the default schedule come first, so what
 * is found is nearly as short as it can be.
 *
 * One branch in a hundred is played anew from the start, by names, and must come to the same state: what is not controlled, or
 * not brought back, is an error.
 */
import type { Choice } from '../choices.ts';
import { type Violation, violationIn } from '../invariants.ts';
import type { Mark } from '../marks.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { openFindings, type Report } from './report.ts';
import { cpuClock } from './sample.ts';
import { endOf, livelock, maxSteps } from './walk.ts';

export interface Limits {
  readonly maxSchedules: number;
  readonly maxCpuMs: number;
  /** Marks that are held at one time, some 20 kB each; further states are gone to by their choices. Default: 20,000. */
  readonly maxMarks?: number | undefined;
  /** One branch in so many is played anew and compared. Default: 100. */
  readonly checkEvery?: number | undefined;
}

/** A state on a path, and how it is come to. */
interface Place {
  readonly hash: string;
  readonly before: Place | undefined;
  /** What led here from the one before. */
  readonly id: string;
  readonly deviations: number;
  mark: Mark | undefined;
  /** Choices that are left to try here; then nobody needs the mark. */
  open: number;
}
interface Branch {
  readonly from: Place;
  readonly choice: Choice;
}

export const exhaustive = (scenario: Scenario, limits: Limits, parts?: Parts): Report => {
  const { maxMarks = 20_000, checkEvery = 100 } = limits;
  const simulation = openSimulation(scenario, parts);
  const known = new Set<string>();
  /** By number of deviations. */
  const left: Branch[][] = [[]];
  const findings = openFindings();
  const cpuMs = cpuClock();
  let marks = 0;
  let branches = 0;
  let schedules = 0;
  let inputs = 0;
  let cut: string | undefined;

  const take = (choice: Choice) => {
    inputs += 1;
    simulation.take(choice);
  };
  const found = ({ deviations }: Place, violation: Violation | undefined) => {
    if (violation !== undefined) findings.add({ ...violation, path: simulation.taken, deviations });
  };

  const goTo = (place: Place): void => {
    if (place.mark !== undefined) simulation.back(place.mark);
    else if (place.before === undefined) throw new Error('the start is always marked');
    else {
      goTo(place.before);
      take(choiceOf(simulation, place.id));
    }
  };
  const check = (place: Place) => {
    const ids: string[] = [];
    for (let at: Place | undefined = place; at?.before !== undefined; at = at.before) ids.push(at.id);
    const anew = openSimulation(scenario, parts);
    for (const id of ids.reverse()) anew.takeById(id);
    inputs += ids.length;
    if (anew.hash() !== place.hash || simulation.hash() !== place.hash)
      throw new Error(`not deterministic: another state after ${ids.join(', ')}`);
  };
  /** Choices that were not taken: for later. */
  const leave = (from: Place, choices: readonly Choice[]) => {
    if (choices.length === 0) return;
    from.open = choices.length;
    if (from.mark === undefined && marks < maxMarks) {
      from.mark = simulation.mark();
      marks += 1;
    }
    const further = from.deviations + 1;
    left[further] ??= [];
    for (const choice of choices) left[further].push({ from, choice });
  };

  /** From here to rest, or to a state that is known. */
  const run = (start: Place) => {
    const own = new Set<string>();
    let place = start;
    schedules += 1;
    for (let step = 0; step < maxSteps; step += 1) {
      // Back where this run has been, by default choices alone: it goes round for ever, unless the end breaks it.
      const isRound = own.has(place.hash);
      if (!isRound && known.has(place.hash)) return;
      own.add(place.hash);
      known.add(place.hash);
      const choices = isRound ? [] : simulation.choices();
      const next = choices[0]?.isDefault === true ? choices[0] : undefined;
      leave(place, next === undefined ? choices : choices.slice(1));
      if (next === undefined) {
        const before = simulation.taken.length;
        const violation = endOf(simulation);
        inputs += simulation.taken.length - before;
        found(place, violation);
        return;
      }
      take(next);
      const violation = violationIn(simulation.view, 'always');
      place = placeAfter(place, next, place.deviations);
      if (violation !== undefined) {
        found(place, violation);
        return;
      }
    }
    found(place, livelock);
  };
  const placeAfter = (before: Place, { id }: Choice, deviations: number): Place => ({
    hash: simulation.hash(),
    before,
    id,
    deviations,
    mark: undefined,
    open: 0,
  });
  const next = (): Branch | undefined => left.find((each) => each.length > 0)?.pop();

  marks += 1;
  run({ hash: simulation.hash(), before: undefined, id: '', deviations: 0, mark: simulation.mark(), open: 0 });
  for (let branch = next(); branch !== undefined; branch = next()) {
    const { from, choice } = branch;
    const deviations = from.deviations + 1;
    if (schedules >= limits.maxSchedules || cpuMs() > limits.maxCpuMs) {
      const open = left.reduce((sum, each) => sum + each.length, 1);
      cut = `${open} branches left after ${Math.round(cpuMs())} ms, all with at least ${deviations} deviations`;
      break;
    }
    const isMarked = from.mark !== undefined;
    goTo(from);
    if (branches % checkEvery === 0) check(from);
    branches += 1;
    // What happens is bound to things that going back leaves where they are; not to those of a run that was played anew.
    take(isMarked ? choice : choiceOf(simulation, choice.id));
    from.open -= 1;
    if (from.open === 0 && from.mark !== undefined && from.before !== undefined) {
      from.mark = undefined;
      marks -= 1;
    }
    const violation = violationIn(simulation.view, 'always');
    const place = placeAfter(from, choice, deviations);
    if (violation === undefined) run(place);
    else {
      schedules += 1;
      found(place, violation);
    }
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

const choiceOf = (simulation: Simulation, id: string): Choice => {
  const choice = simulation.choices().find((each) => each.id === id);
  if (choice === undefined) throw new Error(`not deterministic: "${id}" is not possible again`);
  return choice;
};
