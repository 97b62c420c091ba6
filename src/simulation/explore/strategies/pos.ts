/**
 * Partial order sampling: each event has a random priority, the highest happens, and those that race with it draw again. It is
 * good where one thing has to be held back over several others, which a change of priorities does not do.
 *
 * Source: Yuan, Yang, Gu: Partial Order Aware Concurrency Sampling (CAV 2018). Two events race here where they are of the same
 * pod, or where one of them does not say of which it is.
 */
import type { Scenario } from '../../scenario.ts';
import { randomFrom } from '../random.ts';
import { eventOf, isAtRest, type Strategy } from '../strategy.ts';
import { drawRate, interfering } from './interference.ts';

const podIn = (event: string): string | undefined => /\bpod:([^#/ ]+)/.exec(event)?.[1];

export const pos = (scenario: Scenario, seed: number): Strategy => {
  let random = randomFrom(seed);
  let priorities = new Map<string, number>();
  let rate = 0;
  return {
    name: 'pos',
    newExecution: (run) => {
      random = randomFrom(seed + run);
      rate = drawRate(random);
      priorities = new Map();
      return scenario;
    },
    next: (choices) => {
      const other = interfering(choices, random, rate);
      if (other !== undefined) return other;
      if (isAtRest(choices)) return 'finish';
      let highest = -1;
      let place = 0;
      const events = new Set<string>();
      for (const [index, choice] of choices.entries()) {
        if (!choice.isDefault) break;
        const event = eventOf(choice);
        events.add(event);
        const priority = priorities.get(event) ?? random();
        priorities.set(event, priority);
        if (priority > highest) {
          highest = priority;
          place = index;
        }
      }
      const chosen = choices[place];
      if (chosen === undefined) return 'finish';
      const own = eventOf(chosen);
      const pod = podIn(own);
      for (const event of events) {
        const otherPod = podIn(event);
        if (event === own || pod === undefined || otherPod === undefined || otherPod === pod) priorities.delete(event);
      }
      return place;
    },
  };
};
