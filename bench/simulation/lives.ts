/** Whole lives from the start: one pod, one container, five requests. */
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { oneLife } from '../../src/simulation/explore/scenarios.ts';
import { byDefault, type Pick, walk } from '../../src/simulation/explore/walk.ts';
import { openSimulation, type Simulation } from '../../src/simulation/simulation.ts';
import type { Row } from './measure.ts';

const play = (pick: Pick) => walk(oneLife, pick).taken.length;
let seed = 1;
const randomly = () => {
  seed += 1;
  const random = randomFrom(seed);
  return play((choices) => Math.floor(random() * choices.length));
};
/** Nothing but the choices: no invariants, no end. */
const bare = (simulation: Simulation) => {
  let inputs = 0;
  for (let [next] = simulation.choices(); next?.isDefault === true; [next] = simulation.choices()) {
    simulation.take(next);
    inputs += 1;
  }
  return inputs;
};
const opened = () => bare(openSimulation(oneLife));
const kept = openSimulation(oneLife);
const start = kept.mark();
const again = () => {
  kept.back(start);
  return bare(kept);
};
const one = (work: () => number) => () => {
  work();
  return 1;
};

export const lives: readonly Row[] = [
  { name: 'default schedules, from the start', unit: 'schedules', as: 'rate', work: one(() => play(byDefault)) },
  { name: 'random schedules, from the start', unit: 'schedules', as: 'rate', work: one(randomly) },
  { name: 'inputs, default schedules', unit: 'inputs', as: 'rate', goal: 100_000, work: again },
  { name: 'inputs, default schedules, each in one that is opened for it', unit: 'inputs', as: 'rate', work: opened },
  { name: 'opening a simulation', unit: 'openings', as: 'cost', work: one(() => openSimulation(oneLife).taken.length) },
];
