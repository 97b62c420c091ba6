/** docs/invariants.md says what the code does. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { daemonInvariants, worldInvariants } from '../../src/invariants/all.ts';
import { catalogue, type Entry } from '../../src/invariants/catalogue.ts';
import { machineInvariants, ownerlessBreaks } from '../../src/invariants/machine.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const inDaemon = new Set(daemonInvariants.map(({ name }) => name));

/** `*`: a daemon asks itself, too. */
const rowOf = ([id, entry]: readonly [string, Entry]): string => {
  const own = worldInvariants.filter((one) => one.id === id);
  const simulated = own.map(({ name, kind }) => `${name}${inDaemon.has(name) ? '*' : ''} (${kind})`);
  const machine = machineInvariants.filter((one) => one.id === id).map(({ name }) => name);
  const ownerless = Object.entries(ownerlessBreaks).flatMap(([kind, breaks]) =>
    breaks === id ? [`${kind} without an owner`] : [],
  );
  const cells = [
    simulated,
    [...machine, ...ownerless],
    [...(entry.real ?? []), ...(entry.why === undefined ? [] : [`(${entry.why})`])],
  ];
  return `| ${id} | ${entry.title} | ${cells.map((cell) => cell.join(', ')).join(' | ')} |`;
};

test('docs/invariants.md has each of them, and where it is judged', () => {
  const said = readFileSync(`${project}/docs/invariants.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| I'));
  expect(said).toEqual(Object.entries(catalogue).map(rowOf));
});

test('all 46, and each is judged somewhere', () => {
  const ids = Array.from({ length: 46 }, (_, at) => `I${String(at + 1).padStart(2, '0')}`);
  expect(Object.keys(catalogue)).toEqual(ids);
  const judged = new Set([...worldInvariants, ...machineInvariants].map(({ id }) => id as string));
  const entries: readonly (readonly [string, Entry])[] = Object.entries(catalogue);
  for (const [id, { real, why }] of entries)
    expect(judged.has(id) || (real !== undefined && why !== undefined), id).toBe(true);
});

test('the tests that are named are there', () => {
  const entries: readonly Entry[] = Object.values(catalogue);
  for (const file of entries.flatMap(({ real = [] }) => real))
    expect(existsSync(`${project}/${file}`), file).toBe(true);
});
