/** Going back is the same as never having gone on: random walks, marks on the way, compared with runs that were played anew. */
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { scenarios } from '../../src/simulation/explore/scenarios.ts';
import type { Mark } from '../../src/simulation/marks.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation, type Simulation } from '../../src/simulation/simulation.ts';
import type { Parts } from '../../src/simulation/stage.ts';

/** What has just happened: what invariants look at after each step. */
const newsOf = ({ calls, told, changes }: Simulation['view']['witness']['facts']) => ({
  calls: calls.map(({ name, what }) => `${what} ${name}`),
  told: told.map(({ id, change }) => `${id} ${change}`),
  changes: changes.map(({ kind, id, now }) => `${kind} ${id} ${now?.state}`),
});
/** All that anybody can see of it. */
const seen = (simulation: Simulation) => {
  const { view } = simulation;
  return {
    text: view.text(),
    hash: simulation.hash(),
    choices: simulation.choices().map(({ id }) => id),
    taken: simulation.taken,
    nowMs: view.nowMs(),
    requests: [...view.requests.values()],
    clients: view.clients.map(({ name, at, open }) => [name, at, open?.requestId]),
    complaints: view.complaints,
    fresh: view.fresh.map(({ reply }) => reply),
    news: newsOf(view.witness.facts),
    wrong: view.witness.always(),
    pending: view.pending(),
    resources: view.resources(),
    tasks: [...view.tasks.values()],
    sandboxes: view.sandboxes(),
    containers: view.containers(),
    network: view.networkReady(),
    records: [...view.store.saved],
    rows: [...view.store.rows],
  };
};

const playedAnew = (scenario: Scenario, ids: readonly string[], parts?: Parts) => {
  const simulation = openSimulation(scenario, parts);
  for (const id of ids) simulation.takeById(id);
  return simulation;
};

/** Wanders, marks, goes back; at the end of each way, all is as in a run that took the same choices from the start. */
const wander = (scenario: Scenario, seed: number, steps: number, parts?: Parts) => {
  const random = randomFrom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const simulation = openSimulation(scenario, parts);
  const marks: { readonly mark: Mark; readonly was: ReturnType<typeof seen> }[] = [];
  const compare = () =>
    expect(structuredClone(seen(simulation))).toEqual(
      structuredClone(seen(playedAnew(scenario, simulation.taken, parts))),
    );
  let returns = 0;
  for (let step = 0; step < steps; step += 1) {
    if (below(4) === 0) marks.push({ mark: simulation.mark(), was: structuredClone(seen(simulation)) });
    const choices = simulation.choices();
    const choice = choices[below(3) === 0 ? below(choices.length) : 0];
    if (choice !== undefined && below(12) > 0) {
      simulation.take(choice);
      continue;
    }
    if (below(4) === 0) compare();
    const to = marks[below(marks.length)];
    if (to === undefined) continue;
    simulation.back(to.mark);
    returns += 1;
    expect(structuredClone(seen(simulation))).toEqual(to.was);
  }
  compare();
  return returns;
};

describe('marks', () => {
  test.each(scenarios)('$name: back is as it was, and goes on as if played anew', (scenario) => {
    for (const seed of [1, 2, 3]) expect(wander(scenario, seed, 150)).toBeGreaterThan(3);
  });

  test('many crashes, timers that race, clients that give up', () => {
    const [, , , scenario] = scenarios;
    const wild: Scenario = {
      ...(scenario as Scenario),
      crashes: 3,
      cancels: 2,
      timers: 'race',
      faults: { total: 5, each: 2, kinds: ['fail', 'half', 'lost'] },
    };
    for (const seed of [4, 5, 6, 7, 8]) wander(wild, seed, 300);
  });
});
