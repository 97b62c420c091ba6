/** Whatever may follow from one beginning: its choices are taken again, and go on by chance, as in the inevitability of a finding. */
import type { Scenario } from '../../scenario.ts';
import { randomFrom } from '../random.ts';
import { exactly } from '../schedule.ts';
import { isAtRest, type Strategy } from '../strategy.ts';
import type { Pick } from '../walk.ts';
import { drawRate, interfering } from './interference.ts';

/** @param choices ids, possible one after another */
export const fromHere = (scenario: Scenario, choices: readonly string[], seed: number): Strategy => {
  let random = randomFrom(seed);
  let rate = 0;
  let step = 0;
  let prefix: Pick = exactly(choices);
  return {
    name: 'from here',
    promise: undefined,
    newExecution: (run) => {
      random = randomFrom(seed + run);
      rate = drawRate(random);
      step = 0;
      prefix = exactly(choices);
      return scenario;
    },
    next: (possible, simulation) => {
      if (step < choices.length) {
        step += 1;
        return prefix(possible, simulation);
      }
      const other = interfering(possible, random, rate);
      if (other !== undefined) return other;
      if (isAtRest(possible)) return 'finish';
      return Math.floor(random() * possible.filter(({ isDefault }) => isDefault).length);
    },
  };
};
