import { describe, expect, test } from 'vitest';
import type { Choice } from '../../../src/simulation/choices.ts';
import { pod } from '../../../src/simulation/configs.ts';
import { sizeOf } from '../../../src/simulation/explore/measure.ts';
import { strategyNames, strategyOf } from '../../../src/simulation/explore/portfolio.ts';
import { sample } from '../../../src/simulation/explore/sample.ts';
import { oneLife, scenarios, tornDown } from '../../../src/simulation/explore/scenarios.ts';
import { play } from '../../../src/simulation/explore/schedule.ts';
import { fewest } from '../../../src/simulation/explore/strategies/fewest.ts';
import { boundOf, pct } from '../../../src/simulation/explore/strategies/pct.ts';
import { drawScenario } from '../../../src/simulation/explore/strategies/swarm.ts';
import { chainOf, eventOf, type Strategy } from '../../../src/simulation/explore/strategy.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import type { Simulation } from '../../../src/simulation/simulation.ts';
import { insistingRemoval, networkBeforeFiles, silentStop } from './broken.ts';

const a = pod('a');
const b = pod('b');
const faulty: Scenario = {
  ...tornDown,
  faults: { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] },
};
const names = strategyNames.filter((name) => name !== 'default');

describe.each(names)('%s', (name) => {
  test('a chart that never answers a stop → found', () => {
    const strategy = strategyOf(name, tornDown, { seed: 1 }, silentStop);
    const { found } = sample(strategy, { to: 100, untilFound: true }, silentStop);
    expect(found.map(({ invariant }) => invariant)).toContain('every-request-answered');
  });

  test('an undo that insists on what it undoes → found, by one fault', () => {
    const once: Scenario = { ...oneLife, faults: faulty.faults };
    const strategy = strategyOf(name, once, { seed: 1 }, insistingRemoval);
    const { found } = sample(strategy, { to: 2000, untilFound: true }, insistingRemoval);
    expect(found).toHaveLength(1);
    // A crash repeats an undo as well.
    expect(found[0]?.path.some((id) => /^(fail|half|lost|crash) /.test(id))).toBe(true);
  });

  test('two effects that are right in one order only → found, and by nothing but the order', () => {
    const strategy = strategyOf(name, tornDown, { seed: 1 }, networkBeforeFiles);
    const { found } = sample(strategy, { to: 2000, untilFound: true }, networkBeforeFiles);
    expect(found.length).toBeGreaterThan(0);
  });

  test('a seed → the same runs and the same report again, and other runs for another seed', () => {
    const [one, two, other] = [7, 7, 7000].map((seed) => {
      const strategy = strategyOf(name, faulty, { seed });
      const seen: (readonly string[])[] = [];
      for (let run = 0; run < 20; run += 1) {
        const scenario = strategy.newExecution(run);
        if (scenario !== undefined) seen.push(play(scenario, strategy.next).choices);
      }
      const { cpuMs: _, ...report } = sample(strategyOf(name, faulty, { seed }), { to: 60 });
      return { seen, report };
    });
    expect(one).toEqual(two);
    if (name !== 'fewest') expect(one?.seen).not.toEqual(other?.seen);
  });
});

