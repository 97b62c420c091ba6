/**
 * The neighbourhood of a row: its script, but for one choice, and everything by default after that. The other choice may also
 * be a fault of any service, a client that gives up, a death of the daemon, a timer that fires early. So each of the orders in
 * which the race could have gone instead is tried, with every invariant on the way.
 */
import { openFindings, type Report } from '../explore/report.ts';
import { cpuClock } from '../explore/sample.ts';
import { type Violation, violationIn } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import type { Row } from './row.ts';
import { play } from './script.ts';
import { scenarioOf } from './words.ts';

/** A run that comes to no end after so many choices is a livelock. */
const maxSteps = 2000;

/** Two choices that lead to the same state are one schedule. Cut after `maxSchedules`. */
export const around = (row: Row, maxSchedules: number, parts: Parts = {}): Report => {
  const cpuMs = cpuClock();
  const { taken } = play(row, parts);
  const scenario = oneMore(scenarioOf(row));
  const simulation = openSimulation(scenario, parts);
  const known = new Set<string>();
  const findings = openFindings();
  let inputs = 0;
  let deviations = 0;
  const reportOf = (cut: string | undefined): Report => {
    return {
      scenario: row.id,
      strategy: 'around its script',
      schedules: known.size,
      inputs,
      states: known.size,
      cut,
      found: findings.all(),
      cpuMs: cpuMs(),
    };
  };
  for (const [at, own] of taken.entries()) {
    const choices = simulation.choices().map(({ id }) => id);
    if (!choices.includes(own)) break; // from here on it was finished, without faults
    const here = simulation.mark();
    for (const id of choices) {
      if (id === own) continue;
      if (known.size >= maxSchedules) return reportOf(`at choice ${at + 1} of ${taken.length}`);
      simulation.takeById(id);
      const state = simulation.hash();
      if (!known.has(state)) {
        known.add(state);
        const violation = toTheEnd(simulation);
        inputs += simulation.taken.length - at;
        if (violation !== undefined)
          findings.add({ ...violation, path: [...simulation.taken], deviations: deviations + 1, drawn: scenario });
      }
      simulation.back(here);
    }
    simulation.takeById(own);
    if (choices[0] !== own) deviations += 1;
  }
  return reportOf(undefined);
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
const toTheEnd = (simulation: Simulation): Violation | undefined => {
  const { view } = simulation;
  for (let steps = 0; steps < maxSteps; steps += 1) {
    const violation = violationIn(view, 'always');
    if (violation !== undefined) return violation;
    const [next] = simulation.choices();
    if (next?.isDefault !== true) break;
    simulation.take(next);
  }
  simulation.finish();
  return violationIn(view, 'always') ?? violationIn(view, 'end');
};
