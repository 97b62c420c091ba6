import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type LauncherProcess, openLauncher } from '../../../src/actors/launcher/launcher.ts';
import type { FailureError } from '../../../src/machines/failure.ts';
import { silentLog } from '../../helpers/stage.ts';

const never = new AbortController().signal;
const call = { env: { PATH: '/usr/bin:/bin' }, limitMs: 30_000, maxBytes: 1 << 20, signal: never };
const sh = (script: string, more: object = {}) => ({ path: '/bin/sh', args: ['-c', script], ...call, ...more });
const failureOf = (asked: Promise<unknown>): Promise<FailureError> =>
  asked.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: FailureError) => error,
  );

let launcher: LauncherProcess;
const open = () => {
  launcher = openLauncher(silentLog);
  return launcher;
};
/** Parent of what the launcher runs: the launcher. */
const launcherPid = async () => Number((await launcher.runTool(sh('echo $PPID'))).stdout);
const isThere = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const dir = mkdtempSync(join(tmpdir(), 'troupe-launcher-'));
const readPid = (file: string): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);

describe('the launcher process', () => {
  afterEach(async () => {
    await launcher.close();
    rmSync(join(dir, 'pid'), { force: true });
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test('a program → its output as bytes, its exit code; not from this process', async () => {
    const { runTool } = open();
    const ended = await runTool(sh('cat; echo complaint >&2; exit 3', { stdin: Buffer.from([0, 255, 10]) }));
    expect(ended).toMatchObject({ exitCode: 3, stdout: Buffer.from([0, 255, 10]), stderr: Buffer.from('complaint\n') });
    expect(Buffer.isBuffer(ended.stdout)).toBe(true);
    expect(await launcherPid()).not.toBe(process.pid);
  });

  test('a program that is missing, hangs, is not wanted any more → the failures of this process', async () => {
    const { runTool } = open();
    expect(await failureOf(runTool({ ...call, path: '/absent/tool', args: [] }))).toMatchObject({
      code: 'ToolMissing',
      details: { path: '/absent/tool' },
    });
    expect(await failureOf(runTool(sh('sleep 1000', { limitMs: 50 })))).toMatchObject({ code: 'ToolTimedOut' });
    const stop = new AbortController();
    const unwanted = failureOf(runTool(sh('sleep 1000', { signal: stop.signal })));
    stop.abort();
    expect(await unwanted).toMatchObject({ code: 'Cancelled' });
    expect(await failureOf(runTool(sh('true', { signal: AbortSignal.abort() })))).toMatchObject({ code: 'Cancelled' });
  });

  test('many at once → each has its own answer', async () => {
    const { runTool } = open();
    const asked = Array.from({ length: 50 }, (_, index) => runTool(sh(`echo ${index}`)));
    const said = (await Promise.all(asked)).map(({ stdout }) => Number(stdout));
    expect(said).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('it is killed → open calls fail, the next is served by another', async () => {
    const { runTool } = open();
    const pid = await launcherPid();
    const pidFile = join(dir, 'pid');
    const lost = failureOf(runTool(sh(`echo $$ > ${pidFile}; exec sleep 1000`)));
    await expect.poll(() => readPid(pidFile)).toBeGreaterThan(0);
    process.kill(pid, 'SIGKILL');
    expect(await lost).toMatchObject({ code: 'LauncherLost' });
    expect(await launcherPid()).not.toBe(pid);
    process.kill(readPid(pidFile), 'SIGKILL'); // it runs on, as after a crash of the daemon
  });

  test('closed → it ends, with the programs that it runs; later calls are refused', async () => {
    const { runTool, close } = open();
    const pid = await launcherPid();
    const pidFile = join(dir, 'pid');
    const hanging = failureOf(runTool(sh(`echo $$ > ${pidFile}; exec sleep 1000`)));
    await expect.poll(() => readPid(pidFile)).toBeGreaterThan(0);
    await close();
    expect(await hanging).toMatchObject({ code: 'LauncherLost' });
    expect([pid, readPid(pidFile)].filter(isThere)).toEqual([]);
    expect(await failureOf(runTool(sh('true')))).toMatchObject({ code: 'Draining' });
  });
});
