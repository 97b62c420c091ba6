/** docs/simulated.md tells what the code has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programNames } from '../../src/simulated/programs/programs.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/simulated.md'), 'utf8');
const table = page.slice(page.indexOf('| program |'), page.indexOf('## Images'));

test('every program is in the table', () => {
  const told = new Set(
    [...table.matchAll(/^\| ((?:`[^`]+` ?)+)/gm)].flatMap(([, names = '']) => names.match(/[^` ]+/g)),
  );
  expect(programNames.filter((name) => !told.has(name))).toEqual([]);
  expect([...told].filter((name) => !programNames.includes(String(name)))).toEqual([]);
});
