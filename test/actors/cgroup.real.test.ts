/** Cgroups in the kernel: what is busy is removed a little later, what is not removed is reported, and others go. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { removeCgroups } from '../../src/actors/cgroup.ts';
import { cgroupDirsOf, readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { openOwnParent } from '../../src/actors/own-parent.ts';

const facts = readCgroupFacts();
const missing = process.getuid?.() === 0 ? undefined : 'needs root';
if (missing !== undefined && process.env.CI === 'true') throw new Error(`cgroups cannot be tested: ${missing}`);

describe.skipIf(missing !== undefined)(`cgroups${missing === undefined ? '' : `: ${missing}`}`, () => {
  const name = `/trp-cg-${randomBytes(3).toString('hex')}`;
  const all = cgroupDirsOf(facts, name);
  const dir = all.at(-1) ?? '';
  afterEach(() => removeCgroups(all));

  /** A process in this cgroup; ended and awaited by the returned function. */
  const live = (cgroup: string) => {
    const process = spawn('/bin/sleep', ['1000']);
    writeFileSync(join(cgroup, 'cgroup.procs'), String(process.pid));
    const end = () =>
      new Promise<void>((resolve) => {
        process.once('exit', () => resolve());
        process.kill('SIGKILL');
      });
    onTestFinished(() => void process.kill('SIGKILL'));
    return end;
  };

  test('a process in one → the others go, it is reported with how many remain', async () => {
    for (const below of ['one', 'two/deep', 'three']) mkdirSync(join(dir, below), { recursive: true });
    const end = live(join(dir, 'two/deep'));
    await expect(removeCgroups([dir], 50)).rejects.toMatchObject({
      code: 'SyscallFailed',
      details: { syscall: 'rmdir', path: join(dir, 'two/deep'), code: 'EBUSY', remaining: 3 },
    });
    expect(['one', 'two/deep', 'three'].filter((below) => existsSync(join(dir, below)))).toEqual(['two/deep']);
    await end();
  });

  test('a process that ends meanwhile → all go', async () => {
    mkdirSync(join(dir, 'below'), { recursive: true });
    const end = live(join(dir, 'below'));
    await Promise.all([removeCgroups([dir], 20_000), end()]);
    expect(existsSync(dir)).toBe(false);
  });

  describe('the parent of pods', () => {
    const open = async () => {
      const markerDir = await mkdtemp(join(tmpdir(), 'trp-own-parent-'));
      onTestFinished(() => rmSync(markerDir, { recursive: true }));
      return () => openOwnParent({ cgroups: facts, parent: name, markerFile: join(markerDir, 'marker') });
    };

    test('made after the start → gone with the daemon, also with a later one', async () => {
      const start = await open();
      const first = await start();
      mkdirSync(join(dir, 'pod'), { recursive: true });
      await first.close();
      expect(existsSync(join(dir, 'pod')), 'it is used').toBe(true);
      const second = await start();
      rmdirSync(join(dir, 'pod'));
      await second.close();
      expect(existsSync(dir)).toBe(false);
    });

    test('there before → stays', async () => {
      const start = await open();
      mkdirSync(dir);
      await (await start()).close();
      expect(existsSync(dir)).toBe(true);
    });
  });
});
