/** How tasks end, and that it is always told: once, truly, and in time. */
import { afterAll, expect, test } from 'vitest';
import { openProcess } from '../../../src/native.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';

describeRealTasks('ends of real tasks', () => {
  const world = realTaskWorld('tasks-exit', { limits: { exitMs: 2000 } });
  afterAll(() => world.close());
  const driver = world.driver();
  const kill = (pid: number, number: number) => {
    const process = openProcess(pid);
    process?.signal(number);
    process?.close();
  };

  test.each([0, 1, 42, 126, 127, 255])('exit code %i', async (exitCode) => {
    const task = await world.run(`exit ${exitCode}`);
    expect((await world.exitOf(task)).exitCode).toBe(exitCode);
    await driver.deleteTask(task, signal);
  });

  test('a signal of the program to itself is 128 + signal', async () => {
    const task = await world.run('trap "" HUP; (exec sh -c "kill -9 $$"); sleep 1000', { sharesHostPids: true });
    expect((await world.exitOf(task)).exitCode).toBe(137);
    await driver.deleteTask(task, signal);
  });

  test('the exit is told when all output is in the log, also a lot and without a final newline', async () => {
    const task = await world.run('seq 1 20000; echo -n end');
    const exit = await world.exitOf(task);
    const lines = world.logOf(task).trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/ stdout P end$/);
    expect(lines.filter((line) => / F \d+$/.test(line)).length).toBeGreaterThan(19_900);
    expect(exit.atMs).toBeLessThanOrEqual(Date.now());
    await driver.deleteTask(task, signal);
  });

  test('the monitor killed first: the code is unknown, when the first process ends and not before', async () => {
    const task = await world.run('sleep 1000');
    const exit = world.exitOf(task);
    kill(task.identity.monitorPid, 9);
    expect(await driver.probeTask(task, signal)).toMatchObject({ status: 'running' });
    await driver.killTask({ ...task, signal: 'SIGKILL', scope: 'init' }, signal);
    const fact = await exit;
    expect(fact.exitCode).toBeUndefined();
    expect(await driver.probeTask(task, signal)).toMatchObject({ status: 'exited' });
    await driver.deleteTask(task, signal);
  });

  test('the monitor killed after the end keeps the code', async () => {
    const task = await world.run('exit 5');
    await world.exitOf(task);
    kill(task.identity.monitorPid, 9);
    world.restart();
    expect((await world.exitOf(task)).exitCode).toBe(5);
    await driver.deleteTask(task, signal);
  });

  test('monitor and first process killed together: unknown, once', async () => {
    const task = await world.run('sleep 1000');
    kill(task.identity.monitorPid, 9);
    kill(task.identity.pid, 9);
    expect((await world.exitOf(task)).exitCode).toBeUndefined();
    await driver.deleteTask(task, signal);
  });

  test('a monitor that is stopped is let go on, and tells the code', async () => {
    const task = await world.run('sleep 1000');
    const exit = world.exitOf(task);
    kill(task.identity.monitorPid, 19);
    await driver.killTask({ ...task, signal: 'SIGTERM', scope: 'init' }, signal); // pid 1 without a handler: ignored
    await driver.killTask({ ...task, signal: 'SIGKILL', scope: 'init' }, signal);
    expect((await exit).exitCode).toBe(137);
    await driver.deleteTask(task, signal);
  });

  test('a descendant that floods the output after the first process is gone does not hide the exit', async () => {
    const task = await world.run('(setsid yes &) ; sleep 0.2; exit 9', { sharesHostPids: true });
    expect((await world.exitOf(task)).exitCode).toBe(9);
    expect(await driver.settleTask(task, signal)).toEqual({ isOomKilled: false });
    expect([...(await world.pidsOf(task))]).toEqual([]);
    await driver.deleteTask(task, signal);
  });

  test('a silent descendant that holds the output does not delay the exit; settle ends it', async () => {
    const task = await world.run('(setsid sleep 1000 &) ; sleep 0.2; exit 4', { sharesHostPids: true });
    expect((await world.exitOf(task)).exitCode).toBe(4);
    expect((await world.pidsOf(task)).size).toBe(1);
    await driver.settleTask(task, signal);
    expect((await world.pidsOf(task)).size).toBe(0);
    await driver.deleteTask(task, signal);
  });

  test('out of memory is told apart from a kill', async () => {
    const hungry = 'x=a; while :; do x=$x$x; done';
    const task = await world.run(hungry, { memoryBytes: 16 << 20 });
    expect((await world.exitOf(task)).exitCode).toBe(137);
    expect(await driver.settleTask(task, signal)).toEqual({ isOomKilled: true });
    await driver.deleteTask(task, signal);
  });

  test('real-time and numeric signals arrive', async () => {
    const task = await world.run('trap "exit 61" 37; trap "exit 62" USR1; echo ready; while :; do sleep 0.05; done');
    await expect.poll(() => world.logOf(task)).toMatch(/ready/);
    await driver.killTask({ ...task, signal: 'SIGRTMIN+3', scope: 'init' }, signal);
    expect((await world.exitOf(task)).exitCode).toBe(61);
    await expect(driver.killTask({ ...task, signal: 'SIGWRONG', scope: 'init' }, signal)).rejects.toMatchObject({
      code: 'RequestInvalid',
    });
    await driver.deleteTask(task, signal);
  });

  test('scope all reaches every process of a container in the pid namespace of the host', async () => {
    const task = await world.run('sleep 1000 & setsid sleep 1000 & sleep 1000', { sharesHostPids: true });
    await expect.poll(async () => (await world.pidsOf(task)).size).toBe(3);
    await driver.killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
    await world.exitOf(task);
    await driver.settleTask(task, signal);
    expect((await world.pidsOf(task)).size).toBe(0);
    await driver.deleteTask(task, signal);
  });

  test('a stranger with the pid is neither killed nor taken for the task', async () => {
    const task = await world.run('sleep 1000');
    const stranger = { ...task, identity: { ...task.identity, startTicks: '1' } };
    await driver.killTask({ ...stranger, signal: 'SIGKILL', scope: 'init' }, signal);
    expect(await driver.probeTask(task, signal)).toMatchObject({ status: 'running' });
    await driver.deleteTask(task, signal);
  });
});
