/** Commands of execs, by a shell that does what an OCI runtime's `exec --detach` does. */
import { closeSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LauncherProcess, openLauncher, type StartedExec } from '../../../src/actors/launcher/launcher.ts';
import { makePipe } from '../../../src/native.ts';
import { silentLog } from '../../helpers/stage.ts';

const never = new AbortController().signal;
const top = mkdtempSync(join(tmpdir(), 'troupe-exec-'));
let dir = '';
let launcher: LauncherProcess;

const filesIn = (pid: string) => ({
  spec: join(dir, 'spec'),
  pid: join(dir, pid),
  halfPid: join(dir, '.pid'),
  log: join(dir, 'log'),
});
const runOf = (script: string, more: object = {}) => ({
  path: '/bin/sh',
  args: ['-c', script],
  env: { PATH: '/usr/bin:/bin' },
  cwd: dir,
  files: filesIn('pid'),
  spec: 'the spec',
  pipes: [undefined, undefined, undefined] as const,
  killMs: 5000,
  endsWithDaemon: true,
  ...more,
});
/**
 * The command is a session of its own, as a runtime makes it, and the runtime ends when it is there. A shell, but no runtime,
 * would reap a command that ends while it is there; so it goes no further than its first line until the shell is gone.
 */
const runs = (command: string, after = '') =>
  `setsid sh -c 'while [ $PPID = '$$' ] && [ -e /proc/'$$' ]; do :; done; ${command}' & echo $! > pid; ${after}`;
const start = async (script: string, more: object = {}, signal = never): Promise<StartedExec> => {
  const started = await launcher.startExec(runOf(script, more), signal);
  if (started.pid === undefined) throw new Error(`not started: ${started.exitCode}`);
  return started;
};
const statOf = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
};
const isThere = (pid: number) => /\) [^ZX] /.test(statOf(pid) ?? '');
const numberIn = (name: string): number => {
  const file = join(dir, name);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
};
const launcherPid = async () =>
  Number(
    (
      await launcher.runTool({ ...runOf('echo $PPID'), limitMs: 30_000, maxBytes: 100, signal: never })
    ).stdout.toString(),
  );

