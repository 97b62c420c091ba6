/** Plays one schedule of a simulation, choice by choice, and says which invariant breaks first. */
import { type Violation, violationIn } from '../../src/simulation/invariants.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation, type Simulation } from '../../src/simulation/simulation.ts';

export interface Played {
  readonly simulation: Simulation;
  /** The first that did not hold. */
  readonly violation: Violation | undefined;
}

/**
 * Takes the choices by their ids. `… ID` stands for default choices until that one is possible.
 *
 * @throws Error where a choice is not possible
 */
export const begin = (scenario: Omit<Scenario, 'name'>, schedule: readonly string[]): Played => {
  const simulation = openSimulation({ name: '', ...scenario });
  const take = (id: string): Violation | undefined => {
    simulation.takeById(id);
    return violationIn(simulation.view, 'always');
  };
  for (const id of schedule) {
    const until = id.startsWith('… ') ? id.slice(2) : undefined;
    for (let choices = simulation.choices(); until !== undefined; choices = simulation.choices()) {
      if (choices.some((choice) => choice.id === until)) break;
      const [first] = choices;
      if (first?.isDefault !== true) throw new Error(`"${until}" does not come`);
      const violation = take(first.id);
      if (violation !== undefined) return { simulation, violation };
    }
    const violation = until === undefined ? take(id) : undefined;
    if (violation !== undefined) return { simulation, violation };
  }
  return { simulation, violation: undefined };
};

/** The same to the end: then nothing fails any more, and every pod is removed. */
export const play = (scenario: Omit<Scenario, 'name'>, schedule: readonly string[]): Played => {
  const begun = begin(scenario, schedule);
  if (begun.violation !== undefined) return begun;
  const { simulation } = begun;
  simulation.finish();
  return { simulation, violation: violationIn(simulation.view, 'always') ?? violationIn(simulation.view, 'end') };
};
