import { describe, expect, test } from 'vitest';
import { pod } from '../../../src/simulation/configs.ts';
import { strategyNames, strategyOf } from '../../../src/simulation/explore/portfolio.ts';
import { sample } from '../../../src/simulation/explore/sample.ts';
import { oneLife, tornDown } from '../../../src/simulation/explore/scenarios.ts';
import { deviating, inOrder, play } from '../../../src/simulation/explore/schedule.ts';
import { shrink } from '../../../src/simulation/explore/shrink.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import { insistingRemoval, networkBeforeFiles, silentStop } from './broken.ts';

const b = pod('b');
/** Much more than is needed: two pods, three clients, faults and cancels. */
const large: Scenario = {
  name: 'large',
  clients: [...tornDown.clients, { name: 'other', steps: [b.run, b.create('c0'), b.start('c0'), b.stop, b.remove] }],
  programs: { 'b-c0': { ends: [{ exitCode: 1 }], ignoresSigterm: true } },
  faults: { total: 2, each: 1, kinds: ['fail', 'half', 'lost'] },
  cancels: 1,
};

describe.each([
  ['an undo that is asked twice', insistingRemoval, { deviations: 1, requests: 2 }],
  ['an order that is needed', networkBeforeFiles, { deviations: 1, requests: 1 }],
  ['nothing but the request', silentStop, { deviations: 0, requests: 2 }],
])('%s', (_, parts, known) => {
  test.each(strategyNames.filter((name) => name !== 'default' && name !== 'fewest'))(
    '%s → the known minimum',
    (name) => {
      const { found } = sample(strategyOf(name, large, { seed: 3 }, parts), { to: 3000, untilFound: true }, parts);
      const [first] = found;
      if (first === undefined) throw new Error('it was not found');
      const small = [1, 2].map(() => shrink(first.drawn ?? large, first.path, first.invariant, { parts }));
      const [one, two] = small.map((each) => ({ ...each, cpuMs: 0 }));
      expect(one).toEqual(two);
      expect(one).toMatchObject({ isLeast: true, violation: { invariant: first.invariant } });
      expect(one?.deviations?.length).toBeLessThanOrEqual(known.deviations);
      expect(one?.scenario?.clients.flatMap(({ steps }) => steps).length).toBeLessThanOrEqual(known.requests);
    },
  );
});

test('nothing is left in the scenario that the schedule does not need', () => {
  const faulty: Scenario = { ...oneLife, faults: { total: 2, each: 2, kinds: ['fail', 'half', 'lost'] } };
  const { found } = sample(
    strategyOf('random', faulty, { seed: 3 }, insistingRemoval),
    { to: 500, untilFound: true },
    insistingRemoval,
  );
  const [first] = found;
  const small = shrink(faulty, first?.path ?? [], first?.invariant ?? '', { parts: insistingRemoval });
  expect(small?.scenario).toEqual({
    name: 'one life',
    clients: [{ name: 'kubelet', steps: [expect.objectContaining({ type: 'sandbox.run' })] }],
    faults: { total: 1, each: 1, kinds: [expect.any(String)], services: [expect.any(String)] },
  });
});

test('a schedule that breaks nothing → no reproducer', () => {
  expect(shrink(tornDown, [], 'nothing-left')).toBeUndefined();
});

test('its budget is over → what there is by then, and it does not say that it is the least', () => {
  const { found } = sample(
    strategyOf('random', large, { seed: 3 }, insistingRemoval),
    { to: 500, untilFound: true },
    insistingRemoval,
  );
  const [first] = found;
  const small = shrink(large, first?.path ?? [], first?.invariant ?? '', { parts: insistingRemoval, maxRuns: 5 });
  expect(small).toMatchObject({ runs: 5, isLeast: false });
});

test('deviations of a run, played again → the same run; one that is not possible is left out', () => {
  const strategy = strategyOf('random', large, { seed: 3 });
  for (let run = 0; run < 30; run += 1) {
    strategy.newExecution(run);
    const played = play(large, strategy.next);
    expect(play(large, inOrder(played.choices)).choices).toEqual(played.choices);
    expect(play(large, deviating(played.deviations)).choices).toEqual(played.choices);
  }
  const none = play(tornDown, deviating([{ step: 0, take: 'ok nobody', instead: 'ask kubelet 0 sandbox.run' }]));
  expect(none).toEqual(play(tornDown, deviating([])));
});
