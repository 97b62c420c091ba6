/** The scripts are run by real shells, as somebody who types has them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Completable, completionScript } from '../../src/cli/completion.ts';

const commands: readonly Completable[] = [
  { path: ['ps'], options: ['--all', '--help'], subcommands: [], takes: undefined },
  { path: ['logs'], options: ['--follow', '--help'], subcommands: [], takes: 'container' },
  { path: ['images'], options: ['--quiet'], subcommands: ['import'], takes: 'name' },
  { path: ['images', 'import'], options: ['--config'], subcommands: [], takes: 'file' },
];

/** What bash offers for the last word. */
const offered = (...words: readonly string[]): readonly string[] => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-operations-completion-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'script'), completionScript('bash', commands));
  writeFileSync(join(dir, 'archive.tar'), '');
  const quoted = ['troupe', ...words].map((word) => `'${word}'`).join(' ');
  const run = `. ./script; troupe() { echo shop/web/main; echo shop/db/main; }
    COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _troupe; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', run], { cwd: dir, encoding: 'utf8' })
    .split('\n')
    .filter((each) => each !== '');
};

test('commands, their options, their subcommands', () => {
  expect(offered('')).toEqual(['ps', 'logs', 'images', '--help', '--version']);
  expect(offered('p')).toEqual(['ps']);
  expect(offered('ps', '--')).toEqual(['--all', '--help']);
  expect(offered('images', '')).toEqual(['import', '--quiet']);
  expect(offered('logs', '-f', '--h')).toEqual(['--help']);
});

test('containers by name, files; nothing for the command of an exec', () => {
  expect(offered('logs', 'shop/d')).toEqual(['shop/db/main']);
  expect(offered('images', 'import', 'arch')).toEqual(['archive.tar']);
  expect(offered('logs', 'x', '--', '')).toEqual([]);
});

test('zsh → by way of bash; another shell → a mistake of usage', () => {
  expect(completionScript('zsh', commands)).toMatch(/^#compdef troupe\n/);
  expect(() => completionScript('fish', commands)).toThrowError(expect.objectContaining({ exitCode: 64 }));
});
