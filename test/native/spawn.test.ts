import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isChild, type ProgramStart, reapChild, spawnProgram } from '../../src/native.ts';
import { makeScene, openFds } from './scene.ts';

let scene: ReturnType<typeof makeScene>;
let dir: string;
beforeEach(() => {
  scene = makeScene();
  dir = scene.dirAt('dir');
});
afterEach(() => scene.remove());

const shell = (script: string, more: Partial<ProgramStart> = {}): number =>
  spawnProgram({
    path: '/bin/sh',
    argv: ['the-shell', '-c', script],
    env: { ONE: 'a b', TWO: 'c=d' },
    cwd: dir,
    stdio: [undefined, undefined, undefined],
    ...more,
  });
/** Its exit code. Nobody else reaps it: Node does not know it. */
const endOf = async (pid: number): Promise<number | undefined> => {
  let exitCode: number | undefined;
  await expect
    .poll(() => {
      exitCode = reapChild(pid);
      return exitCode;
    })
    .toBeDefined();
  return exitCode;
};
const read = (name: string): string => readFileSync(join(dir, name), 'utf8');

describe('spawnProgram', () => {
  test('name, environment, directory, exit code', async () => {
    const pid = shell('echo "$0 $ONE $TWO $(pwd) $$" > said; env | grep -c . >> said; exit 7');
    expect(isChild(pid)).toBe(true);
    expect(await endOf(pid)).toBe(7);
    expect(isChild(pid)).toBe(false);
    expect(read('said').split('\n')[0]).toBe(`the-shell a b c=d ${dir} ${pid}`);
  });

  test('its streams are those that it is given, or /dev/null; it has no other that Node’s children have not', async () => {
    writeFileSync(join(dir, 'in'), 'input\n');
    const stdio = [openSync(join(dir, 'in'), 'r'), openSync(join(dir, 'out'), 'w'), undefined] as const;
    const pid = shell('cat; echo err >&2; readlink /proc/$$/fd/2; ls /proc/$$/fd', { stdio });
    expect(await endOf(pid)).toBe(0);
    const others = spawnSync('/bin/sh', ['-c', 'ls /proc/$$/fd'], { encoding: 'utf8' }).stdout;
    expect(read('out')).toBe(`input\n/dev/null\n${others}`);
    for (const fd of stdio) if (fd !== undefined) closeSync(fd);
  });

  test('it leads a session; no signal is ignored or blocked, though Node ignores some', async () => {
    const pid = shell('cat /proc/$$/stat > stat; grep -E "Sig(Blk|Ign)" /proc/$$/status > signals');
    await endOf(pid);
    const [, , , , group, session] = read('stat').split(' ');
    expect([group, session]).toEqual([`${pid}`, `${pid}`]);
    expect(read('signals')).toMatch(/^SigBlk:\t0+\nSigIgn:\t0+\n$/);
  });

  test('a file that is none, a directory that is not there → the failed call, and no child or descriptor is left', () => {
    const before = openFds();
    const start = (more: Partial<ProgramStart>) => () => shell('exit 0', more);
    expect(start({ path: '/absent' })).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ syscall: 'execve', code: 'ENOENT', path: '/absent' }),
      }),
    );
    expect(start({ path: '/etc' })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ syscall: 'execve', code: 'EACCES' }) }),
    );
    expect(start({ cwd: '/absent' })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ syscall: 'chdir', code: 'ENOENT' }) }),
    );
    expect(start({ stdio: [undefined, 999_999, undefined] })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ syscall: 'dup2', code: 'EBADF' }) }),
    );
    expect(start({ argv: ['a\0b'] })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ code: 'EINVAL' }) }),
    );
    expect(openFds()).toBeLessThanOrEqual(before);
    expect(readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim()).toBe('');
  });
});

test('isChild: who is no child of ours is none', () => {
  expect([isChild(1), isChild(process.pid)]).toEqual([false, false]);
});
