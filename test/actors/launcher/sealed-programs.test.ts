/** Copies of programs that would copy themselves. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSealedPrograms, type SealedPrograms } from '../../../src/actors/launcher/sealed-programs.ts';
import { openFds } from '../../native/scene.ts';

const mark = '_LIBCONTAINER_CLONED_BINARY=1';
let dir = '';
let programs: SealedPrograms;

/** A shell that has this behind its code. */
const shellWith = (name: string, text: string): string => {
  const path = join(dir, name);
  copyFileSync('/bin/sh', path);
  appendFileSync(path, text);
  return path;
};
const copyOf = async (path: string): Promise<string> => {
  let copy: string | undefined;
  await expect
    .poll(() => {
      copy = programs.pathOf(path);
      return copy;
    })
    .toBeDefined();
  return copy ?? '';
};
const run = (path: string, script: string) => spawnSync(path, ['-c', script], { encoding: 'utf8' });

describe('sealed copies of programs', () => {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'troupe-sealed-'));
    programs = openSealedPrograms();
  });
  afterEach(() => {
    programs.close();
    rmSync(dir, { recursive: true });
  });

  test('one that would copy itself → first as it is, then a copy that runs, always the same', async () => {
    const path = shellWith('runtime', `${'x'.repeat(3_000_000)}${mark}`);
    expect(programs.pathOf(path)).toBeUndefined();
    const copy = await copyOf(path);
    expect(programs.pathOf(path)).toBe(copy);
    expect(readlinkSync(copy)).toBe('/memfd:runtime (deleted)');
    expect(run(copy, 'readlink /proc/$$/exe').stdout).toBe('/memfd:runtime (deleted)\n');
  });

  test('one that would not, a script, what is absent, no file → none', async () => {
    const script = join(dir, 'script');
    writeFileSync(script, `#!/bin/sh\n# ${mark}\n`);
    chmodSync(script, 0o755);
    const others = [shellWith('plain', 'CLONED'), script, join(dir, 'absent'), dir];
    expect(others.map((path) => programs.pathOf(path))).toEqual([undefined, undefined, undefined, undefined]);
    await copyOf(shellWith('runtime', mark)); // asked for after them
    expect(others.map((path) => programs.pathOf(path))).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('another takes its place → the new one', async () => {
    const path = shellWith('runtime', mark);
    await copyOf(path);
    renameSync(shellWith('next', `newer ${mark}`), path);
    expect(programs.pathOf(path)).toBeUndefined();
    expect(run(await copyOf(path), 'tail -c 40 /proc/$$/exe').stdout).toContain(`newer ${mark}`);
  });

  test('refused → none, until it changes', async () => {
    const path = shellWith('runtime', mark);
    await copyOf(path);
    programs.refuse(path);
    expect(programs.pathOf(path)).toBeUndefined();
    appendFileSync(path, '.');
    expect(programs.pathOf(path)).toBeUndefined();
    await copyOf(path);
  });

  test('closed → no descriptor is left', async () => {
    const before = openFds();
    await copyOf(shellWith('runtime', mark));
    programs.close();
    expect(openFds()).toBeLessThanOrEqual(before);
  });
});
