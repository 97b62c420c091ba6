/** Creations that fail, half-way ones, and their leftovers. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cgroupDirsOf, readCgroupFacts } from '../../../src/actors/cgroup-paths.ts';
import { openProcess, startTicksOf } from '../../../src/native.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';

const kill = (pid: number) => {
  const process = openProcess(pid);
  process?.signal(9);
  process?.close();
};
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Busy for as long as a process of it is on its way out. */
const removed = (dir: string): boolean => {
  try {
    rmdirSync(dir);
    return true;
  } catch {
    return false;
  }
};

describeRealTasks('creation of real tasks', () => {
  const world = realTaskWorld('tasks-create');
  afterAll(() => world.close());
  const driver = world.driver();

  test('a missing program is RuntimeFailed with words for people, and nothing is left', async () => {
    const inputs = world.make({ args: ['/no/such/program'] });
    const failure = await failureOf(driver.createTask(inputs, signal));
    expect(failure).toMatchObject({ code: 'RuntimeFailed', details: { command: 'create' } });
    expect(String((failure as { details: { message: string } }).details.message)).toMatch(
      /exec.*no such file or directory/,
    );
    expect(readdirSync(inputs.bundleDir)).toEqual(['config.json']);
    expect(world.ledger.find({ ownerId: inputs.taskId, effect: 'task' })?.isDone).toBe(false);
    await driver.deleteTask(inputs, signal);
    expect(world.leftovers()).toEqual([]);
  });

  test('a program that is not in PATH is told by name', async () => {
    const inputs = world.make({ args: ['foo'] });
    const failure = await failureOf(driver.createTask(inputs, signal));
    expect(String((failure as { details: { message: string } }).details.message)).toContain(
      'exec: "foo": executable file not found in $PATH',
    );
    await driver.deleteTask(inputs, signal);
  });

  test('a spec that is no JSON is RuntimeFailed', async () => {
    const inputs = world.make({ args: ['true'] });
    writeFileSync(join(inputs.bundleDir, 'config.json'), '{');
    expect(await failureOf(driver.createTask(inputs, signal))).toMatchObject({ code: 'RuntimeFailed' });
    await driver.deleteTask(inputs, signal);
    expect(world.leftovers()).toEqual([]);
  });

  test('an unknown handler is HandlerUnknown before anything is done', async () => {
    const inputs = { ...world.make({ args: ['true'] }), runtimeHandler: 'other' };
    expect(await failureOf(driver.createTask(inputs, signal))).toMatchObject({ code: 'HandlerUnknown' });
    expect(world.leftovers()).toEqual([]);
  });

  test('the process whose pid namespace is joined is another one by now → RuntimeFailed, and nothing is left', async () => {
    const startTicks = startTicksOf(process.pid) ?? '';
    const reused = { pid: process.pid, startTicks: `${BigInt(startTicks) - 1n}` };
    const inputs = { ...world.make({ args: ['sleep', '1000'] }), pidnsOf: reused };
    const failure = await failureOf(driver.createTask(inputs, signal));
    expect(failure).toMatchObject({ code: 'RuntimeFailed', details: { command: 'create' } });
    expect([...(await world.pidsOf(inputs))]).toEqual([]);
    await driver.deleteTask(inputs, signal);
    expect(world.leftovers()).toEqual([]);
    const fine = { ...world.make({ args: ['sleep', '1000'] }), pidnsOf: { pid: process.pid, startTicks } };
    await driver.createTask(fine, signal);
    await driver.deleteTask(fine, signal);
  });

  test('an abort at any moment leaves nothing', async () => {
    for (const ms of [0, 2, 5, 10, 15, 20, 30]) {
      const inputs = world.make({ args: ['sleep', '1000'] });
      const outcome = await failureOf(driver.createTask(inputs, AbortSignal.timeout(ms)));
      expect([undefined, 'Cancelled']).toContain((outcome as { code?: string } | undefined)?.code);
      await driver.deleteTask(inputs, signal);
      expect([...(await world.pidsOf(inputs))]).toEqual([]);
      expect(world.leftovers()).toEqual([]);
      expect(readdirSync(inputs.bundleDir)).toEqual(['config.json']);
    }
  });

  test('a creation cut off by the death of the daemon is absent or whole, and deleted in both cases', async () => {
    const task = await world.create({ args: ['sleep', '1000'] });
    const row = world.ledger.find({ ownerId: task.taskId, effect: 'task' });
    world.ledger.intend({ ownerId: task.taskId, effect: 'task', details: row?.details ?? {} }); // as before its end was recorded
    expect(await driver.probeTask(task, signal)).toMatchObject({ status: 'created', identity: task.identity });
    world.ledger.intend({ ownerId: task.taskId, effect: 'task', details: row?.details ?? {} });
    kill(task.identity.monitorPid);
    await expect.poll(() => openProcess(task.identity.monitorPid)).toBeUndefined();
    expect(await driver.probeTask(task, signal)).toMatchObject({ status: 'absent' });
    await driver.deleteTask(task, signal);
    expect(world.leftovers()).toEqual([]);
    expect(existsSync(`/proc/${task.identity.pid}/exe`)).toBe(false);
  });

  test('delete works when the bundle is gone, and when the folder of the runtime is gone', async () => {
    const [one, two] = [await world.run('sleep 1000'), await world.run('sleep 1000')];
    rmSync(one.bundleDir, { recursive: true });
    await driver.deleteTask(one, signal);
    rmSync(join(world.rootDir, two.taskId), { recursive: true });
    await driver.deleteTask(two, signal);
    for (const task of [one, two]) expect([...(await world.pidsOf(task))]).toEqual([]);
    expect(world.leftovers()).toEqual([]);
  });

  test('its processes are killed and its cgroup removed by somebody else → told, settled and deleted all the same', async () => {
    const task = await world.run('sleep 1000 & wait');
    for (const pid of await world.pidsOf(task)) kill(pid);
    expect((await world.exitOf(task)).exitCode).toBe(137);
    const dirs = cgroupDirsOf(readCgroupFacts(), task.cgroupsPath).filter((dir) => existsSync(dir));
    for (const dir of dirs) await expect.poll(() => removed(dir)).toBe(true);
    const settled = await driver.settleTask({ ...task, hasOwnPidNamespace: true }, signal);
    expect(settled).toEqual({ isOomKilled: false });
    await driver.killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
    await driver.deleteTask(task, signal);
    expect(dirs.length).toBeGreaterThan(0);
    expect(world.leftovers()).toEqual([]);
  });

  test('delete works when the state of the runtime cannot be read', async () => {
    const task = await world.run('sleep 1000');
    writeFileSync(join(world.rootDir, task.taskId, 'state.json'), 'broken');
    await driver.deleteTask(task, signal);
    expect([...(await world.pidsOf(task))]).toEqual([]);
    expect(world.leftovers()).toEqual([]);
  });

  test('a broken state is no absence', async () => {
    const task = await world.run('sleep 1000');
    const row = world.ledger.find({ ownerId: task.taskId, effect: 'task' });
    world.ledger.intend({ ownerId: task.taskId, effect: 'task', details: row?.details ?? {} });
    writeFileSync(join(world.rootDir, task.taskId, 'state.json'), 'broken');
    expect(await failureOf(driver.probeTask(task, signal))).toMatchObject({ code: 'RuntimeFailed' });
    await driver.deleteTask(task, signal);
  });

  test('a started task cannot be started again, nor a dead one', async () => {
    const task = await world.run('sleep 1000');
    expect(await failureOf(driver.startTask(task, signal))).toMatchObject({ code: 'RuntimeFailed' });
    await driver.killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
    await world.exitOf(task);
    expect(await failureOf(driver.startTask(task, signal))).toMatchObject({ code: 'RuntimeFailed' });
    await driver.deleteTask(task, signal);
  });

  test('a task whose first process was killed at the gate cannot be started', async () => {
    const task = await world.create({ args: ['sleep', '1000'] });
    kill(task.identity.pid);
    expect(await failureOf(driver.startTask(task, signal))).toMatchObject({ code: 'RuntimeFailed' });
    expect((await world.exitOf(task)).exitCode).toBe(137);
    await driver.deleteTask(task, signal);
  });

  test('a gate that a dying daemon left half open is no created task', async () => {
    const task = await world.run('sleep 1000');
    const fifo = join(world.rootDir, task.taskId, 'exec.fifo');
    writeFileSync(fifo, '');
    await expect.poll(async () => (await driver.probeTask(task, signal)).status).toBe('running');
    expect(existsSync(fifo)).toBe(false);
    await driver.deleteTask(task, signal);
  });

  test('the log is there at once, for the group too, and its folder is made', async () => {
    const task = await world.create({ args: ['true'] });
    expect(statSync(task.logPath ?? '').mode & 0o777).toBe(0o640);
    await driver.deleteTask(task, signal);
    const odd = { ...world.make({ args: ['true'] }), logPath: join(world.dir, 'a:b.log') };
    expect(await failureOf(driver.createTask(odd, signal))).toMatchObject({ code: 'SpecInvalid' });
    await driver.deleteTask(odd, signal);
  });

  test('without a log path output is dropped', async () => {
    const inputs = { ...world.make({ args: ['/bin/sh', '-c', 'seq 1 100000; exit 3'] }), logPath: undefined };
    const identity = await driver.createTask(inputs, signal);
    await driver.startTask({ ...inputs, identity }, signal);
    expect((await world.exitOf({ ...inputs, identity })).exitCode).toBe(3);
    await driver.deleteTask(inputs, signal);
  });

  test('a terminal: one stream, and no socket left', async () => {
    const task = await world.create({ args: ['/bin/sh', '-c', 'test -t 1 && echo terminal'], isTerminal: true });
    await driver.startTask(task, signal);
    await world.exitOf(task);
    expect(world.logOf(task)).toMatch(/ stdout F terminal\r\n$/);
    await driver.deleteTask(task, signal);
    expect(readdirSync(task.bundleDir)).toEqual(['config.json']);
  });

  test('conmon that is missing is ToolMissing; a bundle that is missing leaves nothing', async () => {
    const inputs = world.make({ args: ['true'] });
    rmSync(inputs.bundleDir, { recursive: true });
    expect(await failureOf(driver.createTask(inputs, signal))).toBeDefined();
    await driver.deleteTask(inputs, signal);
    expect(world.leftovers()).toEqual([]);
    mkdirSync(inputs.bundleDir);
  });

  test('100 lives leave no process, cgroup, file or descriptor', async () => {
    const fds = () => readdirSync('/proc/self/fd').length;
    const life = async () => {
      const task = await world.run('exit 0');
      await world.exitOf(task);
      await driver.settleTask(task, signal);
      await driver.deleteTask(task, signal);
    };
    await life();
    const before = fds();
    for (let round = 0; round < 25; round++) await Promise.all([life(), life(), life(), life()]);
    expect(world.leftovers()).toEqual([]);
    expect(fds()).toBeLessThanOrEqual(before);
    expect(cgroupsOf('trp-tasks-create')).toEqual([]);
  }, 120_000);
});

/** Names of the cgroups below this one, in every hierarchy. */
const cgroupsOf = (name: string): string[] =>
  cgroupDirsOf(readCgroupFacts(), `/${name}`)
    .filter((dir) => existsSync(dir))
    .flatMap((dir) => readdirSync(dir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
