/**
 * The neighbourhood of a row: its script, but for one choice, and everything by default after that. The other choice may also
 * be a fault of any service, a client that gives up, a death of the daemon, a timer that fires early. So each of the orders in
 * which the race could have gone instead is tried, with every invariant on the way.
 */
import { violationIn } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation, type Parts, type Simulation } from '../simulation.ts';
import type { Row } from './row.ts';
import { play } from './script.ts';
import { scenarioOf } from './words.ts';

export interface Neighbourhood {
  readonly schedules: number;
  /** Different states after the other choice. */
  readonly states: number;
  /** Undefined: all were tried. */
  readonly cut: string | undefined;
  /** What does not hold, with the choices up to there. */
  readonly found: readonly { readonly wrong: string; readonly path: readonly string[] }[];
}

/** A run that comes to no end after so many choices is a livelock. */
const maxSteps = 2000;

export const around = (row: Row, maxSchedules: number, parts: Parts = {}): Neighbourhood => {
  const { taken } = play(row, parts);
  const scenario = oneMore(scenarioOf(row));
  const known = new Set<string>();
  const found: { wrong: string; path: readonly string[] }[] = [];
  let schedules = 0;
  let cut: string | undefined;
  const replay = (length: number): Simulation => {
    const simulation = openSimulation(scenario, parts);
    for (const id of taken.slice(0, length)) simulation.takeById(id);
    return simulation;
  };
  const scout = openSimulation(scenario, parts);
  for (let at = 0; at < taken.length; at += 1) {
    const own = taken[at];
    const choices = scout.choices().map(({ id }) => id);
    if (own === undefined || !choices.includes(own)) break; // from here on it was finished, without faults
    for (const id of choices) {
      if (id === own) continue;
      if (schedules >= maxSchedules) {
        cut = `cut after ${schedules} schedules, at choice ${at + 1} of ${taken.length}`;
        return { schedules, states: known.size, cut, found };
      }
      const simulation = replay(at);
      simulation.takeById(id);
      const state = simulation.hash();
      if (known.has(state)) continue;
      known.add(state);
      schedules += 1;
      const wrong = toTheEnd(simulation);
      if (wrong !== undefined) found.push({ wrong, path: simulation.taken });
    }
    scout.takeById(own);
  }
  return { schedules, states: known.size, cut, found };
};

/** Of everything that may go wrong, once more than the script needs. */
const oneMore = (scenario: Scenario): Scenario => ({
  ...scenario,
  faults: { total: (scenario.faults?.total ?? 0) + 1, each: 2, kinds: ['fail', 'half', 'lost'] },
  crashes: (scenario.crashes ?? 0) + 1,
  cancels: (scenario.cancels ?? 0) + 1,
  timers: 'race',
});

/** All that happens by default, and then the end of everything. */
const toTheEnd = (simulation: Simulation): string | undefined => {
  const { view } = simulation;
  for (let steps = 0; steps < maxSteps; steps += 1) {
    const violation = violationIn(view, 'always');
    if (violation !== undefined) return `${violation.invariant}: ${violation.wrong}`;
    const [next] = simulation.choices();
    if (next?.isDefault !== true) break;
    simulation.take(next);
  }
  simulation.finish();
  const violation = violationIn(view, 'always') ?? violationIn(view, 'end');
  return violation === undefined ? undefined : `${violation.invariant}: ${violation.wrong}`;
};
