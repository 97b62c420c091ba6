/**
 * A simulation that somebody plays, from its start up to what was chosen last: what was taken, what can happen next, and whether
 * all is as it must be. Nothing is kept: the same words lead to the same place.
 */

import type { Violation } from '../../invariants/invariant.ts';
import type { Choice, ChoiceKind } from '../choices.ts';
import { arrowOf } from '../explore/arrow-of.ts';
import { violationIn } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';

/** What happened, or can happen, in words: who does what to whom. */
export interface Deed {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}
export interface SimChoice extends Deed {
  readonly kind: ChoiceKind;
  /** It happens if nobody interferes. */
  readonly isDefault: boolean;
}
export interface SimRun {
  readonly taken: readonly (Deed & {
    /** Its place among what was possible. */
    readonly place: number;
    readonly isDefault: boolean;
  })[];
  /** Default ones first; none: all is at rest, and nothing more may happen. */
  readonly choices: readonly SimChoice[];
  /** Nothing happens any more by itself. */
  readonly isAtRest: boolean;
  /** The end of the run was played: no more faults, every pod is removed. */
  readonly isEnded: boolean;
  /** Undefined: all invariants hold so far. */
  readonly violation: Violation | undefined;
}

/** The words do not lead anywhere. */
export class SimWrong extends Error {
  override readonly name = 'SimWrong';
}

export const mostTaken = 2000;

/**
 * @param words one after another: the id of a choice; its place, from 0; `0*12`, twelve times; `rest`: by default until
 *   nothing happens by itself; `end`: no more faults, and every pod is removed. After a violation nothing more is taken.
 * @throws SimWrong
 */
export const simRun = (scenario: Scenario, words: readonly string[], parts?: Parts): SimRun => {
  const simulation = openSimulation(scenario, parts);
  const taken: SimRun['taken'][number][] = [];
  let violation: Violation | undefined;
  let isEnded = false;
  const deed = ({ id }: Pick<Choice, 'id'>): Deed => deedOf(id, scenario);

  const take = (place: number, word: string): void => {
    const choice = simulation.choices()[place];
    if (choice === undefined)
      throw new SimWrong(`after ${taken.length} choices, ${JSON.stringify(word)} is not possible`);
    if (taken.length >= mostTaken) throw new SimWrong(`more than ${mostTaken} choices`);
    taken.push({ ...deed(choice), place, isDefault: choice.isDefault });
    simulation.take(choice);
    violation = violationIn(simulation.view, 'always');
  };
  const rest = (): void => {
    while (violation === undefined && simulation.choices()[0]?.isDefault === true) take(0, 'rest');
  };
  const end = (): void => {
    simulation.finish();
    isEnded = true;
    violation = violationIn(simulation.view, 'always') ?? violationIn(simulation.view, 'end');
  };

  for (const word of words) {
    if (violation !== undefined) throw new SimWrong('an invariant is broken: nothing follows from there');
    if (isEnded) throw new SimWrong('the run has ended');
    const [, place, times = '1'] = /^(\d{1,4})(?:\*(\d{1,4}))?$/.exec(word) ?? [];
    if (word === 'rest') rest();
    else if (word === 'end') end();
    else if (place === undefined) take(placeOf(simulation, word), word);
    else for (let turn = 0; turn < Number(times) && violation === undefined; turn += 1) take(Number(place), word);
  }
  const choices = isEnded || violation !== undefined ? [] : simulation.choices();
  return {
    taken,
    choices: choices.map((choice) => ({ ...deed(choice), kind: choice.kind, isDefault: choice.isDefault })),
    isAtRest: choices[0]?.isDefault !== true,
    isEnded,
    violation,
  };
};

const placeOf = (simulation: Simulation, id: string): number =>
  simulation.choices().findIndex((each) => each.id === id);

const deedOf = (id: string, scenario: Scenario): Deed => {
  const { from, to, text } = arrowOf(id, scenario) ?? { from: '', to: '', text: id };
  return { id, from, to, text };
};
