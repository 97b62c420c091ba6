/**
 * `npm run explore [-- WORDS]`: everything that CI wants to know of the charts, on several threads.
 *
 * Each scenario exhausted; by PCT, with what it promises; by a swarm from a fresh seed; some runs played twice and compared; the
 * known races (docs/scenarios.md); and the reproducers of defects that were mended (`regressionsDir`). Each finding is written
 * as a file that plays it again. Ends with 1 where there is one.
 *
 * TROUPE_SEED: the same runs again. TROUPE_EXPLORE_MS: processor time to exhaust one scenario. TROUPE_WORKERS: threads.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { races } from '../races/races.ts';
import { buildOf } from './build.ts';
import { scenarioCalled } from './catalogue.ts';
import { headOf } from './explain.ts';
import type { Job } from './jobs.ts';
import { doJobs } from './pool.ts';
import { type Found, type Report, textOfReport } from './report.ts';
import { playLoosely, reproOf } from './repro.ts';
import { loadRepro, writeRepro } from './repro-files.ts';
import { scenarios } from './scenarios.ts';

const regressionsDir = join(import.meta.dirname, '../../../test/simulation/regressions');
const seed = Number(process.env.TROUPE_SEED ?? Date.now() % 2 ** 31);
const maxCpuMs = Number(process.env.TROUPE_EXPLORE_MS ?? 10_000);
const workers = Number(process.env.TROUPE_WORKERS ?? 2);
const wanted = process.argv.slice(2).join(' ');
/** Of each scenario, processor time. */
const share = { pctMs: maxCpuMs / 4, swarmMs: maxCpuMs / 4, raceMs: maxCpuMs / 50, twiceRuns: 20 };

const jobs = (): readonly Job[] => {
  const chosen = scenarios.filter(({ name }) => name.includes(wanted));
  const { pctMs, swarmMs, raceMs, twiceRuns } = share;
  return [
    // The long ones first, so that no thread waits for the last one.
    ...chosen.map(
      (scenario): Job => ({ kind: 'exhaustive', scenario, maxSchedules: Number.MAX_SAFE_INTEGER, maxCpuMs }),
    ),
    ...chosen.flatMap((scenario): readonly Job[] => [
      { kind: 'sample', scenario, strategy: 'pct', depth: 3, seed, budget: { maxCpuMs: pctMs } },
      { kind: 'sample', scenario, strategy: 'swarm', seed, budget: { maxCpuMs: swarmMs } },
      { kind: 'twice', scenario, seed, runs: twiceRuns },
    ]),
    ...races
      .filter(({ id, known }) => known === undefined && id.includes(wanted))
      .map(({ id }): Job => ({ kind: 'race', id, maxCpuMs: raceMs })),
  ];
};

const of = new Map<Found, { readonly report: Report; readonly job: Job }>();
const hear = (report: Report, job: Job) => {
  console.log(textOfReport({ ...report, found: [] }));
  if (report.promise !== undefined) console.log(`  ${report.promise}; ${report.schedules} were done`);
  for (const found of report.found) {
    console.log(`  ✗ ${found.invariant}: ${found.wrong}`);
    of.set(found, { report, job });
  }
};

/** One for each invariant, the one with the fewest deviations: mended, the others show whether they were another defect. */
const tellFindings = async (): Promise<void> => {
  const told = new Set<string>();
  for (const [found, { report, job }] of [...of].sort(([one], [other]) => one.deviations - other.deviations)) {
    if (told.has(found.invariant)) continue;
    told.add(found.invariant);
    const scenario = job.kind === 'race' ? scenarioCalled(job.id) : job.scenario;
    const repro = reproOf(found, scenario, { seed, strategy: report.strategy, build: buildOf() });
    if (repro === undefined) {
      console.log(`✗ ${found.invariant} in ${report.scenario}, ${report.strategy}: ${found.wrong}`);
      console.log(found.path.map((id) => `    ${id}`).join('\n'));
      continue;
    }
    console.log(`${headOf(repro)}   ${report.scenario}\n  ${repro.wrong}\n  troupe repro ${await writeRepro(repro)}`);
  }
};

/** @returns how many of them break something again. */
const playRegressions = async (): Promise<number> => {
  const files = existsSync(regressionsDir) ? readdirSync(regressionsDir).filter((name) => name.endsWith('.json')) : [];
  let broken = 0;
  for (const name of files) {
    const file = join(regressionsDir, name);
    const { scenario, choices } = await loadRepro(file);
    const { violation } = playLoosely(scenario, choices);
    if (violation === undefined) continue;
    broken += 1;
    console.log(`✗ again: ${file}: ${violation.invariant}: ${violation.wrong}`);
  }
  if (files.length > 0) console.log(`${files.length} reproducers of what was mended, ${broken} break again`);
  return broken;
};

console.log(`seed ${seed}`);
const begun = performance.now();
const broken = await playRegressions();
const reports = await doJobs(jobs(), workers, hear);
await tellFindings();
const sum = (count: (report: Report) => number) => reports.reduce((total, report) => total + count(report), 0);
console.log(
  `${sum(({ schedules }) => schedules)} schedules, ${sum(({ inputs }) => inputs)} inputs, ${Math.round(sum(({ cpuMs }) => cpuMs) / 1000)} s of processor time, ${Math.round((performance.now() - begun) / 1000)} s; seed ${seed}`,
);
if (of.size > 0 || broken > 0) process.exitCode = 1;
