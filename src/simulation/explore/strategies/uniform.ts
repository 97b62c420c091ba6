/** Any choice, as likely as any other. */
import type { Scenario } from '../../scenario.ts';
import { randomFrom } from '../random.ts';
import { isAtRest, type Strategy } from '../strategy.ts';

/** Run `n` has the seed `seed + n`. At rest, the end is one of the choices. */
export const uniform = (scenario: Scenario, seed: number): Strategy => {
  let random = randomFrom(seed);
  return {
    name: 'random',
    newExecution: (run) => {
      random = randomFrom(seed + run);
      return scenario;
    },
    next: (choices) => {
      const place = Math.floor(random() * (choices.length + (isAtRest(choices) ? 1 : 0)));
      return place === choices.length ? 'finish' : place;
    },
  };
};

/** The default schedule, once. */
export const byItself = (scenario: Scenario): Strategy => ({
  name: 'default',
  newExecution: (run) => (run === 0 ? scenario : undefined),
  next: (choices) => (isAtRest(choices) ? 'finish' : 0),
});
