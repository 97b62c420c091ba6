import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { criuVersionIn, isNewEnough, openCriu } from '../../../src/actors/checkpoints/criu.ts';
import { complaintsIn } from '../../../src/actors/checkpoints/criu-log.ts';

const signal = new AbortController().signal;
const saying = (stdout: string) => async () => ({ exitCode: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) });

describe('criu', () => {
  test.each([
    ['Version: 3.17.1\n', { major: 3, minor: 17 }],
    ['Version: 4.2\nGitID: v4.2\n', { major: 4, minor: 2 }],
    ['criu 4', undefined],
    ['', undefined],
  ])('%j → %j', (text, version) => expect(criuVersionIn(text)).toEqual(version));

  test.each([
    [{ major: 3, minor: 15 }, false],
    [{ major: 3, minor: 16 }, true],
    [{ major: 4, minor: 0 }, true],
    [{ major: 2, minor: 99 }, false],
  ])('%j is new enough: %s', (version, isEnough) => expect(isNewEnough(version)).toBe(isEnough));

  test('found → its directory comes first in the PATH', async () => {
    const criu = openCriu({ isEnabled: () => true, find: () => '/opt/criu/criu', runTool: saying('Version: 4.0\n') });
    expect(await criu.searchPath(signal)).toMatch(/^\/opt\/criu:\/usr/);
  });

  test.each([
    ['switched off', { isEnabled: () => false }, { code: 'NotImplemented', details: { setting: 'cri.enable_criu' } }],
    ['not installed', { find: () => undefined }, { code: 'ToolMissing', details: { tool: 'criu', package: 'criu' } }],
    ['too old', { runTool: saying('Version: 3.15\n') }, { code: 'CheckpointUnsupported', details: { found: '3.15' } }],
    ['another program', { runTool: saying('hello') }, { code: 'CheckpointUnsupported', details: { found: 'unknown' } }],
  ] as const)('%s → %s', async (_, change, failure) => {
    const usual = { isEnabled: () => true, find: () => '/opt/criu', runTool: saying('Version: 4.0\n') };
    await expect(openCriu({ ...usual, ...change }).searchPath(signal)).rejects.toMatchObject(failure);
  });
});

describe('log of criu', () => {
  test('its errors, else its last lines, else nothing', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'trp-criu-log-'));
    const file = join(dir, 'dump.log');
    await writeFile(file, `${'(00.1) fine\n'.repeat(20_000)}(00.2) Error (criu/x.c:1): no\n(00.3) Unlock\n`);
    expect(await complaintsIn(file)).toBe('(00.2) Error (criu/x.c:1): no');
    await writeFile(file, 'one\ntwo\n');
    expect(await complaintsIn(file)).toBe('one\ntwo');
    expect(await complaintsIn(join(dir, 'absent'))).toBe('');
    expect(await complaintsIn(dir)).toBe('');
    await rm(dir, { recursive: true });
  });
});
