import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostFacts } from '../../../src/actors/bundle/host-facts.ts';

test('facts of this node → as /proc has them', () => {
  const facts = hostFacts({ isOomScoreAdjRestricted: false });
  const mask = /^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const bits = [...BigInt(`0x${mask}`).toString(2)].filter((bit) => bit === '1').length;
  expect(facts.capabilities).toHaveLength(bits);
  expect(facts.kernel.major).toBeGreaterThanOrEqual(4);
  expect(['v1', 'v2', 'hybrid']).toContain(facts.cgroups.mode);
  expect(facts.cgroups.controllers).not.toContain('');
});

test('told to be restricted → nothing below its own oom_score_adj', () => {
  const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
  expect(hostFacts({ isOomScoreAdjRestricted: true }).oomScoreAdjFloor).toBe(own);
});
