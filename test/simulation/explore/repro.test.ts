import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pod } from '../../../src/simulation/configs.ts';
import { buildOf } from '../../../src/simulation/explore/build.ts';
import { emitTest } from '../../../src/simulation/explore/emit-test.ts';
import { strategyOf } from '../../../src/simulation/explore/portfolio.ts';
import { ReproInvalid, readRepro } from '../../../src/simulation/explore/read-repro.ts';
import {
  playLoosely,
  playRepro,
  type Repro,
  reproName,
  reproOf,
  shrunkAgain,
} from '../../../src/simulation/explore/repro.ts';
import { loadRepro, writeRepro } from '../../../src/simulation/explore/repro-files.ts';
import { sample } from '../../../src/simulation/explore/sample.ts';
import { tornDown } from '../../../src/simulation/explore/scenarios.ts';
import { Diverged } from '../../../src/simulation/explore/schedule.ts';
import type { Scenario } from '../../../src/simulation/scenario.ts';
import { insistingRemoval } from './broken.ts';

const scenario: Scenario = { ...tornDown, faults: { total: 1, each: 1, kinds: ['fail', 'half'] } };
const made = (): Repro => {
  const { found } = sample(
    strategyOf('random', scenario, { seed: 1 }),
    { to: 500, untilFound: true },
    insistingRemoval,
  );
  const [first] = found;
  if (first === undefined) throw new Error('it was not found');
  const repro = reproOf(first, scenario, { seed: 1, strategy: 'random', build: 'test' }, { parts: insistingRemoval });
  if (repro === undefined) throw new Error('it was not found again');
  return repro;
};

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'troupe-repro-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('a reproducer', () => {
  test('written and read → the same, and it breaks its invariant again, from the file alone', async () => {
    const repro = made();
    const path = await writeRepro(repro, join(dir, 'new', 'dir'));
    expect(path.endsWith(`${reproName(repro)}`)).toBe(true);
    expect(readdirSync(join(dir, 'new', 'dir'))).toEqual(['nothing-left-1.json']);
    const read = await loadRepro(path);
    expect(read).toEqual(repro);
    expect(playRepro(read, insistingRemoval).violation).toMatchObject({ invariant: read.invariant, wrong: read.wrong });
    expect(read.deviations).toHaveLength(1);
    expect(shrunkAgain(read, { parts: insistingRemoval })).toEqual(read);
  });

  test('where the defect is mended → no violation', () => {
    expect(playRepro(made()).violation).toBeUndefined();
    expect(shrunkAgain(made())).toBeUndefined();
  });

  test('a choice that is not possible in this build → Diverged, with what is', () => {
    const repro = made();
    const other = { ...repro, choices: [...repro.choices.slice(0, 2), 'ok pod:a#1/svc:unheardOf#1'] };
    const thrown = (() => {
      try {
        return playRepro(other);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(Diverged);
    expect(thrown).toMatchObject({ step: 2, wanted: 'ok pod:a#1/svc:unheardOf#1' });
    expect((thrown as Diverged).possible.length).toBeGreaterThan(0);
    expect(() => playRepro({ ...repro, choices: [...repro.choices, ...Array(200).fill('ok x')] })).toThrow(Diverged);
    expect(playLoosely(other.scenario, other.choices).isWhole).toBe(true);
  });

  test('its name is one of a file', () => {
    expect(reproName({ invariant: '../../etc/passwd; rm', seed: 3 })).toBe('-etc-passwd-rm-3.json');
  });
});

describe('what is no reproducer', () => {
  const good = {
    format: 'troupe.repro/1',
    scenario: { name: 'x', clients: [{ name: 'k', steps: [pod('a').run] }] },
    seed: 1,
    strategy: 'random',
    invariant: 'nothing-left',
    wrong: 'x',
    deviations: [],
    choices: [],
    build: 'x',
  };
  test('the least that one needs → read', () => {
    expect(readRepro(JSON.stringify(good))).toMatchObject({ run: 0, isLeast: false });
  });
  test.each([
    ['', 'it is not JSON'],
    ['[]', 'it: is no object'],
    ['{}', 'its format is not told'],
    [JSON.stringify({ ...good, format: 'troupe.journal/1' }), 'its format is "troupe.journal/1"'],
    [JSON.stringify({ ...good, scenario: undefined }), 'scenario: is no object'],
    [JSON.stringify({ ...good, scenario: { name: 'x', clients: 3 } }), 'scenario.clients: is no list'],
    [
      JSON.stringify({ ...good, scenario: { name: 'x', clients: [{ name: 'k', steps: [1] }] } }),
      'steps[0]: is no object',
    ],
    [
      JSON.stringify({
        ...good,
        scenario: { ...good.scenario, clients: [...good.scenario.clients, ...good.scenario.clients] },
      }),
      'another client',
    ],
    [JSON.stringify({ ...good, scenario: { ...good.scenario, timers: 'no' } }), 'scenario.timers'],
    [JSON.stringify({ ...good, scenario: { ...good.scenario, crashes: -1 } }), 'scenario.crashes'],
    [JSON.stringify({ ...good, scenario: { ...good.scenario, faults: { total: 1 } } }), 'scenario.faults.each'],
    [JSON.stringify({ ...good, choices: [3] }), 'choices[0]: is no text'],
    [JSON.stringify({ ...good, choices: Array(10_001).fill('x') }), 'choices: has more than 10000 entries'],
    [JSON.stringify({ ...good, deviations: [{ step: 'x' }] }), 'deviations[0].step'],
    [JSON.stringify({ ...good, seed: 1.5 }), 'seed: is no whole number'],
    [' '.repeat(4 * 1024 * 1024 + 1), 'more than'],
  ])('%.60s → told', (text, message) => {
    expect(() => readRepro(text)).toThrow(ReproInvalid);
    expect(() => readRepro(text)).toThrow(message);
  });
});

describe('an emitted test', () => {
  const root = join(import.meta.dirname, '../../..');
  const run = (source: string): string => {
    mkdirSync(join(dir, 't'));
    writeFileSync(join(dir, 't', 'emitted.test.ts'), source);
    writeFileSync(join(dir, 'vitest.config.mjs'), 'export default {};');
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
    const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--configLoader', 'native'];
    const env = { PATH: process.env.PATH, NO_COLOR: '1' };
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8', timeout: 60_000, env });
    return stdout + stderr;
  };

  test('passes where the defect is mended, and tells where it comes from', () => {
    const repro = { ...made(), wrong: 'a */ comment\n' };
    const said = run(emitTest(repro, join(dir, 't')));
    expect(said).toContain('1 passed');
    expect(emitTest(repro, join(dir, 't'))).toContain('a * / comment');
  }, 90_000);

  test('fails for as long as it is there', () => {
    const source = emitTest(made(), join(dir, 't'));
    const broken = join(dir, 'broken.ts');
    const module = (path: string) => JSON.stringify(join(root, path));
    writeFileSync(
      broken,
      `import { playLoosely as plays } from ${module('src/simulation/explore/repro.ts')};
       import { insistingRemoval } from ${module('test/simulation/explore/broken.ts')};
       export const playLoosely = (scenario, choices) => plays(scenario, choices, insistingRemoval);`,
    );
    const said = run(source.replace(/from '.*repro\.ts'/, `from '${broken}'`));
    expect(said).toContain('1 failed');
    expect(said).toContain('nothing-left');
  }, 90_000);
});

test('a build: the version and the charts', () => {
  expect(buildOf()).toMatch(/^\d+\.\d+\.\d+ charts [0-9a-f]{8}$/);
  expect(buildOf()).toBe(buildOf());
});
