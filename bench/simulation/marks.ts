/** Going back, and knowing a state again: in the middle of a life. */
import { oneLife } from '../../src/simulation/explore/scenarios.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';
import type { Row } from './measure.ts';

const times = 200;
const simulation = openSimulation(oneLife);
const step = () => {
  const [next] = simulation.choices();
  if (next?.isDefault === true) simulation.take(next);
};
for (let steps = 0; steps < 12; steps += 1) step();
const middle = simulation.mark();

const repeat = (work: () => unknown) => () => {
  for (let time = 0; time < times; time += 1) work();
  return times;
};

export const marks: readonly Row[] = [
  { name: 'mark', unit: 'marks', as: 'cost', work: repeat(() => simulation.mark()) },
  { name: 'back', unit: 'returns', as: 'cost', work: repeat(() => simulation.back(middle)) },
  {
    name: 'back, one input, mark',
    unit: 'rounds',
    as: 'cost',
    work: repeat(() => {
      simulation.back(middle);
      step();
      simulation.mark();
    }),
  },
  {
    name: 'back, one input, hash',
    unit: 'rounds',
    as: 'cost',
    work: repeat(() => {
      simulation.back(middle);
      step();
      simulation.hash();
    }),
  },
];
