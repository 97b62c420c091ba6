/**
 * `npm run explore`: the scenarios, exhausted; and a sample of random runs of each, from a seed that is printed. Then the known
 * races (docs/scenarios.md).
 */
import { exploreRace } from '../races/explore.ts';
import { races } from '../races/races.ts';
import { exhaustive } from './exhaustive.ts';
import { defaultOnly, randomly } from './random.ts';
import { type Report, textOfReport } from './report.ts';
import { scenarios } from './scenarios.ts';

const seed = Number(process.env.TROUPE_SEED ?? Date.now() % 2 ** 31);
const maxCpuMs = Number(process.env.TROUPE_EXPLORE_MS ?? 20_000);
const wanted = process.argv.slice(2).join(' ');

let hasFailed = false;
const show = (report: Report) => {
  console.log(textOfReport(report));
  hasFailed ||= report.found.length > 0;
};
console.log(`seed ${seed}`);
for (const scenario of scenarios.filter(({ name }) => name.includes(wanted))) {
  show(defaultOnly(scenario));
  show(exhaustive(scenario, { maxSchedules: 1_000_000, maxCpuMs }));
  show(randomly(scenario, { seed, schedules: 200 }));
}
for (const row of races.filter(({ id, known }) => known === undefined && id.includes(wanted)))
  for (const report of exploreRace(row, maxCpuMs / 50)) show(report);
if (hasFailed) process.exitCode = 1;
