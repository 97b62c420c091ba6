import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openProcess, startTicksOf } from '../../src/native.ts';
import { openFds, sleeper, untilTestEnds } from './scene.ts';

const opened = (pid: number, startTicks?: string) => {
  const process = openProcess(pid, startTicks);
  if (process === undefined) throw new Error(`no process ${pid}`);
  return process;
};
const exitOf = (process: ReturnType<typeof opened>) => new Promise<void>((resolve) => process.onExit(resolve));

describe('processes', () => {
  test('a living process → its pid and start time, as /proc says', () => {
    const own = opened(process.pid);
    expect(own.pid).toBe(process.pid);
    expect(own.startTicks).toBe(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]);
    expect(own.startTicks).toBe(startTicksOf(process.pid));
    own.close();
  });

  test('the right start time → found; another → undefined, and nothing is held', () => {
    const before = openFds();
    const ticks = startTicksOf(process.pid);
    opened(process.pid, ticks).close();
    expect(openProcess(process.pid, `${ticks}1`)).toBeUndefined();
    expect(openProcess(process.pid, '')).toBeUndefined();
    expect(openFds()).toBeLessThanOrEqual(before);
  });

  test('signal, then its end → onExit once, then signal is false', async () => {
    const { pid, ended } = sleeper();
    const process = opened(pid);
    let calls = 0;
    process.onExit(() => {
      calls += 1;
    });
    const exited = exitOf(process);
    expect(process.signal(0)).toBe(true);
    expect(process.signal(15)).toBe(true);
    await exited;
    await ended;
    expect(calls).toBe(1);
    expect(process.signal(15)).toBe(false);
    await exitOf(process);
    process.close();
  });

  test('a zombie → its end has been told; it is not found any more', async () => {
    const parent = untilTestEnds(
      spawn('sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    const [line] = await once(parent.stdout, 'data');
    const pid = Number.parseInt(String(line), 10);
    const child = opened(pid);
    child.signal(9);
    await exitOf(child);
    expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
    expect(openProcess(pid)).toBeUndefined();
    expect(startTicksOf(pid)).toBeUndefined();
    expect(child.signal(9)).toBe(false);
    child.close();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  test('a process that is gone, a thread’s number, no number → undefined', async () => {
    const { pid, child, ended } = sleeper();
    child.kill('SIGKILL');
    await ended;
    expect(openProcess(pid)).toBeUndefined();
    expect(startTicksOf(pid)).toBeUndefined();
    const thread = readdirSync('/proc/self/task')
      .map(Number)
      .find((tid) => tid !== process.pid);
    expect(openProcess(thread ?? 0)).toBeUndefined();
    for (const none of [0, -1, Number.NaN]) expect(openProcess(none)).toBeUndefined();
  });

  test('a name that looks like a state → read past it', async () => {
    const named = spawn(
      'python3',
      [
        '-c',
        `import ctypes,sys,time
ctypes.CDLL(None).prctl(15, b') Z 1 (', 0, 0, 0)
print('ready', flush=True)
time.sleep(1000)`,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await once(named.stdout, 'data');
    const process = opened(named.pid ?? 0);
    expect(process.startTicks).toMatch(/^\d+$/);
    process.signal(9);
    await once(named, 'exit');
    process.close();
  });

  test('close before the end → no call, no descriptor; signal → EBADF; close again → nothing', async () => {
    const before = openFds();
    const { pid, child, ended } = sleeper();
    const process = opened(pid);
    process.onExit(() => expect.unreachable());
    process.close();
    process.close();
    process.onExit(() => expect.unreachable());
    expect(openFds()).toBeLessThanOrEqual(before);
    expect(() => process.signal(15)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ code: 'EBADF' }) }),
    );
    child.kill('SIGKILL');
    await ended;
  });

  test('close within the listener → fine', async () => {
    const { pid, ended } = sleeper();
    const process = opened(pid);
    const closed = new Promise<void>((resolve) =>
      process.onExit(() => {
        process.close();
        resolve();
      }),
    );
    process.signal(9);
    await closed;
    await ended;
  });

  test('a signal that does not exist → EINVAL, pidfd_send_signal', async () => {
    const own = opened(process.pid);
    const details = { syscall: 'pidfd_send_signal', code: 'EINVAL', errno: -22 };
    expect(() => own.signal(999)).toThrow(expect.objectContaining({ code: 'SyscallFailed', details }));
    own.close();
  });

  test('signals to us meanwhile → a living process is not taken for gone', async () => {
    const ignore = () => {};
    process.on('SIGUSR2', ignore);
    const storm = untilTestEnds(
      spawn('python3', ['-c', 'import os\nprint("ready", flush=True)\nwhile True: os.kill(os.getppid(), 12)']),
    );
    await once(storm.stdout, 'data');
    const own = opened(process.pid);
    let gone = 0;
    for (let round = 0; round < 5000; round += 1) {
      const again = openProcess(process.pid);
      if (again === undefined || !own.signal(0)) gone += 1;
      again?.close();
    }
    own.close();
    // By its pidfd: among so many signals Node can miss the one of a child's end.
    const stormSeen = opened(storm.pid ?? -1);
    const ended = exitOf(stormSeen);
    storm.kill('SIGKILL');
    await ended;
    stormSeen.close();
    process.off('SIGUSR2', ignore);
    expect(gone).toBe(0);
  });

  test('200 watched at a time → 200 ends, and no descriptor is left', async () => {
    const before = openFds();
    const sleepers = Array.from({ length: 200 }, sleeper);
    const processes = sleepers.map(({ pid }) => opened(pid));
    const exits = processes.map(exitOf);
    for (const process of processes) process.signal(9);
    await Promise.all(exits);
    await Promise.all(sleepers.map(({ ended }) => ended));
    for (const process of processes) process.close();
    // Fewer where what an earlier test had open was still being closed.
    expect(openFds()).toBeLessThanOrEqual(before);
  });

  test('watched, and nothing else to do → the event loop ends', () => {
    const code = `const { openProcess } = await import('./src/native.ts'); openProcess(process.ppid).onExit(() => {});`;
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 30_000 });
  });
});
