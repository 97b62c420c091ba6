import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { criuFindings } from '../../../src/cli/doctor/criu.ts';
import { parseConfig } from '../../../src/config/load.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-doctor-criu-'));
});
afterAll(() => rm(dir, { recursive: true }));

test.each([
  ['works', 'exit 0', 'ok', /criu: .*criu$/],
  [
    'complains',
    'echo "Error (criu/vdso.c:381): vdso" >&2; echo more >&2; exit 1',
    'warn',
    /: Error \(criu\/vdso.c:381\): vdso$/,
  ],
  ['fails without a word', 'exit 7', 'warn', /exit code 7$/],
] as const)('criu that %s → what it says', async (name, script, verdict, message) => {
  const path = join(dir, `${name.replaceAll(' ', '-')}-criu`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  const config = parseConfig(`[cri]\ncriu_path = "${path}"\n`, 'f');
  expect(await criuFindings(config, '')).toMatchObject([
    { check: 'criu', verdict, message: expect.stringMatching(message) },
  ]);
});

test('no criu → said, without a warning; switched off → nothing', async () => {
  const absent = parseConfig('[cri]\ncriu_path = "/nonexistent/criu"\n', 'f');
  expect(await criuFindings(absent, '')).toMatchObject([
    { verdict: 'ok', message: expect.stringContaining('not installed') },
  ]);
  expect(await criuFindings(parseConfig('[cri]\nenable_criu = false\n', 'f'), '')).toEqual([]);
});
