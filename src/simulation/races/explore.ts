/** A row, as `npm run explore` sees it: its script, what lies around it, and what its clients can do in any order. */
import { exhaustive } from '../explore/exhaustive.ts';
import type { Report } from '../explore/report.ts';
import { cpuClock } from '../explore/sample.ts';
import { around } from './around.ts';
import type { Row } from './row.ts';
import { play } from './script.ts';
import { scenarioOf } from './words.ts';

/** @param maxCpuMs for what its clients can do, with the fewest deviations first. */
export const exploreRace = (row: Row, maxCpuMs: number): readonly Report[] => {
  const neighbourhood = around(row, Number.POSITIVE_INFINITY);
  const scenario = scenarioOf(row);
  return [
    scripted(row),
    neighbourhood,
    exhaustive({ ...scenario, name: row.id }, { maxSchedules: Number.POSITIVE_INFINITY, maxCpuMs }),
  ];
};

const scripted = (row: Row): Report => {
  const cpuMs = cpuClock();
  const { wrong, violation, taken } = play(row);
  const found = violation ?? (wrong === undefined ? undefined : { invariant: 'expected', wrong });
  return {
    scenario: row.id,
    strategy: 'its script',
    schedules: 1,
    inputs: taken.length,
    states: undefined,
    cut: undefined,
    found: found === undefined ? [] : [{ ...found, path: taken, deviations: 0 }],
    cpuMs: cpuMs(),
  };
};
