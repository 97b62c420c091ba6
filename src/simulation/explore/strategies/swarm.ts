/**
 * Each run draws what may go wrong in it: which kinds of faults, of which services, how many crashes and cancels, whether timers
 * race; and by which strategy it is played. What every run may have, few runs have much of.
 *
 * Source: Groce et al., Swarm Testing (ISSTA 2012).
 */
import type { ServiceName } from '../../../machines/services.ts';
import type { FaultKind, Scenario } from '../../scenario.ts';
import { serviceNames } from '../../world/acts.ts';
import type { Size } from '../measure.ts';
import { randomFrom } from '../random.ts';
import type { Strategy } from '../strategy.ts';
import { pct } from './pct.ts';
import { pos } from './pos.ts';
import { uniform } from './uniform.ts';
import { weighted } from './weighted.ts';

const kinds: readonly FaultKind[] = ['fail', 'half', 'lost'];

const some = <T>(all: readonly T[], random: () => number): readonly T[] => {
  const share = random();
  return all.filter(() => random() < share);
};

/** What the run with this seed may meet. */
export const drawScenario = (scenario: Scenario, seed: number): Scenario => {
  const random = randomFrom(seed);
  const drawnKinds = some(kinds, random);
  const services: readonly ServiceName[] = some(serviceNames, random);
  const hasFaults = drawnKinds.length > 0 && services.length > 0 && random() < 0.8;
  return {
    ...scenario,
    faults: hasFaults
      ? { total: 1 + Math.floor(random() * 4), each: 1 + Math.floor(random() * 2), kinds: drawnKinds, services }
      : undefined,
    crashes: Math.max(0, Math.floor(random() * 5) - 2),
    cancels: Math.max(0, Math.floor(random() * 5) - 2),
    timers: random() < 0.3 ? 'race' : 'idle',
  };
};

export const swarm = (scenario: Scenario, seed: number, size: Size): Strategy => {
  let current: Strategy = uniform(scenario, seed);
  return {
    name: 'swarm',
    newExecution: (run) => {
      const own = seed + run;
      const drawn = drawScenario(scenario, own);
      const makers = [
        () => uniform(drawn, own),
        () => pos(drawn, own),
        () => weighted(drawn, own, size),
        () => pct(drawn, own, 3, size),
      ];
      current = (makers[own % makers.length] as () => Strategy)();
      return current.newExecution(0);
    },
    next: (choices, simulation) => current.next(choices, simulation),
  };
};
