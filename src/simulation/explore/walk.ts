/** One run: choice after choice until all is at rest, then the end of everything, with each invariant on the way. */
import type { Choice } from '../choices.ts';
import { type Violation, violationIn } from '../invariants.ts';
import type { Mark } from '../marks.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';

/** Which of them; undefined: the run ends here, unfinished. */
export type Pick = (choices: readonly Choice[], simulation: Simulation) => number | 'finish' | undefined;

export interface Walk {
  readonly violation: Violation | undefined;
  readonly taken: readonly string[];
  /** How many choices were not the first one. */
  readonly deviations: number;
  readonly isWhole: boolean;
}

/** More choices than this without coming to rest is a livelock. */
export const maxSteps = 5000;
export const livelock: Violation = { invariant: 'comes-to-rest', wrong: `${maxSteps} choices and no end` };

/** All comes to its end. @returns what is wrong then. */
export const endOf = (simulation: Simulation): Violation | undefined => {
  simulation.finish();
  return violationIn(simulation.view, 'always') ?? violationIn(simulation.view, 'end');
};

/** One that was opened for an earlier run of the same scenario, and where that began. */
interface Opened {
  readonly scenario: Scenario;
  readonly parts: Parts | undefined;
  readonly simulation: Simulation;
  readonly start: Mark;
}
/** Of the last run; absent while a run goes on, for who picks may play others. */
let last: Opened | undefined;

/** Opening costs as much as some inputs: runs of one scenario go back to the start instead. */
const opened = (scenario: Scenario, parts: Parts | undefined): Opened => {
  const found = last;
  last = undefined;
  if (found !== undefined && found.scenario === scenario && found.parts === parts) {
    found.simulation.back(found.start);
    return found;
  }
  const simulation = openSimulation(scenario, parts);
  return { scenario, parts, simulation, start: simulation.mark() };
};

export const walk = (scenario: Scenario, pick: Pick, parts?: Parts): Walk => {
  const at = opened(scenario, parts);
  const walked = walkIn(at.simulation, pick);
  // Who inspects, or records, wants to have the start as well.
  if (parts?.inspect === undefined && parts?.tape === undefined) last = at;
  return walked;
};

const walkIn = (simulation: Simulation, pick: Pick): Walk => {
  let deviations = 0;
  const end = (violation: Violation | undefined, isWhole: boolean): Walk => ({
    violation,
    taken: simulation.taken,
    deviations,
    isWhole,
  });
  for (let step = 0; step < maxSteps; step += 1) {
    const choices = simulation.choices();
    const picked = choices.length === 0 ? 'finish' : pick(choices, simulation);
    if (picked === undefined) return end(undefined, false);
    const choice = picked === 'finish' ? undefined : choices[picked];
    if (choice === undefined) {
      return end(endOf(simulation), true);
    }
    if (picked !== 0 || !choice.isDefault) deviations += 1;
    simulation.take(choice);
    const violation = violationIn(simulation.view, 'always');
    if (violation !== undefined) return end(violation, true);
  }
  return end(livelock, true);
};

/** The first choice, for as long as there is a default one. */
export const byDefault: Pick = ([first]) => (first?.isDefault === true ? 0 : 'finish');
