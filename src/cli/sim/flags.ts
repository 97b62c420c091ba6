/** Options of `troupe sim` and its kin, checked. */
import { type StrategyName, strategyNames } from '../../simulation/explore/portfolio.ts';
import { Complaint } from '../complain.ts';
import { simExitCodes } from '../exit-codes.ts';

export interface RunFlags {
  readonly strategy: string;
  readonly depth: string;
  readonly budget?: string;
  readonly schedules?: string;
  readonly seed?: string;
  readonly workers: string;
  readonly untilFound: boolean;
  readonly twin?: string;
  readonly reproDir: string;
  readonly json: boolean;
}
export interface ExploreFlags {
  readonly budget: string;
  readonly schedules?: string;
  readonly twin?: string;
  readonly reproDir: string;
  readonly json: boolean;
}
export interface ShrinkFlags {
  readonly output?: string;
  readonly json: boolean;
}
export interface ReproFlags {
  readonly emitTest?: string | true;
  readonly mermaid: boolean;
  readonly json: boolean;
}
export interface CoverageFlags {
  readonly schedules: string;
  readonly strategy: string;
  readonly seed?: string;
  readonly workers: string;
  readonly all: boolean;
  readonly json: boolean;
}

/** What was said is no use; the exit code of these commands for it. */
export const badUse = (...lines: readonly string[]): Complaint =>
  new Complaint([`troupe: ${lines[0]}`, ...lines.slice(1).map((line) => `  ${line}`)], simExitCodes.usage);

export const countOf = (text: string, option: string, least: number, most: number): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < least || count > most)
    throw badUse(`${option} is a whole number from ${least} to ${most}, and not "${text}"`);
  return count;
};

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** @returns ms. */
export const timeOf = (text: string, option: string): number => {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * (units[unit] ?? 0);
  if (!(ms > 0)) throw badUse(`${option} is a time such as 500ms, 60s or 5m, and not "${text}"`);
  return ms;
};

const largestSeed = 2 ** 31 - 1;
/** One of its own where none is given. */
export const seedOf = (text: string | undefined): number =>
  text === undefined ? Math.floor(Math.random() * largestSeed) : countOf(text, '--seed', 0, largestSeed);

export const workersOf = (text: string): number => countOf(text, '--workers', 1, 64);

export const strategyCalled = (name: string): StrategyName => {
  const found = strategyNames.find((known) => known === name);
  if (found === undefined)
    throw badUse(`there is no strategy "${name}"`, `those that are: ${strategyNames.join(', ')}`);
  return found;
};