describe('pct', () => {
  /** Threads of so many steps each, without anything below them. */
  const threads = (lengths: Readonly<Record<string, number>>, strategy: Strategy, run: number): readonly string[] => {
    const at = new Map(Object.keys(lengths).map((name) => [name, 0]));
    const order: string[] = [];
    strategy.newExecution(run);
    for (;;) {
      const possible = [...at].filter(([name, step]) => step < (lengths[name] ?? 0));
      if (possible.length === 0) return order;
      const choices: readonly Choice[] = possible.map(([name, step]) => ({
        id: `ask ${name} ${step} x`,
        kind: 'ask',
        isDefault: true,
        happen: () => undefined,
      }));
      const place = strategy.next(choices, undefined as unknown as Simulation);
      const [name, step] = possible[place as number] as [string, number];
      order.push(`${name}${step}`);
      at.set(name, step + 1);
    }
  };
  const share = (depth: number, lengths: Readonly<Record<string, number>>, isHit: (order: string) => boolean) => {
    const runs = 20_000;
    const steps = Object.values(lengths).reduce((sum, length) => sum + length, 0);
    const size = { chains: Object.keys(lengths).length, steps, lengths: new Map() };
    const strategy = pct(tornDown, 1, depth, size);
    let hits = 0;
    for (let run = 0; run < runs; run += 1) if (isHit(threads(lengths, strategy, run).join(' '))) hits += 1;
    return { share: hits / runs, bound: boundOf(size, depth).probability };
  };

  test('depth 1, two threads, one has to be through first: by hand 1/2, which is the bound', () => {
    const seen = share(1, { A: 2, B: 2 }, (order) => order.startsWith('B0 B1'));
    expect(seen.bound).toBe(1 / 2);
    expect(seen.share).toBeCloseTo(1 / 2, 1.5);
  });

  test('depth 2, one step between two of the other: by hand 1/2 · 1/4, which is the bound', () => {
    const seen = share(2, { A: 2, B: 2 }, (order) => /A0 .*B0.* A1/.test(order));
    expect(seen.bound).toBe(1 / 8);
    expect(seen.share).toBeCloseTo(1 / 8, 1.5);
  });

  test('depth 3, three threads: not less than the bound', () => {
    const seen = share(3, { A: 3, B: 3, C: 2 }, (order) => /A0.*B1.*C0.*A2/.test(order));
    expect(seen.bound).toBe(1 / (3 * 64));
    expect(seen.share).toBeGreaterThanOrEqual(seen.bound);
  });

  test('the number of runs for 99 %: 1 - (1 - p)^n', () => {
    expect(boundOf({ chains: 8, steps: 40 }, 3)).toEqual({ probability: 1 / 12_800, runsFor99: 58_944 });
    expect(boundOf({ chains: 1, steps: 40 }, 1).runsFor99).toBe(1);
  });

  test('its size is measured, and told', () => {
    const size = sizeOf(tornDown);
    expect(size.steps).toBeGreaterThan(20);
    expect(size.chains).toBeGreaterThan(10);
    expect(strategyOf('pct', tornDown, { seed: 1, depth: 2 }).promise).toContain(
      `n=${size.chains} k=${size.steps}: a defect of depth 2 is found by a run with P ≥ 1/${size.chains * size.steps}`,
    );
  });
});

describe('fewest', () => {
  test('fewer deviations come first, and all of them', () => {
    const scenario: Scenario = { name: '', clients: [{ name: 'k', steps: [a.run] }] };
    const counts: number[] = [];
    const strategy = fewest(scenario, { most: 2 });
    const report = sample(
      {
        ...strategy,
        newExecution: (run) => {
          const next = strategy.newExecution(run);
          if (next !== undefined) counts.push(strategy.depth());
          return next;
        },
      },
      {},
    );
    // Only files and network are there at the same time.
    expect(counts).toEqual([0, 1]);
    expect(report).toMatchObject({ schedules: 2, cut: undefined });
  });

  test('shared by three: together the same schedules, none told twice', () => {
    const scenario: Scenario = {
      name: '',
      clients: [
        { name: 'k', steps: [a.run] },
        { name: 'l', steps: [b.run] },
      ],
    };
    const runs = (share?: { readonly index: number; readonly of: number }) =>
      sample(fewest(scenario, { most: 2, share }), {}).schedules;
    const parts = [0, 1, 2].map((index) => runs({ index, of: 3 }));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(runs());
    expect(Math.min(...parts)).toBeGreaterThan(1);
  });
});

test('swarm: what may go wrong differs from run to run', () => {
  const drawn = Array.from({ length: 50 }, (_, seed) => drawScenario(tornDown, seed));
  const drawings: readonly ((scenario: Scenario) => unknown)[] = [
    ({ crashes }: Scenario) => crashes,
    ({ cancels }: Scenario) => cancels,
    ({ timers }: Scenario) => timers,
    ({ faults }: Scenario) => faults?.services?.join(),
    ({ faults }: Scenario) => faults?.kinds.join(),
  ];
  for (const drawing of drawings) expect(new Set(drawn.map(drawing)).size).toBeGreaterThan(1);
});

test('chains and events: outcomes of one call are one event; its success and each fault are chains', () => {
  const choice = (kind: Choice['kind'], id: string): Choice => ({ id, kind, isDefault: true, happen: () => undefined });
  const ok = choice('outcome', 'ok pod:a#1/svc:attachNetwork#2');
  const fail = choice('fault', 'fail pod:a#1/svc:attachNetwork#2');
  expect([eventOf(ok), chainOf(ok)]).toEqual(['call pod:a#1/svc:attachNetwork#2', 'ok pod:a/svc:attachNetwork']);
  expect([eventOf(fail), chainOf(fail)]).toEqual([eventOf(ok), 'fail pod:a/svc:attachNetwork']);
  expect(chainOf(choice('ask', 'ask kubelet 3 sandbox.stop'))).toBe('ask kubelet');
  expect(chainOf(choice('cancel', 'cancel kubelet-3'))).toBe('cancel kubelet');
  expect(eventOf(choice('exit', 'exit a-c0 137'))).toBe('exit a-c0');
  expect(scenarios.length).toBeGreaterThan(0);
});
