/** Rotation of container logs. */
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { openProcess } from '../../../src/native.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';

describeRealTasks('logs of real tasks', () => {
  const world = realTaskWorld('tasks-log', { limits: { reopenMs: 1000 } });
  afterAll(() => world.close());
  const driver = world.driver();

  test('no line is lost or doubled by rotation under load', async () => {
    const task = await world.run('trap "exit 0" TERM; i=0; while :; do echo $i; i=$((i+1)); done');
    const logPath = task.logPath ?? '';
    const exit = world.exitOf(task);
    const files: string[] = [];
    for (let round = 0; round < 5; round++) {
      await expect.poll(() => statSync(logPath).size, { interval: 5 }).toBeGreaterThan(10_000);
      files.push(`${logPath}.${round}`);
      renameSync(logPath, `${logPath}.${round}`);
      await driver.reopenLog({ ...task, logPath }, signal);
      expect(statSync(logPath).mode & 0o777).toBe(0o640);
      const sizes = files.map((file) => statSync(file).size);
      await driver.probeTask(task, signal);
      expect(files.map((file) => statSync(file).size)).toEqual(sizes); // the old ones stay untouched
    }
    await driver.killTask({ ...task, signal: 'SIGTERM', scope: 'init' }, signal);
    await exit;
    const lines = [...files, logPath]
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => line !== '');
    const output = lines
      .map((line) => /^\S+ stdout ([PF]) (.*)$/.exec(line))
      .map((at) => `${at?.[2]}${at?.[1] === 'F' ? '\n' : ''}`); // P: goes on
    const numbers = output.join('').trimEnd().split('\n').map(Number);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index));
    await driver.deleteTask(task, signal);
  });

  test('a log that nobody renamed is kept as it is; two requests at once are one', async () => {
    const task = await world.run('echo before; sleep 1000');
    const logPath = task.logPath ?? '';
    await expect.poll(() => world.logOf(task)).toContain('before');
    await driver.reopenLog({ ...task, logPath }, signal);
    expect(world.logOf(task)).toContain('before');
    renameSync(logPath, `${logPath}.0`);
    await Promise.all([driver.reopenLog({ ...task, logPath }, signal), driver.reopenLog({ ...task, logPath }, signal)]);
    expect(world.logOf(task)).toBe('');
    await driver.deleteTask(task, signal);
  });

  test('a monitor that is gone or does not answer is a failure, and so is a folder that is gone', async () => {
    const task = await world.run('sleep 1000');
    const logPath = task.logPath ?? '';
    const monitor = openProcess(task.identity.monitorPid, task.identity.monitorStartTicks);
    rmSync(logPath);
    monitor?.signal(19);
    await expect(driver.reopenLog({ ...task, logPath }, signal)).rejects.toMatchObject({ code: 'MonitorFailed' });
    monitor?.signal(9);
    monitor?.close();
    await expect
      .poll(() =>
        driver.reopenLog({ ...task, logPath }, signal).then(
          () => '',
          (error) => error.details.reason,
        ),
      )
      .toBe('has ended');
    await driver.deleteTask(task, signal);

    const other = await world.run('sleep 1000');
    await expect(driver.reopenLog({ ...other, logPath: `${world.dir}/no/such/log` }, signal)).rejects.toMatchObject({
      code: 'SyscallFailed',
      details: { code: 'ENOENT' },
    });
    expect(await driver.probeTask(other, signal)).toMatchObject({ status: 'running' });
    await driver.deleteTask(other, signal);
  });
});
