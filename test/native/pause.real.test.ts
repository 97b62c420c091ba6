import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { openProcess } from '../../src/native.ts';
import { describeAsRoot } from './scene.ts';

const pause = fileURLToPath(new URL('../../native/build/pause', import.meta.url));
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const exitOf = (pid: number) =>
  new Promise<void>((resolve) => {
    const process = openProcess(pid);
    if (process === undefined) resolve();
    process?.onExit(() => {
      process.close();
      resolve();
    });
  });

const signal = (pid: number, number: number): void => {
  const handle = openProcess(pid);
  handle?.signal(number);
  handle?.close();
};
const running: ChildProcess[] = [];

/** pause as pid 1 of a pid namespace, when it has come to wait for signals. */
const startPause = async (setUp = '') => {
  const outer = spawn('unshare', ['--pid', '--fork', '--kill-child', 'sh', '-c', `${setUp} exec ${pause}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.push(outer);
  await once(outer, 'spawn');
  const pid = await vi.waitFor(() => {
    const [child] = childrenOf(outer.pid ?? 0);
    expect(readlinkSync(`/proc/${child}/exe`)).toBe(pause);
    expect(readFileSync(`/proc/${child}/syscall`, 'utf8')).toMatch(/^\d/); // in a call: its only one that waits
    return child ?? 0;
  });
  return { outer, pid, ended: once(outer, 'exit') };
};

afterEach(async () => {
  for (const outer of running.splice(0)) {
    if (outer.exitCode !== null) continue;
    outer.kill('SIGKILL');
    await once(outer, 'exit');
  }
});

describeAsRoot('pause', () => {
  test('the program → needs no library', () => {
    expect(execFileSync('readelf', ['--program-headers', '--dynamic', pause]).toString()).not.toMatch(/INTERP|NEEDED/);
  });

  test.each([
    ['SIGTERM', 15],
    ['SIGINT', 2],
  ])('%s → exit code 0', async (_name, number) => {
    const { pid, ended } = await startPause();
    signal(pid, number);
    expect(await ended).toEqual([0, null]);
  });

  test('other signals, also those that would end it → ignored, as of any pid 1', async () => {
    const { outer, pid, ended } = await startPause();
    const handle = openProcess(pid);
    const inside = (name: string) => execFileSync('nsenter', ['-t', String(pid), '-p', 'kill', '-s', name, '1']);
    for (const name of ['HUP', 'USR1', 'PIPE', 'CHLD', 'KILL']) inside(name);
    expect(handle?.signal(0)).toBe(true);
    handle?.signal(15);
    handle?.close();
    await ended;
    expect(outer.exitCode).toBe(0);
  });

  test('orphans, ended before it began and later → none stays a zombie', async () => {
    const { pid, ended } = await startPause('for i in 1 2 3; do true & done; (sleep 1000 &) ; (sleep 1000 &) ;');
    const orphans = childrenOf(pid);
    const ends = orphans.map(exitOf);
    for (const orphan of orphans) signal(orphan, 9);
    await Promise.all(ends);
    await vi.waitFor(() => expect(childrenOf(pid)).toEqual([]));
    signal(pid, 15);
    expect(await ended).toEqual([0, null]);
  });
});
