/** Everything that can be explored by name: the scenarios, the races, what the broken twins are tried on. */
import { races } from '../races/races.ts';
import { scenarioOf } from '../races/words.ts';
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import { twins } from '../twins/twins.ts';
import { scenarios } from './scenarios.ts';

export const catalogue = (): readonly Scenario[] => {
  const named = new Map<string, Scenario>();
  for (const scenario of [...scenarios, ...races.map(scenarioOf), ...twins.map((twin) => twin.scenario)])
    if (!named.has(scenario.name)) named.set(scenario.name, scenario);
  return [...named.values()];
};

/** Nothing, or more than one thing, has this name. */
export class NameUnknown extends Error {
  override readonly name = 'NameUnknown';
  readonly candidates: readonly string[];

  constructor(message: string, candidates: readonly string[]) {
    super(message);
    this.candidates = candidates;
  }
}

/** By name, or by words that are in one name only. @throws NameUnknown */
export const scenarioCalled = (wanted: string): Scenario => {
  const all = catalogue();
  const exact = all.find(({ name }) => name === wanted);
  if (exact !== undefined) return exact;
  const fitting = all.filter(({ name }) => name.includes(wanted));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (fitting.length > 1)
    throw new NameUnknown(
      `"${wanted}" is in several names`,
      fitting.map(({ name }) => name),
    );
  throw new NameUnknown(`there is no scenario "${wanted}"`, []);
};

/** What a broken twin is made of; undefined: nothing is broken. @throws NameUnknown */
export const partsOf = (twin: string | undefined): Parts | undefined => {
  if (twin === undefined) return undefined;
  const found = twins.find(({ name }) => name === twin);
  if (found === undefined) throw new NameUnknown(`there is no twin "${twin}"`, []);
  return found.parts();
};
