import { describe, expect, test } from 'vitest';
import { explain, textOfExplanation } from '../../../src/simulation/explore/explain.ts';
import { inevitability, racingPair, turningPoint } from '../../../src/simulation/explore/pointing.ts';
import { strategyOf } from '../../../src/simulation/explore/portfolio.ts';
import { type Repro, reproOf } from '../../../src/simulation/explore/repro.ts';
import { sample } from '../../../src/simulation/explore/sample.ts';
import { oneLife, tornDown } from '../../../src/simulation/explore/scenarios.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import type { Parts } from '../../../src/simulation/stage.ts';
import { insistingRemoval, networkBeforeFiles, silentStop } from './broken.ts';

const found = (scenario: Scenario, parts: Parts): Repro => {
  const { found: all } = sample(strategyOf('random', scenario, { seed: 1 }), { to: 500, untilFound: true }, parts);
  const [first] = all;
  const repro = first && reproOf(first, scenario, { seed: 1, strategy: 'random', build: 'x' }, { parts });
  if (repro === undefined) throw new Error('it was not found');
  return repro;
};

describe('a network that must come after the files', () => {
  const repro = found(tornDown, networkBeforeFiles);
  const [network, files] = ['ok pod:a#1/svc:attachNetwork#1', 'ok pod:a#1/svc:prepareSandboxFiles#1'];

  test('these two race', () => {
    const pair = racingPair(repro, networkBeforeFiles);
    expect(pair?.ids).toEqual([network, files]);
    expect(pair?.second).toBe((pair?.first ?? 0) + 1);
  });

  test('before the first of them anything is possible; after it nothing helps', () => {
    const chances = inevitability(repro, { seed: 1, runs: 100 }, networkBeforeFiles);
    expect(chances).toHaveLength(repro.choices.length + 1);
    const turn = turningPoint(chances);
    expect(turn?.after).toEqual({ after: repro.choices.indexOf(network as string) + 1, share: 1 });
    expect(turn?.before?.share).toBeGreaterThan(0.2);
    expect(turn?.before?.share).toBeLessThan(0.8);
  });

  test('the text: the diagram, the pair, the transition, the turning point; always the same', () => {
    const [text, again] = [1, 2].map(() => textOfExplanation(explain(repro, networkBeforeFiles)).join('\n'));
    expect(text).toBe(again);
    expect(text).toContain('✗ nothing-left   seed 1');
    expect(text).toMatch(/ 3 ◄! .*◄attachNetwork ok.*\+address 10\.88\.9\.9/);
    expect(text).toMatch(/ 4 ◄! .*◄prepareSandboxFiles ok/);
    expect(text).toContain('racing pair: 3 × 4');
    expect(text).toContain('decided at 4 by: sandbox, state preparing.assembling.files.writing');
    expect(text).toContain('inevitable after 3 (P=1.00)');
    expect(text).toContain('no schedule of this scenario with fewer deviations');
    expect(explain(repro, networkBeforeFiles).mermaid[0]).toBe('sequenceDiagram');
  });
});

test('a fault alone decides → no pair, and the fault’s step is told', () => {
  const faulty: Scenario = { ...oneLife, faults: { total: 1, each: 1, kinds: ['fail'] } };
  const repro = found(faulty, insistingRemoval);
  const { pair, decidedAt } = explain(repro, insistingRemoval);
  expect(pair).toBeUndefined();
  expect(repro.choices[decidedAt]).toMatch(/^fail /);
});

test('every schedule breaks it → inevitable from the start', () => {
  const chances = inevitability(found(oneLife, silentStop), { seed: 1, runs: 10 }, silentStop);
  expect(turningPoint(chances)?.before).toBeUndefined();
  expect(chances[0]).toEqual({ after: 0, share: 1 });
});

test('nothing is certain → no turning point', () => {
  expect(
    turningPoint([
      { after: 0, share: 0.5 },
      { after: 1, share: 0.9 },
    ]),
  ).toBeUndefined();
});
