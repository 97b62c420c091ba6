/** Commands in running tasks. */
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExecTaskInput } from '../../../src/machines/services/tasks.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describeRealTasks('exec in real tasks', () => {
  const world = realTaskWorld('tasks-exec');
  let task: Awaited<ReturnType<typeof world.run>>;
  let count = 0;
  beforeAll(async () => {
    task = await world.run('sleep 1000', { env: ['ONLY=here'] });
  });
  afterAll(() => world.close());
  const input = (command: readonly string[], more: Partial<ExecTaskInput> = {}): ExecTaskInput => ({
    ...task,
    execId: `exec-${count++}`,
    command,
    timeoutMs: 0,
    ...more, // prettier
  });
  const exec = async (script: string, more: Partial<ExecTaskInput> = {}) => {
    const ended = await world.driver().execTask(input(['/bin/sh', '-c', script], more), signal);
    const [stdout, stderr] = [ended.stdoutKey, ended.stderrKey].map(
      (key) => world.sideband.take(key) ?? Buffer.alloc(0),
    );
    return { exitCode: ended.exitCode, stdout: stdout?.toString() ?? '', stderr: stderr?.toString() ?? '' };
  };

  test('inherits the first process: groups, environment, directory, capabilities', async () => {
    const { stdout } = await exec(
      'id; echo $FROM $ONLY $PWD; while read -r a b; do case $a in CapEff:|NoNewPrivs:) echo $a $b;; esac; done < /proc/self/status',
    );
    expect(stdout).toContain('groups=7');
    expect(stdout).toContain('spec here /tmp\n');
    expect(stdout).toContain('CapEff: 00000000000000e0');
    expect(stdout).toContain('NoNewPrivs: 1');
  });

  test.each([0, 1, 127, 255])('exit code %i is the command’s', async (exitCode) => {
    expect(await exec(`echo o; echo e >&2; exit ${exitCode}`)).toEqual({ exitCode, stdout: 'o\n', stderr: 'e\n' });
  });

  test('a command that dies of a signal is 128 + signal', async () => {
    expect((await exec('kill -9 $$')).exitCode).toBe(137);
  });

  test('a command may open its outputs anew', async () => {
    const ended = await exec('echo a > /dev/stdout; echo b > /dev/stderr');
    expect(ended).toEqual({ exitCode: 0, stdout: 'a\n', stderr: 'b\n' });
  });

  test('stdin is empty', async () => {
    expect(await exec('cat; echo $?')).toMatchObject({ stdout: '0\n' });
  });

  test('a missing program is ExecNotStarted with the words of the runtime', async () => {
    const failure = await failureOf(world.driver().execTask(input(['nothing-like-this']), signal));
    expect(failure).toMatchObject({ code: 'ExecNotStarted', details: { command: 'nothing-like-this' } });
    expect(String((failure as { details: { message: string } }).details.message)).toContain(
      'executable file not found in $PATH',
    );
  });

  test('16 MiB of each output are kept, the rest is dropped, and nobody blocks', async () => {
    const ended = await world
      .driver()
      .execTask(input(['/bin/sh', '-c', 'head -c 20000000 /dev/zero; head -c 17000000 /dev/zero >&2; exit 8']), signal);
    expect(ended.exitCode).toBe(8);
    expect(world.sideband.take(ended.stdoutKey)?.length).toBe(16 * 1024 * 1024);
    expect(world.sideband.take(ended.stderrKey)?.length).toBe(16 * 1024 * 1024);
  });

  test('output just before the end is complete', async () => {
    for (let round = 0; round < 5; round++) {
      const { stdout } = await exec('seq 1 5000');
      expect(stdout.split('\n').length).toBe(5001);
    }
  });

  test('a background child that holds the output lives on and delays the answer only by the drain limit', async () => {
    const { stdout, exitCode } = await exec('sleep 500 & echo started; exit 6');
    expect({ stdout, exitCode }).toEqual({ stdout: 'started\n', exitCode: 6 });
    expect((await exec('ps')).stdout).toContain('sleep 500');
  });

  test('the limit kills the command with its descendants, and no other', async () => {
    const failure = await failureOf(
      exec('sleep 601 & (sleep 602; true) & setsid sleep 603 & sleep 604', { timeoutMs: 400 }),
    );
    expect(failure).toMatchObject({ code: 'ExecTimedOut', details: { timeoutMs: 400 } });
    expect((await exec('ps')).stdout).not.toMatch(/sleep 60\d/);
    expect((await exec('ps')).stdout).toContain('sleep 1000');
  });

  test('an abort kills too, at any moment', async () => {
    for (const ms of [0, 3, 8, 15, 25, 60]) {
      const running = world.driver().execTask(input(['sleep', '700']), AbortSignal.timeout(ms));
      expect(await failureOf(running)).toMatchObject({ code: 'Cancelled' });
    }
    expect((await exec('ps')).stdout).not.toContain('sleep 700');
  });

  test('many at once', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, (_, code) => exec(`exit ${code}`)));
    expect(codes.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 12 }, (_, code) => code));
  });

  test('the end of the container ends its exec with an answer', async () => {
    const other = await world.run('sleep 1000');
    const running = failureOf(
      world.driver().execTask({ ...other, execId: 'x', command: ['sleep', '1000'], timeoutMs: 0 }, signal),
    );
    await expect.poll(async () => (await world.pidsOf(other)).size).toBe(2);
    await world.driver().killTask({ ...other, signal: 'SIGKILL', scope: 'init' }, signal);
    expect(await running).toBeUndefined(); // 137, as any command that was killed
    await world.exitOf(other);
    await world.driver().deleteTask(other, signal);
  });

  test('the launcher is lost → a failure, and the command does not go on', async () => {
    const running = failureOf(exec('echo $$; exec sleep 705'));
    await expect.poll(async () => (await exec('ps')).stdout).toContain('sleep 705');
    const asked = await world.launcher.runTool({
      ...{ path: '/bin/sh', args: ['-c', 'echo $PPID'], env: {}, maxBytes: 100 },
      ...{ limitMs: 30_000, signal },
    });
    process.kill(Number(asked.stdout.toString()), 'SIGKILL');
    expect(await running).toMatchObject({ code: 'LauncherLost' });
    expect((await exec('ps')).stdout).not.toContain('sleep 705');
  });

  test('nothing of an exec is left in the bundle', () => {
    expect(readdirSync(task.bundleDir).filter((file) => file.startsWith('exec-'))).toEqual([]);
    expect(existsSync(task.bundleDir)).toBe(true);
  });
});
