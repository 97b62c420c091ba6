/** What an exploration found, and how much it saw. */
import type { Violation } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import { type Coverage, mergedCoverage } from './coverage.ts';

export interface Found extends Violation {
  /** Ids of all choices up to there. */
  readonly path: readonly string[];
  /** How many of them were not the first that was possible. */
  readonly deviations: number;
  /** Number of the run. */
  readonly run?: number | undefined;
  /** What was played, where a strategy draws that anew for each run. */
  readonly drawn?: Scenario | undefined;
}

export interface Report {
  readonly scenario: string;
  readonly strategy: string;
  /** Paths that ended at rest or in a state that was known; those of an exhaustive search go on from where others left off. */
  readonly schedules: number;
  /** Choices that were taken, those of repeated beginnings and of the end of everything too. */
  readonly inputs: number;
  /** Different ones; undefined where the strategy does not look. */
  readonly states: number | undefined;
  /** Undefined: complete, there is no other schedule. Else where it was cut. */
  readonly cut: string | undefined;
  /** One of each kind, the one with the fewest deviations. */
  readonly found: readonly Found[];
  /** Of the processor. */
  readonly cpuMs: number;
  /** What the strategy promises, in words. */
  readonly promise?: string | undefined;
  /** Where it was asked for. */
  readonly coverage?: Coverage | undefined;
}

/** Keeps the shortest of each kind. Numbers of attempts in names make no kind. */
export const openFindings = () => {
  const kinds = new Map<string, Found>();
  return {
    add: (found: Found) => {
      const kind = `${found.invariant} ${found.wrong.replace(/#\d+/g, '')}`;
      const known = kinds.get(kind);
      if (known === undefined || isLess(found, known)) kinds.set(kind, found);
    },
    all: (): readonly Found[] => inOrderOf([...kinds.values()]),
  };
};

/** The same of two is the lesser one, whoever found it first. */
const isLess = (one: Found, other: Found): boolean => {
  if (one.deviations !== other.deviations) return one.deviations < other.deviations;
  if (one.path.length !== other.path.length) return one.path.length < other.path.length;
  return one.path.join() < other.path.join();
};

/** Of parts of one exploration: what one worker would have told, whatever their order. */
export const merged = (reports: readonly Report[]): Report => {
  const [first] = reports;
  if (first === undefined) throw new Error('no report to merge');
  if (reports.length === 1) return first;
  const findings = openFindings();
  const sum = (count: (report: Report) => number) => reports.reduce((total, report) => total + count(report), 0);
  for (const found of reports.flatMap(({ found }) => found)) findings.add(found);
  const coverages = reports.flatMap(({ coverage }) => coverage ?? []);
  return {
    ...first,
    schedules: sum(({ schedules }) => schedules),
    inputs: sum(({ inputs }) => inputs),
    cut: reports.find(({ cut }) => cut !== undefined)?.cut,
    found: findings.all(),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    ...(coverages.length === 0 ? {} : { coverage: mergedCoverage(coverages) }),
  };
};

/** One order, whoever found what. */
const inOrderOf = (found: readonly Found[]): readonly Found[] =>
  found.toSorted((one, other) => (isLess(one, other) ? -1 : isLess(other, one) ? 1 : 0));

/** One line for people, and for each finding its schedule. */
export const textOfReport = ({ scenario, strategy, schedules, inputs, states, cut, found, cpuMs }: Report): string => {
  const seconds = Math.max(cpuMs, 1) / 1000;
  const speed = `${Math.round(schedules / seconds)} schedules/s, ${Math.round(inputs / seconds)} inputs/s`;
  const seen = states === undefined ? '' : `, ${states} states`;
  const whole = cut === undefined ? 'complete' : `cut: ${cut}`;
  const findings = found.map(
    ({ invariant, wrong, deviations, path }) =>
      `  ✗ ${invariant}: ${wrong}\n    ${deviations} deviations\n${path.map((id) => `    ${id}`).join('\n')}`,
  );
  const mark = found.length === 0 ? '✓' : '✗';
  return [`${mark} ${scenario} · ${strategy}: ${schedules} schedules${seen}, ${whole} (${speed})`, ...findings].join(
    '\n',
  );
};
