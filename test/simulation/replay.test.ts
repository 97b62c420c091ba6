/** What a daemon recorded, run through the same charts: the same; through others, or without a part of it: it shows. */
import { describe, expect, test } from 'vitest';
import { wireCharts } from '../../src/actors/charts.ts';
import type { ReadRecord } from '../../src/journal/read.ts';
import { containerMachine } from '../../src/machines/container.ts';
import { sandboxMachine } from '../../src/machines/sandbox.ts';
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { oneLife, scenarios } from '../../src/simulation/explore/scenarios.ts';
import { byDefault, type Pick, walk } from '../../src/simulation/explore/walk.ts';
import { simulatedEffects } from '../../src/simulation/logic.ts';
import { openReplay } from '../../src/simulation/replay.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { recording } from '../helpers/recorded.ts';

const recordOf = (scenario: Scenario, pick: Pick, verbosity: 'inputs' | 'transitions' = 'inputs') => {
  const recorded = recording(verbosity);
  walk(scenario, pick, { tape: recorded.tape });
  return recorded.records();
};
const replayed = (records: readonly ReadRecord[], charts?: Parameters<typeof openReplay>[0]) => {
  const replay = openReplay(charts);
  for (const record of records) {
    const found = replay.take(record);
    if (found !== undefined) return { found, ...replay.counts() };
  }
  return { found: replay.end(), ...replay.counts() };
};
const numbered = (records: readonly ReadRecord[]) =>
  records.map((record, q) => (record.k === 'H' ? record : { ...record, q }));
const randomly = (seed: number): Pick => {
  const random = randomFrom(seed);
  return (choices) => Math.floor(random() * choices.length);
};
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe('a replay', () => {
  test.each(scenarios)('$name, whatever goes wrong: the same', (scenario) => {
    for (const seed of seeds) {
      const records = recordOf({ ...scenario, cancels: 1, crashes: 1, timers: 'race' }, randomly(seed));
      const { found, inputs, skipped } = replayed(records);
      expect({ seed, found, skipped }).toEqual({ seed, found: undefined, skipped: 0 });
      expect(inputs).toBe(records.filter(({ k }) => k === 'I').length);
    }
  });

  test('a crash of the daemon is another life', () => {
    const records = recordOf({ ...oneLife, crashes: 1 }, (choices) => {
      const crash = choices.findIndex(({ id }) => id === 'crash 1');
      return choices.some(({ id }) => id.includes('startTask')) && crash >= 0
        ? crash
        : byDefault(choices, null as never);
    });
    expect(replayed(records)).toMatchObject({ found: undefined, lives: 2 });
  });

  test('other charts → where, and what they do instead', () => {
    const records = recordOf(oneLife, byDefault, 'transitions');
    const wiring = {
      container: containerMachine,
      sandbox: sandboxMachine.provide({ guards: { needsInfra: () => true } }),
    };
    const { found } = replayed(records, { charts: wireCharts(simulatedEffects, wiring) });
    expect(found?.reason).toBe('it caused other transitions or answers');
    expect(found?.input.a).toMatch(/^pod:a#1\/svc:/);
    expect(found?.recorded.moves).not.toEqual(found?.actual.moves);
  });

  test('any input left out but the last → noticed, by its number or by what follows', () => {
    const records = recordOf(oneLife, byDefault);
    const inputs = records.flatMap(({ k }, index) => (k === 'I' ? [index] : []));
    for (const index of inputs.slice(0, -1)) {
      const left = records.toSpliced(index, 1);
      expect(replayed(left).found ?? replayed(left).skipped).toBeTruthy();
    }
    const result = records.findIndex((record) => record.k === 'I' && record.a?.includes('startTask'));
    expect(replayed(numbered(records.toSpliced(result, 1))).found?.reason).not.toContain('record');
  });

  test('a result that nobody asked for → said so', () => {
    const records = recordOf(oneLife, byDefault);
    const at = records.findIndex(
      (record) => record.k === 'I' && record.s === 'svc' && record.a?.includes('pinNamespaces'),
    );
    const doubled = records.toSpliced(at, 0, records[at] as ReadRecord);
    expect(replayed(numbered(doubled)).found?.reason).toContain('nobody waits for pod:a#1/svc:pinNamespaces#1');
  });

  test('over a gap nothing is concluded', () => {
    const records = recordOf(oneLife, byDefault);
    const gap: ReadRecord = { k: 'G', q: 1, t: 0, lost: 3, why: 'the disk is full' };
    const { found, gaps, skipped } = replayed([...records.slice(0, 9), gap, ...records.slice(12)]);
    expect({ found, gaps }).toEqual({ found: undefined, gaps: 1 });
    expect(skipped).toBe(records.slice(12).length);
  });
});
