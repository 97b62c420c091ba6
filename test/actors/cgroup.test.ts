/** Whom a signal to a cgroup reaches, with files for cgroups and processes that change between two looks. */

import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { killCgroup, signalCgroup } from '../../src/actors/cgroup.ts';
import type { Processes } from '../../src/actors/processes.ts';

describe('a signal to a cgroup', () => {
  let dir = '';
  const procs = () => join(dir, 'cgroup.procs');
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trp-cgroup-'));
    await writeFile(procs(), '101\n102\n');
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** While 102 is being opened, it ends, and its number goes to a process that is in no cgroup of ours. */
  const reusing = () => {
    const signalled: string[] = [];
    const open = new Set<number>();
    const processes: Processes = {
      startTicksOf: () => undefined,
      openProcess: (pid) => {
        if (pid === 102) writeFileSync(procs(), '101\n');
        open.add(pid);
        return {
          pid,
          startTicks: '1',
          signal: (number: number) => {
            signalled.push(`${pid}: ${number}`);
            if (number === 9) writeFileSync(procs(), '');
            return true;
          },
          onExit: (told: () => void) => told(),
          close: () => open.delete(pid),
        };
      },
    };
    return { processes, signalled, open };
  };

  test('a number that changes hands meanwhile → the stranger gets none', async () => {
    const { processes, signalled, open } = reusing();
    await signalCgroup(processes, [dir], 15);
    expect(signalled).toEqual(['101: 15']);
    expect(open).toEqual(new Set());
  });

  test('killing all in it → the stranger lives', async () => {
    const { processes, signalled, open } = reusing();
    expect(await killCgroup(processes, [dir], 1000)).toBe(true);
    expect(signalled).toEqual(['101: 9']);
    expect(open).toEqual(new Set());
  });
});
