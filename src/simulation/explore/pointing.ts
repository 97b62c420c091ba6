/** Where a counter-example is decided: which two inputs race, which transition decided, and when the end was inevitable. */
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';
import { randomFrom } from './random.ts';
import { type Deviation, exactly, inOrder, type Played, play } from './schedule.ts';
import { drawRate, interfering } from './strategies/interference.ts';
import { isAtRest } from './strategy.ts';
import { traceOf } from './trace.ts';
import type { TakenTransition } from './watching.ts';

export interface Counterexample {
  readonly scenario: Scenario;
  readonly choices: readonly string[];
  readonly deviations: readonly Deviation[];
  readonly invariant: string;
}

/** Two choices whose other order breaks nothing. */
export interface RacingPair {
  /** Steps from 0; `second` comes later. */
  readonly first: number;
  readonly second: number;
  readonly ids: readonly [string, string];
}

/** Further apart than this is no race but a story. */
const nearest = 4;

const breaks = ({ violation }: Played, invariant: string): boolean => violation?.invariant === invariant;

/**
 * Adjacent ones first, and of those the last: the nearest to the violation.
 * @returns undefined where no order makes it go away: a fault, or the requests alone, decide.
 */
export const racingPair = (of: Counterexample, parts?: Parts): RacingPair | undefined => {
  const { scenario, choices, invariant } = of;
  const steps = new Set(of.deviations.map(({ step }) => step));
  for (let apart = 1; apart <= nearest; apart += 1) {
    const pairs = Array.from(
      { length: Math.max(0, choices.length - apart) },
      (_, index) => choices.length - 1 - apart - index,
    );
    // What deviates from the default schedule is more likely to be the cause.
    const isLikely = (first: number) => steps.has(first) || steps.has(first + apart);
    for (const first of [...pairs.filter(isLikely), ...pairs.filter((each) => !isLikely(each))]) {
      const second = first + apart;
      const [one, other] = [choices[first], choices[second]];
      if (one === undefined || other === undefined) continue;
      const swapped = [
        ...choices.slice(0, first),
        other,
        one,
        ...choices.slice(first + 1, second),
        ...choices.slice(second + 1),
      ];
      const played = play(scenario, inOrder(swapped), parts);
      // Both were possible in that order.
      if (played.choices[first] !== other || !played.choices.slice(first).includes(one)) continue;
      if (!breaks(played, invariant)) return { first, second, ids: [one, other] };
    }
  }
  return undefined;
};

/** What the charts did with the choice of this step: the transitions taken, of lives before those of the daemon. */
export const decisionsAt = (
  { scenario, choices }: Counterexample,
  step: number,
  parts?: Parts,
): readonly TakenTransition[] => {
  const happening = traceOf(scenario, choices.slice(0, step + 1), false, parts).at(-1);
  const taken = (happening?.transitions ?? []).filter(({ event }) => !event.startsWith('xstate.done.state.'));
  return [
    ...taken.filter(({ machine }) => machine !== 'supervisor'),
    ...taken.filter(({ machine }) => machine === 'supervisor'),
  ];
};

/** How likely it is that the invariant breaks, once so many choices have been taken. */
export interface Chance {
  /** How many choices had been taken. */
  readonly after: number;
  readonly share: number;
}
export interface InevitabilityOptions {
  readonly seed: number;
  /** Continuations for each prefix. */
  readonly runs?: number | undefined;
}

/** So many inputs for all of it: about a second. */
const mostInputs = 20_000;

/** Of each prefix, the share of random continuations in which it breaks; fewer of them where runs are long. */
export const inevitability = (
  { scenario, choices, invariant }: Counterexample,
  { seed, runs = 50 }: InevitabilityOptions,
  parts?: Parts,
): readonly Chance[] => {
  const { inputs } = play(scenario, inOrder(choices), parts);
  const affordable = Math.floor(mostInputs / ((choices.length + 1) * Math.max(inputs, 1)));
  const runsEach = Math.max(4, Math.min(runs, affordable));
  return Array.from({ length: choices.length + 1 }, (_, after) => {
    let hits = 0;
    for (let run = 0; run < runsEach; run += 1) {
      const random = randomFrom(seed + after * runsEach + run);
      const rate = drawRate(random);
      const prefix = exactly(choices.slice(0, after));
      let step = 0;
      const played = play(
        scenario,
        (possible, simulation) => {
          if (step < after) {
            step += 1;
            return prefix(possible, simulation);
          }
          const other = interfering(possible, random, rate);
          if (other !== undefined) return other;
          if (isAtRest(possible)) return 'finish';
          return Math.floor(random() * possible.filter(({ isDefault }) => isDefault).length);
        },
        parts,
      );
      if (breaks(played, invariant)) hits += 1;
    }
    return { after, share: hits / runsEach };
  });
};

/** The step after which it always breaks, and how likely it was before; undefined: it never is certain. */
export const turningPoint = (
  chances: readonly Chance[],
): { readonly after: Chance; readonly before: Chance | undefined } | undefined => {
  let index = chances.length;
  while (index > 0 && chances[index - 1]?.share === 1) index -= 1;
  const after = chances[index];
  return after === undefined ? undefined : { after, before: chances[index - 1] };
};
