/** AppArmor against a made-up securityfs: this machine's kernel need not have it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAppArmor } from '../../../src/actors/apparmor/apparmor.ts';
import type { RunTool } from '../../../src/actors/tool.ts';
import { failureOf } from '../../../src/machines/failure.ts';
import { defaultProfileText } from '../../../src/oci/apparmor-profile.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trp-apparmor-'));
  for (const part of ['security', 'module/parameters', 'etc', 'temp']) mkdirSync(join(dir, part), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

const enable = (profiles: string) => {
  writeFileSync(join(dir, 'module/parameters/enabled'), 'Y\n');
  writeFileSync(join(dir, 'security/profiles'), profiles);
};
/** Loads into the made-up kernel, as apparmor_parser would. */
const parser = (exitCode = 0) => {
  const texts: string[] = [];
  const run: RunTool = async ({ args }) => {
    texts.push(readFileSync(args.at(-1) ?? '', 'utf8'));
    if (exitCode === 0) {
      const file = join(dir, 'security/profiles');
      writeFileSync(file, `${readFileSync(file, 'utf8')}troupe-default (enforce)\n`);
    }
    return { exitCode, stdout: Buffer.alloc(0), stderr: Buffer.from('syntax error\n') };
  };
  return { run, texts };
};
const open = (run: RunTool, parserPath: string | undefined = '/sbin/apparmor_parser') =>
  openAppArmor({
    securityDir: join(dir, 'security'),
    moduleDir: join(dir, 'module'),
    configDir: join(dir, 'etc'),
    parserPath,
    runTool: run,
    tempDir: join(dir, 'temp'),
  });

test('a kernel without it, or with it switched off → nothing, and nothing is run', async () => {
  const { run, texts } = parser();
  expect(await open(run).facts()).toBeUndefined();
  writeFileSync(join(dir, 'module/parameters/enabled'), 'N\n');
  expect(await open(run).facts()).toBeUndefined();
  expect(texts).toEqual([]);
});

test('first container → our profile is loaded, once for several at the same time; no file stays', async () => {
  enable('snap.x (complain)\nname with blanks (enforce)\n');
  const { run, texts } = parser();
  const apparmor = open(run);
  const [one] = await Promise.all([apparmor.facts(), apparmor.facts()]);
  expect(one).toEqual({
    loadedProfiles: ['snap.x', 'name with blanks', 'troupe-default'],
    defaultProfile: 'troupe-default',
  });
  await apparmor.facts();
  expect(texts).toEqual([defaultProfileText({ hasAbstractions: false })]);
  expect(readdirSync(join(dir, 'temp'))).toEqual([]);
});

test('a profile that is loaded later → known to the next container', async () => {
  enable('troupe-default (enforce)\n');
  const apparmor = open(parser().run);
  expect((await apparmor.facts())?.loadedProfiles).not.toContain('late');
  enable('troupe-default (enforce)\nlate (enforce)\n');
  expect((await apparmor.facts())?.loadedProfiles).toContain('late');
});

test('our profile was taken away → loaded again', async () => {
  enable('');
  const { run, texts } = parser();
  const apparmor = open(run);
  await apparmor.facts();
  enable('');
  await apparmor.facts();
  expect(texts).toHaveLength(2);
});

test('no parser → a profile of another runtime, or none', async () => {
  enable('docker-default (enforce)\n');
  const { run } = parser();
  const without = openAppArmor({
    securityDir: join(dir, 'security'),
    moduleDir: join(dir, 'module'),
    configDir: join(dir, 'etc'),
    parserPath: undefined,
    runTool: run,
    tempDir: join(dir, 'temp'),
  });
  expect((await without.facts())?.defaultProfile).toBe('docker-default');
  enable('');
  expect(await without.facts()).toEqual({ loadedProfiles: [], defaultProfile: undefined });
});

test('the parser refuses → the container is refused, with what it said', async () => {
  enable('');
  const failure = failureOf(
    await open(parser(1).run)
      .facts()
      .catch((thrown: unknown) => thrown),
  );
  expect(failure.code).toBe('SpecInvalid');
  expect(failure.details.reason).toContain('ended with 1: syntax error');
  expect(readdirSync(join(dir, 'temp'))).toEqual([]);
});

test('the usual parts are there → included', async () => {
  enable('');
  mkdirSync(join(dir, 'etc/abstractions'));
  writeFileSync(join(dir, 'etc/abstractions/base'), '');
  const { run, texts } = parser();
  await open(run).facts();
  expect(texts[0]).toMatch(
    /^#include <tunables\/global>\nprofile troupe-default [^\n]*\n {2}#include <abstractions\/base>/,
  );
});
