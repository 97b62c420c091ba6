/** `troupe sim`, `shrink`, `repro` and `coverage`. Loaded only by them: a daemon knows no simulator. */
import { resolve } from 'node:path';
import { catalogue, partsOf } from '../../simulation/explore/catalogue.ts';
import { type Coverage, mergedCoverage } from '../../simulation/explore/coverage.ts';
import { summaryOf, textOfCoverage } from '../../simulation/explore/coverage-report.ts';
import { emitTest } from '../../simulation/explore/emit-test.ts';
import { explain, headOf, textOfExplanation } from '../../simulation/explore/explain.ts';
import type { Job, SampleJob } from '../../simulation/explore/jobs.ts';
import { doJobs, sampleOn } from '../../simulation/explore/pool.ts';
import { playRepro, type Repro, shrunkAgain } from '../../simulation/explore/repro.ts';
import { writeReproTo } from '../../simulation/explore/repro-files.ts';
import { Diverged, type Played } from '../../simulation/explore/schedule.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { Complaint } from '../complain.ts';
import { simExitCodes } from '../exit-codes.ts';
import type { SimDeeds } from '../sim-commands.ts';
import { jsonOfFindings, keepFindings, textOfFindings } from './findings.ts';
import { badUse, countOf, seedOf, strategyCalled, timeOf, workersOf } from './flags.ts';
import { playHere } from './play-here.ts';
import { reproIn, scenarioFor, understood } from './things.ts';

const write = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const mostRuns = 1_000_000_000;
const defaultBudgetMs = 10_000;
const mostUnseen = 20;

const knownTwin = (twin: string | undefined) => understood(() => partsOf(twin));

/** Plays it; what this build cannot play is a complaint of its own. */
const replayed = async (repro: Repro, file: string): Promise<Played> => {
  const parts = await knownTwin(repro.twin);
  try {
    return playRepro(repro, parts);
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    throw new Complaint(
      [
        `troupe: ${file} was found with ${repro.build}, and cannot be played here: ${error.message}`,
        '  possible there:',
        ...(error.possible.length === 0 ? ['    nothing'] : error.possible.map((id) => `    ${id}`)),
      ],
      simExitCodes.diverged,
    );
  }
};

