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
  /** Different ones: two choices that lead to the same state are one. */
  readonly schedules: number;
  /** Undefined: all were tried. */
  readonly cut: string | undefined;
  /** What does not hold, with the choices up to there. */
  readonly found: readonly { readonly wrong: string; readonly path: readonly string[] }[];
}

/** A run that comes to no end after so many choices is a livelock. */
const maxSteps = 2000;

export const around = (row: Row, maxSchedules: number, parts: Parts = {}): Neighbourhood => {
  const { taken } = play(row, parts);
  const simulation = openSimulation(oneMore(scenarioOf(row)), parts);
  const known = new Set<string>();
  const found: { wrong: string; path: readonly string[] }[] = [];
  let cut: string | undefined;
  for (const [at, own] of taken.entries()) {
    const choices = simulation.choices().map(({ id }) => id);
    if (!choices.includes(own)) break; // from here on it was finished, without faults
    const here = simulation.mark();
    for (const id of choices) {
      if (id === own) continue;
      if (known.size >= maxSchedules) {
        cut = `cut at choice ${at + 1} of ${taken.length}`;
        return { schedules: known.size, cut, found };
      }
      simulation.takeById(id);
      const state = simulation.hash();
      if (!known.has(state)) {
        known.add(state);
        const wrong = toTheEnd(simulation);
        if (wrong !== undefined) found.push({ wrong, path: [...simulation.taken] });
      }
      simulation.back(here);
    }
    simulation.takeById(own);
  }
  return { schedules: known.size, cut, found };
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
