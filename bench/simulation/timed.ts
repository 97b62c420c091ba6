/**
 * Virtual time: one kubelet and its pods. A pod lives 10 minutes in the mean and is followed by another; its container ends every
 * 5 minutes and is made anew; all pods and containers are looked at each second.
 */
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { runTimed } from '../../src/simulation/timed/run.ts';
import type { Row } from './measure.ts';

const hours = (pods: number, length: number) => () => {
  const { wrong, simulatedHours } = runTimed(
    { seed: 1, hours: length, pods, containersPerPod: 1, podLifeMinutes: 10, containerLifeMinutes: 5, sampleEvery: 0 },
    randomFrom,
  );
  if (wrong !== undefined) throw new Error(wrong);
  return simulatedHours;
};

export const timed: readonly Row[] = [
  { name: 'virtual time, 100 pods', unit: 'hours', as: 'rate', goal: 4, work: hours(100, 0.5) },
  { name: 'virtual time, 500 pods', unit: 'hours', as: 'rate', goal: 0.8, work: hours(500, 0.1) },
];