export const simHere: SimDeeds = {
  simRun: async (wanted, flags) => {
    const scenario = await scenarioFor(wanted);
    await knownTwin(flags.twin);
    const seed = seedOf(flags.seed);
    const to = flags.schedules === undefined ? undefined : countOf(flags.schedules, '--schedules', 1, mostRuns);
    const maxCpuMs =
      flags.budget === undefined ? (to === undefined ? defaultBudgetMs : undefined) : timeOf(flags.budget, '--budget');
    const job: SampleJob = {
      kind: 'sample',
      scenario,
      twin: flags.twin,
      strategy: strategyCalled(flags.strategy),
      seed,
      depth: countOf(flags.depth, '--depth', 1, 4),
      budget: { to, maxCpuMs, untilFound: flags.untilFound },
    };
    if (!flags.json) write([`seed ${seed}`]);
    const report = await sampleOn(job, workersOf(flags.workers));
    const findings = await keepFindings({ report, scenario, seed, twin: flags.twin, reproDir: flags.reproDir });
    write(flags.json ? [jsonOfFindings(report, findings, seed)] : textOfFindings(report, findings));
    return findings.length > 0 ? simExitCodes.found : simExitCodes.fine;
  },

  simExplore: async (wanted, flags) => {
    const scenario = await scenarioFor(wanted);
    await knownTwin(flags.twin);
    const job: Job = {
      kind: 'exhaustive',
      scenario,
      twin: flags.twin,
      maxSchedules: flags.schedules === undefined ? mostRuns : countOf(flags.schedules, '--schedules', 1, mostRuns),
      maxCpuMs: timeOf(flags.budget, '--budget'),
    };
    const [report] = await doJobs([job], 1);
    if (report === undefined) throw new Error('an exploration tells what it saw');
    const findings = await keepFindings({ report, scenario, seed: 0, twin: flags.twin, reproDir: flags.reproDir });
    write(flags.json ? [jsonOfFindings(report, findings, 0)] : textOfFindings(report, findings));
    if (findings.length > 0) return simExitCodes.found;
    return report.cut === undefined ? simExitCodes.fine : simExitCodes.cut;
  },

  simList: async ({ json }) => {
    const all = catalogue();
    write(json ? [JSON.stringify(all)] : all.map(lineOf));
    return simExitCodes.fine;
  },

  simPlay: async (wanted, { twin }) => playHere(await scenarioFor(wanted), await knownTwin(twin)),

  shrink: async (file, { output, json }) => {
    const repro = await reproIn(file);
    const parts = await knownTwin(repro.twin);
    const small = shrunkAgain(repro, { parts });
    if (small === undefined)
      throw new Complaint([`troupe: ${file} does not break ${repro.invariant} in this build`], simExitCodes.diverged);
    const path = await writeReproTo(small, output ?? file);
    write(
      json ? [JSON.stringify({ file: path, ...small })] : [headOf(small), `  ${small.wrong}`, `  written to ${path}`],
    );
    return simExitCodes.fine;
  },

  repro: async (file, { emitTest: emits, mermaid, json }) => {
    const repro = await reproIn(file);
    if (emits !== undefined) {
      write([emitTest(repro, resolve(emits === true ? 'test/simulation/regressions' : emits)).trimEnd()]);
      return simExitCodes.fine;
    }
    const { violation } = await replayed(repro, file);
    if (violation === undefined) {
      write(
        json
          ? [JSON.stringify({ file, holds: true, ...repro })]
          : [`✓ ${repro.invariant} holds: ${file} breaks nothing any more`],
      );
      return simExitCodes.fine;
    }
    const explanation = explain(
      { ...repro, invariant: violation.invariant, wrong: violation.wrong },
      partsOf(repro.twin),
    );
    const { repro: _, diagram: _drawn, ...facts } = explanation;
    if (json) write([JSON.stringify({ file, holds: false, ...repro, ...violation, ...facts })]);
    else write(mermaid ? explanation.mermaid : textOfExplanation(explanation));
    return simExitCodes.found;
  },

  coverage: async (wanted, { schedules, strategy, seed: seedText, workers, all, json }) => {
    const seed = seedOf(seedText);
    const to = countOf(schedules, '--schedules', 1, mostRuns);
    const chosen = catalogue().filter(
      ({ name }) => wanted.length === 0 || wanted.some((words) => name.includes(words)),
    );
    if (chosen.length === 0)
      throw badUse('no scenario has these words in its name', 'troupe sim list tells their names');
    const jobs = chosen.map(
      (scenario): SampleJob => ({
        kind: 'sample',
        scenario,
        strategy: strategyCalled(strategy),
        seed,
        budget: { to, covers: true },
      }),
    );
    if (!json) write([`seed ${seed}, ${chosen.length} scenarios, ${to} runs each`]);
    const reports = await doJobs(jobs, workersOf(workers));
    const summary = summaryOf(
      mergedCoverage(
        reports.flatMap(({ coverage }): readonly Coverage[] => (coverage === undefined ? [] : [coverage])),
      ),
    );
    write(
      json
        ? [JSON.stringify({ seed, ...summary })]
        : textOfCoverage(summary, all ? Number.POSITIVE_INFINITY : mostUnseen),
    );
    return simExitCodes.fine;
  },
};

const lineOf = ({ name, clients, faults, crashes = 0, cancels = 0, timers }: Scenario): string => {
  const requests = clients.reduce((sum, { steps }) => sum + steps.length, 0);
  const wrong = [
    ...(faults === undefined || faults.total === 0 ? [] : [`${faults.total} of ${faults.kinds.join(', ')}`]),
    ...(crashes > 0 ? [`${crashes} crashes`] : []),
    ...(cancels > 0 ? [`${cancels} cancels`] : []),
    ...(timers === 'race' ? ['timers race'] : []),
  ];
  return `${name}: ${clients.length} clients, ${requests} requests${wrong.length > 0 ? `; ${wrong.join('; ')}` : ''}`;
};
