/** A thread that finds out what decided a counter-example: which two inputs race, and from where on it was certain. */
import { parentPort, workerData } from 'node:worker_threads';
import { partsOf } from '../../../simulation/explore/catalogue.ts';
import { inevitability, racingPair } from '../../../simulation/explore/pointing.ts';
import type { Repro } from '../../../simulation/explore/repro.ts';

export interface Pointed {
  /** Steps, from 0; none: no order makes it go away. */
  readonly pair: readonly number[];
  /** How likely it is before the first step, and after each. */
  readonly chances: readonly number[];
}

const point = (repro: Repro): Pointed => {
  const parts = partsOf(repro.twin);
  const pair = racingPair(repro, parts);
  const chances = inevitability(repro, { seed: repro.seed }, parts).map(({ share }) => share);
  return { pair: pair === undefined ? [] : [pair.first, pair.second], chances };
};

parentPort?.postMessage(point(workerData as Repro));
