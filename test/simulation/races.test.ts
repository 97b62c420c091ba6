/** Every row of the tables of races, played as it is written; and its neighbourhood, as far as there is time here. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { around } from '../../src/simulation/races/around.ts';
import { cases } from '../../src/simulation/races/catalogue.ts';
import { elsewhere } from '../../src/simulation/races/elsewhere.ts';
import { impossible } from '../../src/simulation/races/impossible.ts';
import { races } from '../../src/simulation/races/races.ts';
import { caseOf, type Row } from '../../src/simulation/races/row.ts';
import { play } from '../../src/simulation/races/script.ts';
import { tableOfCases } from '../../src/simulation/races/table.ts';
import { raceTwins } from '../../src/simulation/twins/race-twins.ts';
import { twins } from '../../src/simulation/twins/twins.ts';

/** `npm run explore` tries all of them. */
const schedules = 40;

describe('races', () => {
  for (const row of races) {
    const declare = row.known === undefined ? test : test.fails;
    declare(row.id, () => {
      const { wrong, trace } = play(row);
      expect(wrong, trace.join('\n')).toBeUndefined();
      expect(around(row, schedules).found).toEqual([]);
    });
  }
});

describe('rows can fail', () => {
  const partsOf = (name: string) => {
    const twin = [...raceTwins, ...twins].find((each) => each.name === name);
    if (twin === undefined) throw new Error(`no twin is called ${name}`);
    return twin.parts();
  };
  const breakable = races.flatMap(({ brokenBy, ...row }) => (brokenBy === undefined ? [] : [{ row, brokenBy }]));

  test.each(breakable)('$row.id: $brokenBy', ({ row, brokenBy }) => {
    expect(play(row, partsOf(brokenBy)).wrong).toBeDefined();
  });

  test('more than a third of them, and each race twin breaks one', () => {
    expect(breakable.length).toBeGreaterThan(races.length / 3);
    expect(raceTwins.filter(({ name }) => !breakable.some(({ brokenBy }) => brokenBy === name))).toEqual([]);
  });
});

describe('the catalogue', () => {
  const ids = cases.map(({ id }) => id);

  test('131 cases, each with a sentence and what it is known from', () => {
    expect(new Set(ids).size).toBe(131);
    for (const { id, title, references, invariants } of cases) {
      expect(title, id).toMatch(/^[a-z]|^EXITED/);
      expect(references.length, id).toBeGreaterThan(0);
      for (const name of invariants) expect(name, id).toMatch(/^I\d\d$/);
      for (const reference of references) expect(reference, id).toMatch(/^[\w.-]+\/[\w.-]+[#@][\da-f]+$|^GHSA-/);
    }
  });

  test('each is simulated, in another test, or cannot occur', () => {
    const simulated = new Set(races.map(caseOf));
    const isOf = (id: string) => [simulated.has(id) || id in elsewhere, id in impossible];
    expect(ids.filter((id) => !isOf(id).includes(true))).toEqual([]);
    expect(ids.filter((id) => !isOf(id).includes(false))).toEqual([]);
    expect([...Object.keys(elsewhere), ...Object.keys(impossible)].filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('docs/scenarios.md → has all of it, as `node src/simulation/races/table.ts` prints it', () => {
    const [, table] = readFileSync('docs/scenarios.md', 'utf8').split('## All cases\n\n');
    expect(table).toBe(tableOfCases());
  });

  test('the tests elsewhere are there', () => {
    for (const [id, tests] of Object.entries(elsewhere))
      for (const [file, title] of tests) expect(readFileSync(file, 'utf8'), `${id}: ${file}`).toContain(title);
  });

  test('a row is of one of them, and has a name of its own', () => {
    expect(races.filter((row) => !ids.includes(caseOf(row))).map(({ id }) => id)).toEqual([]);
    expect(new Set(races.map(({ id }) => id)).size).toBe(races.length);
  });
});

describe('the language', () => {
  const life: Row = { id: 'x', clients: 'kubelet: run a, create a/c0, start a/c0', script: 'done kubelet start' };
  const wrongOf = (change: Partial<Row>) => play({ ...life, ...change }).wrong;

  test('what is expected and not so → says what is', () => {
    expect(wrongOf({ expect: 'a/c0 EXITED' })).toBe('"a/c0 EXITED": it is shown RUNNING');
    expect(wrongOf({ expect: 'kubelet.start ContainerWrongState' })).toContain('it is ok');
    expect(wrongOf({ expect: 'kubelet.create ok a/c1' })).toContain('its answer has a-c0');
    expect(wrongOf({ expect: 'did createTask a/c0 twice' })).toContain('1 times');
    expect(wrongOf({ expect: 'did startTask before did createTask' })).toContain('comes first');
    expect(wrongOf({ expect: 'never did startTask after did createTask' })).toContain('comes after');
    expect(wrongOf({ expect: 'a has no address' })).toContain('it has: address');
    expect(wrongOf({ expect: 'a owes nothing' })).toContain('it owes:');
    expect(wrongOf({ expect: 'all is gone' })).toContain('left:');
    expect(wrongOf({ expect: 'elapsed 3s' })).toContain('0s have gone by');
    expect(wrongOf({ expect: 'network down' })).toContain('it is ready');
    expect(wrongOf({ expect: 'a NOTREADY' })).toContain('it is READY');
  });

  test('a step that fits nothing, or several → says what is possible', () => {
    expect(wrongOf({ script: 'ok detachNetwork' })).toContain(
      'never becomes possible; possible: ask kubelet 0 sandbox.run',
    );
    expect(wrongOf({ script: 'ask kubelet run; hold attachNetwork; hold prepareSandboxFiles; ok a' })).toBeUndefined();
    expect(wrongOf({ script: 'ask kubelet run; ok pinNamespaces; ok a' })).toContain('fits several');
    expect(wrongOf({ script: 'ask kubelet run; hold attachNetwork; done kubelet run' })).toContain('never answered');
    expect(wrongOf({ script: 'ask nobody run' })).toContain('no client is called');
  });

  test('words that mean nothing → an error that has them', () => {
    expect(() => play({ ...life, clients: 'k: fly a' })).toThrow('a pod is not "fly"');
    expect(() => play({ ...life, programs: 'a/c0 sings' })).toThrow('"a/c0 sings" is no program');
    expect(wrongOf({ expect: 'all is well' })).toContain('is no expectation');
  });
});