describe('execs of the launcher process', () => {
  beforeEach(() => {
    dir = mkdtempSync(join(top, 'exec-'));
    launcher = openLauncher(silentLog);
  });
  afterEach(() => launcher.close());
  afterAll(() => rmSync(top, { recursive: true }));

  test.each([
    ['exit 7', 7],
    ['exit 255', 255],
    ['kill -9 $$', 137],
  ])('a command that ends by `%s` → %i', async (command, exitCode) => {
    expect(await (await start(runs(command))).ended).toBe(exitCode);
  });

  test('it ends before the runtime does → its exit code all the same', async () => {
    // not a shell any more, which would reap the command itself
    const { ended } = await start("setsid sh -c 'exit 9' & echo $! > pid; exec sleep 0.2");
    expect(await ended).toBe(9);
  });

  test('many at once, and orphans of others between them → each its own exit code; nobody stays unreaped', async () => {
    const orphan = '(sleep 0.01 &) ; (sh -c "exit 3" &) ;';
    const all = Array.from({ length: 30 }, async (_, index) => {
      const files = filesIn(`pid${index}`);
      const script = `${orphan} ${runs(`exit ${index}`)}`.replace('> pid', `> ${files.pid}`);
      const { ended } = await start(script, { files });
      return ended;
    });
    expect(await Promise.all(all)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    const pid = await launcherPid();
    const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    await expect.poll(children).toBe('');
  });

  test('its pipes are ours', async () => {
    const [input, output] = [makePipe(), makePipe()];
    const { ended } = await start(
      runs('read line; echo "<$line>"; exit 4').replace('& echo', '<&3 & echo').replace(/^/, 'exec 3<&0; '),
      {
        pipes: [input.readFd, output.writeFd, undefined],
      },
    );
    closeSync(input.readFd);
    closeSync(output.writeFd);
    writeSync(input.writeFd, 'hello\n');
    closeSync(input.writeFd);
    const stdout = new Socket({ fd: output.readFd, readable: true, writable: false });
    let said = '';
    for await (const chunk of stdout) said += String(chunk);
    expect([said, await ended]).toEqual(['<hello>\n', 4]);
  });

  test('the runtime fails → its exit code, and nothing of what it may have started', async () => {
    const failed = await launcher.startExec(
      runOf("setsid sh -c 'sleep 1000' & echo $! > pid; cp pid command; exit 3"),
      never,
    );
    expect(failed).toEqual({ pid: undefined, exitCode: 3, words: '' });
    expect(numberIn('command')).toBeGreaterThan(0);
    await expect.poll(() => isThere(numberIn('command'))).toBe(false);
  });

  test('the runtime finds the spec, and says why it fails → its words; none of the files is left', async () => {
    const script = 'umask; stat -c %a spec; cat spec > log; echo x > .pid; exit 5';
    const failed = await launcher.startExec(runOf(script, { spec: 'to be done' }), never);
    expect(failed).toEqual({ pid: undefined, exitCode: 5, words: 'to be done' });
    expect(readdirSync(dir)).toEqual([]);
    const { ended } = await start(runs('exit 0', 'cp spec seen; echo words > log'));
    expect(await ended).toBe(0);
    expect(readdirSync(dir)).toEqual(['seen']);
  });

  test('the directory is gone → a failure', async () => {
    const files = { ...filesIn('pid'), spec: join(dir, 'absent/spec') };
    await expect(launcher.startExec(runOf('exit 0', { files }), never)).rejects.toMatchObject({
      code: 'SyscallFailed',
      details: { code: 'ENOENT' },
    });
  });

  test('the runtime succeeds without a pid → not started', async () => {
    expect(await launcher.startExec(runOf('exit 0'), never)).toEqual({
      pid: undefined,
      exitCode: 0,
      words: '',
    });
  });

  test('the runtime has reaped the command → a failure: nobody knows its exit code', async () => {
    const { ended } = await start('sh -c "exit 3" & echo $! > pid; wait');
    await expect(ended).rejects.toMatchObject({ code: 'MonitorFailed' });
  });

  test('the runtime is missing, a pipe is none of ours → a failure', async () => {
    const missing = launcher.startExec(runOf('', { path: '/absent/runtime' }), never);
    await expect(missing).rejects.toMatchObject({ code: 'ToolMissing' });
    await expect(launcher.startExec(runOf('', { pipes: [999_999, undefined, undefined] }), never)).rejects.toThrow();
  });

  test('an abort while it runs → it and what it has started are dead when we hear of it', async () => {
    const stop = new AbortController();
    const script = 'trap "" TERM; setsid sleep 1000 & echo $! > child; while :; do sleep 0.01; done';
    const { pid, ended } = await start(runs(script), {}, stop.signal);
    await expect.poll(() => numberIn('child')).toBeGreaterThan(0);
    stop.abort();
    await expect(ended).rejects.toMatchObject({ code: 'Cancelled' });
    expect([pid, numberIn('child')].filter(isThere)).toEqual([]);
  });

  test('an abort while the runtime works → neither it nor the command lives', async () => {
    const stop = new AbortController();
    const script = 'echo $$ > runtime; setsid sleep 1000 & echo $! > pid; cp pid command; sleep 1000';
    const asked = launcher.startExec(runOf(script), stop.signal);
    await expect.poll(() => numberIn('command')).toBeGreaterThan(0);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'Cancelled' });
    expect([numberIn('runtime'), numberIn('command')].filter(isThere)).toEqual([]);
    expect(readdirSync(dir)).toEqual(['command', 'runtime']);
  });

  test.each([true, false])('the daemon ends; a command that ends with it: %s', async (endsWithDaemon) => {
    const { pid } = await start(runs('sleep 1000'), { endsWithDaemon });
    const helper = await launcherPid();
    await launcher.close();
    expect([isThere(helper), isThere(pid)]).toEqual([false, !endsWithDaemon]);
    if (!endsWithDaemon) process.kill(pid, 'SIGKILL');
  });

  test('the launcher is killed → LauncherLost, and who asked knows whom to end', async () => {
    const { pid, ended } = await start(runs('sleep 1000'));
    const lost = expect(ended).rejects.toMatchObject({ code: 'LauncherLost' });
    process.kill(await launcherPid(), 'SIGKILL');
    await lost;
    expect(isThere(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});
