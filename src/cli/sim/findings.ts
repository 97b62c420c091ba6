/** What an exploration found: a file for each, and what people or programs read. */
import { buildOf } from '../../simulation/explore/build.ts';
import { partsOf } from '../../simulation/explore/catalogue.ts';
import { explain, textOfExplanation } from '../../simulation/explore/explain.ts';
import { type Report, textOfReport } from '../../simulation/explore/report.ts';
import { type Repro, reproOf } from '../../simulation/explore/repro.ts';
import { writeRepro } from '../../simulation/explore/repro-files.ts';
import type { Scenario } from '../../simulation/scenario.ts';

export interface Finding {
  readonly repro: Repro;
  readonly file: string;
}
export interface Telling {
  readonly report: Report;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly twin?: string | undefined;
  readonly reproDir: string;
}

/** Makes each finding small, and writes it. */
export const keepFindings = async ({
  report,
  scenario,
  seed,
  twin,
  reproDir,
}: Telling): Promise<readonly Finding[]> => {
  const parts = partsOf(twin);
  const origin = { seed, strategy: report.strategy, build: report.found.length > 0 ? buildOf() : '', twin };
  const kept: Finding[] = [];
  for (const found of report.found) {
    const repro = reproOf(found, scenario, origin, { parts });
    if (repro === undefined)
      throw new Error(
        `not deterministic: "${found.invariant}" broke in run ${found.run}, and not in the same run again`,
      );
    kept.push({ repro, file: await writeRepro(repro, reproDir) });
  }
  return kept;
};

export const textOfFindings = (report: Report, findings: readonly Finding[]): readonly string[] => [
  textOfReport({ ...report, found: [] }),
  ...(report.promise === undefined ? [] : [`  ${report.promise}; ${report.schedules} were done`]),
  ...findings.flatMap(({ repro, file }) => [
    '',
    ...textOfExplanation(explain(repro, partsOf(repro.twin))),
    `  again: troupe repro ${file}   as a test: troupe repro --emit-test ${file}`,
  ]),
];

export const jsonOfFindings = (report: Report, findings: readonly Finding[], seed: number): string =>
  JSON.stringify({
    ...report,
    seed,
    isComplete: report.cut === undefined,
    found: findings.map(({ repro, file }) => ({ file, ...repro })),
  });
