/** Any choice, as likely as any other, from a seed that gives the same runs again. */
import type { Scenario } from '../scenario.ts';
import { openFindings, type Report } from './report.ts';
import { type Pick, walk } from './walk.ts';

/** Numbers in [0, 1) that follow from the seed. Source: mulberry32. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const many = (scenario: Scenario, strategy: string, schedules: number, pickOf: (run: number) => Pick): Report => {
  const findings = openFindings();
  const before = process.threadCpuUsage();
  let inputs = 0;
  for (let run = 0; run < schedules; run += 1) {
    const { violation, taken, deviations } = walk(scenario, pickOf(run));
    inputs += taken.length;
    if (violation !== undefined) findings.add({ ...violation, path: taken, deviations });
  }
  const { user, system } = process.threadCpuUsage(before);
  const cpuMs = (user + system) / 1000;
  const found = findings.all();
  return { scenario: scenario.name, strategy, schedules, inputs, states: undefined, cut: 'a sample', found, cpuMs };
};

/** So many runs; run `n` has the seed `seed + n`. */
export const randomly = (scenario: Scenario, options: { readonly seed: number; readonly schedules: number }): Report =>
  many(scenario, `random from seed ${options.seed}`, options.schedules, (run) => {
    const random = randomFrom(options.seed + run);
    return (choices) => Math.floor(random() * choices.length);
  });
