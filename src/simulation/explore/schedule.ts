/**
 * Schedules as data: what was chosen, and where that was something else than the default. A schedule is played by names, so
 * it can be played in another scenario or another build as well, as far as it fits there.
 */
import type { Choice } from '../choices.ts';
import type { Violation } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import type { Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { type Pick, walk } from './walk.ts';

/** Something else was chosen than what would have happened by itself. */
export interface Deviation {
  /** How many choices had been taken before. */
  readonly step: number;
  /** Id of what was chosen; `finish`: the run ended here. */
  readonly take: string;
  /** Id of the default choice; `finish`: all was at rest. */
  readonly instead: string;
  /** How often that one had been taken before; absent: never. After a crash a client asks the same again. */
  readonly times?: number | undefined;
}
export interface Played {
  readonly violation: Violation | undefined;
  /** Ids of all choices, without what the end of the run did by itself. */
  readonly choices: readonly string[];
  readonly deviations: readonly Deviation[];
  /** False: it was given up half way. */
  readonly isWhole: boolean;
  /** All had come to rest, or the run was ended: what breaks, broke in what the end of the run did. */
  readonly isAtEnd: boolean;
  /** Inputs, with those of the end of the run: what it cost. */
  readonly inputs: number;
}

export const finish = 'finish';

/** What happens if nobody interferes. */
export const defaultOf = ([first]: readonly Choice[]): string => (first?.isDefault === true ? first.id : finish);

/** One run, written down. */
export const play = (scenario: Scenario, pick: Pick, parts?: Parts): Played => {
  const deviations: Deviation[] = [];
  let step = 0;
  let isEnded = false;
  const taken = countsOfTaken();
  const {
    violation,
    taken: all,
    isWhole,
  } = walk(
    scenario,
    (choices, simulation) => {
      const place = pick(choices, simulation);
      if (place === undefined) return undefined;
      const take = place === 'finish' ? finish : (choices[place]?.id ?? finish);
      const instead = defaultOf(choices);
      const times = taken.of(instead);
      if (take !== instead) deviations.push({ step, take, instead, ...(times > 0 ? { times } : {}) });
      taken.add(take);
      if (take === finish) isEnded = true;
      else step += 1;
      return place;
    },
    parts,
  );
  const isAtEnd = isEnded || all.length > step;
  return { violation, choices: all.slice(0, step), deviations, isWhole, isAtEnd, inputs: all.length };
};

const countsOfTaken = () => {
  const counts = new Map<string, number>();
  return {
    of: (id: string): number => counts.get(id) ?? 0,
    add: (id: string) => void counts.set(id, (counts.get(id) ?? 0) + 1),
  };
};

const placeOf = (choices: readonly Choice[], id: string): number | 'finish' | undefined => {
  if (id === finish) return 'finish';
  const place = choices.findIndex((choice) => choice.id === id);
  return place < 0 ? undefined : place;
};
const byDefaultIn = (choices: readonly Choice[]): number | 'finish' => (choices[0]?.isDefault === true ? 0 : 'finish');

/**
 * The default schedule but for these. Each is due where its `instead` is what would happen by itself, whatever came before:
 * so the others keep their sense when one is left out. What is not possible then is left out as well.
 */
export const deviating = (deviations: readonly Deviation[]): Pick => {
  const left = [...deviations];
  const taken = countsOfTaken();
  const next = (choices: readonly Choice[]): number | 'finish' => {
    const instead = defaultOf(choices);
    const times = taken.of(instead);
    for (;;) {
      const index = left.findIndex((each) => each.instead === instead && (each.times ?? 0) === times);
      if (index < 0) return byDefaultIn(choices);
      const [due] = left.splice(index, 1);
      const place = due === undefined ? undefined : placeOf(choices, due.take);
      if (place !== undefined) return place;
    }
  };
  return (choices) => {
    const place = next(choices);
    if (place !== 'finish') taken.add(choices[place]?.id ?? finish);
    return place;
  };
};

/** The choices in this order, those that are not possible at their turn left out; then by default. */
export const inOrder = (ids: readonly string[]): Pick => {
  let next = 0;
  return (choices) => {
    while (next < ids.length) {
      const place = placeOf(choices, ids[next] as string);
      next += 1;
      if (place !== undefined) return place;
    }
    return byDefaultIn(choices);
  };
};

/** A choice of a schedule is not possible in this build. */
export class Diverged extends Error {
  override readonly name = 'Diverged';
  readonly step: number;
  readonly wanted: string;
  readonly possible: readonly string[];

  constructor(step: number, wanted: string, possible: readonly string[]) {
    super(`after ${step} choices "${wanted}" is not possible`);
    this.step = step;
    this.wanted = wanted;
    this.possible = possible;
  }
}

/** Exactly these choices, then by default. @throws Diverged */
export const exactly = (ids: readonly string[]): Pick => {
  let step = 0;
  return (choices: readonly Choice[], _simulation: Simulation) => {
    const id = ids[step];
    if (id === undefined) return byDefaultIn(choices);
    const place = placeOf(choices, id);
    if (place === undefined)
      throw new Diverged(
        step,
        id,
        choices.map((choice) => choice.id),
      );
    step += 1;
    return place;
  };
};

/** Exactly these choices; also where nothing is possible any more before they are through. @throws Diverged */
export const playExactly = (scenario: Scenario, ids: readonly string[], parts?: Parts): Played => {
  const played = play(scenario, exactly(ids), parts);
  const missing = ids[played.choices.length];
  if (played.violation === undefined && missing !== undefined && missing !== finish)
    throw new Diverged(played.choices.length, missing, []);
  return played;
};
