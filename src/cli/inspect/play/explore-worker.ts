/** A thread that looks for what may break from a place on, for so much time, and makes what it finds small. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildOf } from '../../../simulation/explore/build.ts';
import { partsOf } from '../../../simulation/explore/catalogue.ts';
import { type Repro, reproOf } from '../../../simulation/explore/repro.ts';
import { sample } from '../../../simulation/explore/sample.ts';
import { fromHere } from '../../../simulation/explore/strategies/from-here.ts';
import type { Scenario } from '../../../simulation/scenario.ts';

export interface Exploring {
  readonly scenario: Scenario;
  readonly twin: string | undefined;
  readonly choices: readonly string[];
  readonly seed: number;
  readonly maxCpuMs: number;
}
export interface Explored {
  readonly schedules: number;
  readonly repro: Repro | undefined;
}

const explore = ({ scenario, twin, choices, seed, maxCpuMs }: Exploring): Explored => {
  const parts = partsOf(twin);
  const strategy = fromHere(scenario, choices, seed);
  const { schedules, found } = sample(strategy, { maxCpuMs, untilFound: true }, parts);
  const [first] = found;
  if (first === undefined) return { schedules, repro: undefined };
  const origin = { seed, strategy: strategy.name, build: buildOf(), twin };
  return { schedules, repro: reproOf(first, scenario, origin, { parts, maxInputs: 20_000 }) };
};

parentPort?.postMessage(explore(workerData as Exploring));
