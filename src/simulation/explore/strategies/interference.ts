/** Faults, crashes, cancels and ends of processes, spread over a run: so many at each moment, whatever else is possible. */
import type { Choice } from '../../choices.ts';

/** Each run draws one: most runs of a node have no fault, and some have many. */
const rates = [0, 0.02, 0.05, 0.1, 0.3];

export const drawRate = (random: () => number): number => rates[Math.floor(random() * rates.length)] ?? 0;

/** The place of what interferes now; undefined: nothing does. At rest it is one of two things that can happen. */
export const interfering = (choices: readonly Choice[], random: () => number, rate: number): number | undefined => {
  const first = choices.findIndex(({ isDefault }) => !isDefault);
  if (first < 0) return undefined;
  if (random() >= (first === 0 ? Math.max(rate, 0.2) : rate)) return undefined;
  return first + Math.floor(random() * (choices.length - first));
};
