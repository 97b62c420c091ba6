/** Counter-examples as sources: the violation is where it happened, and nothing that is told differs from the run. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Source } from '../../../../src/cli/inspect/source.ts';
import { openFile } from '../../../../src/cli/inspect/sources/open.ts';
import { reproSource } from '../../../../src/cli/inspect/sources/repro.ts';
import type { Line } from '../../../../src/inspector/stream.ts';
import { partsOf } from '../../../../src/simulation/explore/catalogue.ts';
import { strategyOf } from '../../../../src/simulation/explore/portfolio.ts';
import { type Repro, reproOf } from '../../../../src/simulation/explore/repro.ts';
import { sample } from '../../../../src/simulation/explore/sample.ts';
import { twins } from '../../../../src/simulation/twins/twins.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-feed-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** What breaks a twin, made small. */
const broken = (name: string): Repro => {
  const twin = twins.find((each) => each.name === name);
  if (twin === undefined) throw new Error(`no twin ${name}`);
  const parts = partsOf(name);
  for (const strategy of ['fewest', 'pct'] as const) {
    const { found } = sample(strategyOf(strategy, twin.scenario, { seed: 1 }), { to: 1500, untilFound: true }, parts);
    const [first] = found;
    const origin = { seed: 1, strategy, build: 'test', twin: name };
    const repro = first && reproOf(first, twin.scenario, origin, { parts });
    if (repro !== undefined) return repro;
  }
  throw new Error(`nothing was found in ${name}`);
};
const linesOf = async (source: Source): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for await (const chunk of source.lines(new AbortController().signal))
    for (const line of Buffer.from(chunk as Uint8Array)
      .toString()
      .trimEnd()
      .split('\n'))
      lines.push(JSON.parse(line));
  await source.close();
  return lines;
};
const raceOf = (lines: readonly Line[]) => lines.findLast((line) => line.k === 'about')?.about.race;

/** Some of them, and one that never comes to rest. */
const some = twins.map(({ name }) => name).filter((name, nth) => nth % 9 === 0 || name === 'del-insists');

describe.each(some)('%s', (name) => {
  test('played again: nothing differs, and it ends with the violation', async () => {
    const repro = broken(name);
    const lines = await linesOf(reproSource({ repro, title: name }));
    expect(lines.filter(({ k }) => k === 'trouble')).toEqual([]);
    const verdict = lines.find(({ k }) => k === 'V');
    expect(verdict).toMatchObject({ name: repro.invariant, verdict: 'violation', message: repro.wrong });
    expect(lines.findLast(({ k }) => k.length === 1)).toBe(verdict);
    const race = raceOf(lines);
    expect(race).toMatchObject({ isBroken: true, invariant: repro.invariant, wrong: repro.wrong });
    expect(race?.deviations.map(({ id }) => id).sort()).toEqual(repro.deviations.map(({ take }) => take).sort());
    expect(race?.inevitability).toHaveLength(repro.choices.length > 300 ? 0 : repro.choices.length);
    expect(race?.inevitability.every((share) => share >= 0 && share <= 1)).toBe(true);
    const numbers = new Set(lines.flatMap((line) => (line.k === 'I' || line.k === 'N' ? [line.q] : [])));
    for (const q of race?.racing ?? []) expect(numbers).toContain(q);
    expect(race?.test).toContain(`partsOf('${name}')`);
  });
});

test('from a file; the mended charts break nothing', async () => {
  const { twin: _, ...repro } = broken(twins[0]?.name ?? '');
  const path = join(dir, 'repro.json');
  await writeFile(path, JSON.stringify(repro, null, 2));
  const source = await openFile(path);
  expect(source.about()).toMatchObject({ kind: 'simulated', title: 'repro.json', race: { isBroken: false } });
  expect(source.repro?.()).toMatchObject({ invariant: repro.invariant });
  const lines = await linesOf(source);
  expect(lines.some(({ k }) => k === 'V')).toBe(false);
  expect(lines.some(({ k }) => k === 'S')).toBe(true);
});
test('a file that says it is one and is none → refused, in words', async () => {
  const path = join(dir, 'repro.json');
  await writeFile(path, '{"format":"troupe.repro/1","scenario":{"name":1}}');
  await expect(openFile(path)).rejects.toMatchObject({
    code: 'RequestInvalid',
    details: { reason: expect.stringContaining('scenario.name') },
  });
});
