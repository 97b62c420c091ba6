/**
 * Reproducer files, `troupe.repro/1`: one JSON object with a scenario, a schedule of it and the invariant that it breaks.
 * Whoever has the file and the same build sees the same run.
 */
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import type { Found } from './report.ts';
import { type Deviation, inOrder, type Played, play, playExactly } from './schedule.ts';
import { type ShrinkOptions, shrink } from './shrink.ts';

export const reproFormat = 'troupe.repro/1';

export interface Repro {
  readonly format: typeof reproFormat;
  readonly scenario: Scenario;
  /** Of the run that found it; with `run` and `strategy` it is that run again. */
  readonly seed: number;
  readonly run: number;
  readonly strategy: string;
  readonly invariant: string;
  /** What was wrong, in words. */
  readonly wrong: string;
  readonly deviations: readonly Deviation[];
  /** Ids of all choices, up to the violation. */
  readonly choices: readonly string[];
  /** What it was found with: version and charts. */
  readonly build: string;
  /** Broken on purpose: the twin whose charts and services it is played with. */
  readonly twin?: string | undefined;
  /** Of the run before it was made smaller. */
  readonly found: { readonly choices: number; readonly deviations: number };
  /** No schedule of this scenario with fewer deviations breaks the invariant. */
  readonly isLeast: boolean;
}

export interface Origin {
  readonly seed: number;
  readonly strategy: string;
  readonly build: string;
  readonly twin?: string | undefined;
}

/** The schedule, without what the end of the run does by itself. */
export const scheduleIn = (path: readonly string[]): readonly string[] => {
  const end = path.findIndex((id) => id.startsWith('ask janitor '));
  return end < 0 ? path : path.slice(0, end);
};

/**
 * A finding made as small as it can be.
 * @returns undefined where the finding's own schedule does not break its invariant again: the run was not deterministic.
 */
export const reproOf = (
  found: Found,
  scenario: Scenario,
  { seed, strategy, build, twin }: Origin,
  options: ShrinkOptions = {},
): Repro | undefined => {
  const small = shrink(found.drawn ?? scenario, scheduleIn(found.path), found.invariant, options);
  if (small === undefined) return undefined;
  return {
    format: reproFormat,
    invariant: found.invariant,
    wrong: small.violation.wrong,
    scenario: small.scenario,
    deviations: small.deviations,
    choices: small.choices,
    seed,
    run: found.run ?? 0,
    strategy,
    build,
    ...(twin === undefined ? {} : { twin }),
    found: { choices: found.path.length, deviations: found.deviations },
    isLeast: small.isLeast,
  };
};

/** Makes one smaller that was not, or not enough. @returns undefined where it does not break its invariant here. */
export const shrunkAgain = (repro: Repro, options: ShrinkOptions = {}): Repro | undefined => {
  const small = shrink(repro.scenario, repro.choices, repro.invariant, options);
  if (small === undefined) return undefined;
  const { scenario, deviations, choices, isLeast, violation } = small;
  return { ...repro, scenario, deviations, choices, isLeast, wrong: violation.wrong };
};

/**
 * Plays it exactly.
 * @throws Diverged where a choice is not possible in this build.
 */
export const playRepro = ({ scenario, choices }: Repro, parts?: Parts): Played => playExactly(scenario, choices, parts);

/** Plays it as far as its choices are possible: what a test of another build does. */
export const playLoosely = (scenario: Scenario, choices: readonly string[], parts?: Parts): Played =>
  play(scenario, inOrder(choices), parts);

/** `stopped-is-ended-4711.json`: no characters that a shell or a file system could take for something else. */
export const reproName = ({ invariant, seed }: Pick<Repro, 'invariant' | 'seed'>): string =>
  `${invariant.replace(/[^A-Za-z0-9_-]+/g, '-')}-${seed}.json`;
