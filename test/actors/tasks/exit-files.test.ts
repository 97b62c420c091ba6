import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { readExit } from '../../../src/actors/tasks/exit-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'trp-exits-'));
const names = ['told', 'kept'] as const;
afterEach(() => {
  for (const name of names) rmSync(join(dir, name), { force: true });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** conmon keeps it in the bundle first, and then tells it in the directory of exits. */
const times = { kept: 1000, told: 1008 };
const write = (name: keyof typeof times, text: string) => {
  writeFileSync(join(dir, name), text);
  utimesSync(join(dir, name), times[name], times[name]);
};

test.each<[string, Partial<Record<keyof typeof times, string>>, unknown]>([
  ['none', {}, undefined],
  ['only the first that is written', { kept: '3' }, { exitCode: 3, atMs: 1_000_000 }],
  ['both → still the time of the first', { kept: '3', told: '3' }, { exitCode: 3, atMs: 1_000_000 }],
  ['only the second, the bundle is gone', { told: '3\n' }, { exitCode: 3, atMs: 1_008_000 }],
  ['a code that conmon lost', { kept: '-1' }, { exitCode: undefined, atMs: 1_000_000 }],
])('exit files: %s', async (_, files, exit) => {
  for (const [name, text] of Object.entries(files)) write(name as keyof typeof times, text);
  expect(await readExit(names.map((name) => join(dir, name)))).toEqual(exit);
});
