/** Whether a run is the same when it is played again: what nobody controls would make all of exploration worth nothing. */
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import { openFindings, type Report } from './report.ts';
import { cpuClock } from './sample.ts';
import { play } from './schedule.ts';
import type { Strategy } from './strategy.ts';

/** Plays each run twice and compares all states on the way. */
export const twice = (scenario: Scenario, strategy: Strategy, runs: number, parts?: Parts): Report => {
  const findings = openFindings();
  const cpuMs = cpuClock();
  let inputs = 0;
  for (let run = 0; run < runs; run += 1) {
    const [one, other] = [1, 2].map(() => {
      const drawn = strategy.newExecution(run) ?? scenario;
      const hashes: string[] = [];
      const played = play(
        drawn,
        (choices, simulation) => {
          hashes.push(simulation.hash());
          return strategy.next(choices, simulation);
        },
        parts,
      );
      inputs += played.inputs;
      return { hashes, ...played };
    });
    if (one === undefined || other === undefined) continue;
    const at = one.hashes.findIndex((hash, index) => hash !== other.hashes[index]);
    if (at < 0 && one.hashes.length === other.hashes.length) continue;
    findings.add({
      invariant: 'deterministic',
      wrong: `run ${run} is another one when it is played again, after ${at < 0 ? one.hashes.length : at} choices`,
      path: one.choices.slice(0, at < 0 ? undefined : at),
      deviations: one.deviations.length,
      run,
    });
  }
  return {
    scenario: scenario.name,
    strategy: `${strategy.name}, each run twice`,
    schedules: 2 * runs,
    inputs,
    states: undefined,
    cut: 'a sample',
    found: findings.all(),
    cpuMs: cpuMs(),
  };
};
