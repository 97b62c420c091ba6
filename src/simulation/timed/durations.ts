/**
 * How long things take on a node that is used: a median for each service, and a long tail. Estimates, not measurements; what is
 * not named is a matter of files.
 */
import type { ServiceName } from '../../machines/services.ts';

export type Dice = () => number;

const medianMs: Partial<Record<ServiceName, number>> = {
  pinNamespaces: 3,
  attachNetwork: 60,
  detachNetwork: 40,
  createTask: 60,
  restoreTask: 200,
  startTask: 10,
  killTask: 1,
  settleTask: 5,
  deleteTask: 30,
  probeTask: 15,
  updateTask: 15,
  execTask: 40,
  checkpointTask: 800,
  resolvePull: 150,
  fetchLayers: 4000,
  registerImage: 20,
};

/** Twice the median is passed by a tenth, five times by one in a hundred, fifteen times by one in a thousand. */
export const durationOf = (service: ServiceName, dice: Dice): number => tailed(medianMs[service] ?? 2, dice);

export const tailed = (median: number, dice: Dice): number => {
  const place = dice();
  const scale = place < 0.9 ? 0.5 + place * 1.1 : place < 0.99 ? 2 + (place - 0.9) * 33 : 5 + (place - 0.99) * 1000;
  return median * scale;
};

/** Without memory: most are short, some are long. */
export const waitOf = (meanMs: number, dice: Dice): number => -Math.log(1 - dice()) * meanMs;
