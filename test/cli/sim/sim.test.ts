import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Complaint } from '../../../src/cli/complain.ts';
import { simHere } from '../../../src/cli/sim/here.ts';
import { catalogue } from '../../../src/simulation/explore/catalogue.ts';
import { oneLife } from '../../../src/simulation/explore/scenarios.ts';

/** Breaks in every schedule. */
const twin = 'record-stays';
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'troupe-sim-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const said = async (work: () => Promise<number>) => {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    return { exitCode: await work(), text };
  } finally {
    spy.mockRestore();
  }
};
const complaintOf = async (work: () => Promise<number>) => {
  try {
    await said(work);
  } catch (error) {
    if (error instanceof Complaint) return { exitCode: error.exitCode, text: error.lines.join('\n') };
    throw error;
  }
  throw new Error('there was no complaint');
};
const running = (flags: Partial<Parameters<typeof simHere.simRun>[1]> = {}) => ({
  strategy: 'pct',
  depth: '3',
  schedules: '5',
  seed: '1',
  workers: '1',
  untilFound: true,
  reproDir: dir,
  json: false,
  ...flags,
});
const exploring = { budget: '20s', reproDir: '', json: false };

test('list: every scenario, each once; for programs as they are', async () => {
  const { text, exitCode } = await said(() => simHere.simList({ json: false }));
  expect(exitCode).toBe(0);
  expect(text).toContain('one life: 1 clients, 5 requests\n');
  const names = catalogue().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const { text: json } = await said(() => simHere.simList({ json: true }));
  expect(JSON.parse(json)).toHaveLength(names.length);
});

describe('run', () => {
  test('nothing is found → 0, the seed and what the strategy promises are told', async () => {
    const { text, exitCode } = await said(() => simHere.simRun('one life', running()));
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^seed 1\n✓ one life · pct d=3: 5 schedules/);
    expect(text).toMatch(/P ≥ 1\/\d+, by \d+ runs with 99 %; 5 were done/);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('a finding → 1, a diagram, and a file from which all else goes on', async () => {
    const { text, exitCode } = await said(() => simHere.simRun('one life', running({ twin })));
    expect(exitCode).toBe(1);
    const [name = ''] = readdirSync(dir);
    const file = join(dir, name);
    expect(text).toContain(`again: troupe repro ${file}`);
    expect(text).toContain('├─sandbox.run');

    const again = await said(() => simHere.repro(file, { mermaid: false, json: false }));
    expect(again.exitCode).toBe(1);
    expect(again.text).toContain('├─sandbox.run');
    const mermaid = await said(() => simHere.repro(file, { mermaid: true, json: false }));
    expect(mermaid.text).toMatch(/^sequenceDiagram\n/);
    const json = JSON.parse((await said(() => simHere.repro(file, { mermaid: false, json: true }))).text);
    expect(json).toMatchObject({ holds: false, twin, format: 'troupe.repro/1' });
    const emitted = await said(() => simHere.repro(file, { emitTest: true, mermaid: false, json: false }));
    expect(emitted).toMatchObject({ exitCode: 0, text: expect.stringContaining(`partsOf('${twin}')`) });
    expect(emitted.text).toContain("from '../../../src/simulation/explore/repro.ts'");

    const small = join(dir, 'small.json');
    const shrunk = await said(() => simHere.shrink(file, { output: small, json: false }));
    expect(shrunk.exitCode).toBe(0);
    expect(JSON.parse(readFileSync(small, 'utf8'))).toEqual(JSON.parse(readFileSync(file, 'utf8')));

    // Without the twin's charts nothing is wrong.
    const { twin: _, ...mended } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(mended));
    expect((await said(() => simHere.repro(file, { mermaid: false, json: false }))).exitCode).toBe(0);
    expect(await complaintOf(() => simHere.shrink(file, { json: false }))).toMatchObject({ exitCode: 3 });
    writeFileSync(file, JSON.stringify({ ...mended, choices: ['ask nobody 0 x'] }));
    const diverged = await complaintOf(() => simHere.repro(file, { mermaid: false, json: false }));
    expect(diverged).toMatchObject({ exitCode: 3, text: expect.stringContaining('ask kubelet 0 sandbox.run') });
  }, 60_000);

  test('a scenario of one’s own, from a file; and what is none', async () => {
    const file = join(dir, 'own.json');
    writeFileSync(file, JSON.stringify({ ...oneLife, name: 'my own' }));
    expect((await said(() => simHere.simRun(file, running()))).text).toContain('✓ my own');
    writeFileSync(file, '{"name": 3}');
    expect(await complaintOf(() => simHere.simRun(file, running()))).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining('scenario.name: is no text'),
    });
  });
});

test('explore: complete → 0; cut → 4; a finding → 1', async () => {
  const flags = { ...exploring, reproDir: dir };
  expect(await said(() => simHere.simExplore('one life', flags))).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining('complete'),
  });
  expect(
    await said(() => simHere.simExplore('one life, two faults', { ...flags, schedules: '3', json: true })),
  ).toMatchObject({ exitCode: 4, text: expect.stringContaining('"isComplete":false') });
  const found = await said(() => simHere.simExplore('one life', { ...flags, schedules: '3', twin }));
  expect(found.exitCode).toBe(1);
}, 60_000);

test('coverage: what was seen of the charts, and what was not', async () => {
  const flags = { schedules: '3', strategy: 'random', seed: '1', workers: '1', all: false, json: false };
  const { text, exitCode } = await said(() => simHere.coverage(['torn down while it is made'], flags));
  expect(exitCode).toBe(0);
  expect(text).toMatch(/seed 1, 1 scenarios, 3 runs each\nmachine, state, event: \d+ of \d+/);
  const json = JSON.parse((await said(() => simHere.coverage(['one life'], { ...flags, json: true }))).text);
  expect(json.triples.unseen.length + json.triples.seen).toBe(json.triples.defined);
});

test.each([
  ['a scenario that is not there', () => simHere.simRun('nope', running()), 'there is no scenario "nope"'],
  ['words of several names', () => simHere.simRun('torn down', running()), 'is in several names'],
  ['a strategy', () => simHere.simRun('one life', running({ strategy: 'x' })), 'those that are: default, random'],
  ['a seed', () => simHere.simRun('one life', running({ seed: '-1' })), '--seed is a whole number'],
  ['workers', () => simHere.simRun('one life', running({ workers: '0' })), '--workers is a whole number from 1 to 64'],
  ['a depth', () => simHere.simRun('one life', running({ depth: '5' })), '--depth is a whole number from 1 to 4'],
  ['a budget', () => simHere.simRun('one life', running({ budget: '5' })), '--budget is a time such as'],
  ['a twin', () => simHere.simRun('one life', running({ twin: 'x' })), 'there is no twin "x"'],
  ['a file', () => simHere.repro('/nowhere/x.json', { mermaid: false, json: false }), '(ENOENT)'],
  [
    'a reproducer',
    () => simHere.repro('package.json', { mermaid: false, json: false }),
    'package.json is no reproducer',
  ],
  [
    'nothing to cover',
    () => simHere.coverage(['nope'], { schedules: '1', strategy: 'random', workers: '1', all: false, json: false }),
    'no scenario has these words',
  ],
])('%s that is wrong → 2, and what is wrong with it', async (_, work, message) => {
  expect(await complaintOf(work)).toMatchObject({ exitCode: 2, text: expect.stringContaining(message) });
});
