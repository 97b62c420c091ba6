/** What every driver of tasks must do, whatever runs them: called by the real driver's test and the simulated one's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskDriver } from '../../src/actors/tasks/task-services.ts';
import type { LinuxResources } from '../../src/machines/config.ts';
import type { CreateTaskInput, SettleTaskInput, TaskExited, TaskIdentity } from '../../src/machines/services/tasks.ts';
import { noResources } from '../../src/oci/resources-in-force.ts';

/** What the container's first process does. */
export type Program =
  | { readonly does: 'exit'; readonly exitCode: number }
  | { readonly does: 'sleep' }
  | { readonly does: 'ignoreSigterm' };

export type TaskInputs = CreateTaskInput & SettleTaskInput;

export interface TaskWorld {
  readonly driver: () => TaskDriver;
  /** Inputs of a task that is not created yet. */
  readonly inputs: (program: Program) => TaskInputs;
  /** A command for exec that writes `out` and `err` and ends with this code. */
  readonly command: (exitCode: number) => readonly string[];
  readonly sleepingCommand: readonly string[];
  /** What really is in force. */
  readonly limitsOf: (task: TaskInputs) => { readonly memoryBytes: number; readonly cpuShares: number };
  /** The daemon dies and comes back: a new driver over the same world. */
  readonly restart: () => void;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;

export const tasksContract = (name: string, open: () => Promise<TaskWorld>): void => {
  describe(`tasks: ${name}`, () => {
    let world: TaskWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    const create = async (program: Program) => {
      const inputs = world.inputs(program);
      return { ...inputs, identity: await world.driver().createTask(inputs, signal) };
    };
    const start = async (program: Program) => {
      const task = await create(program);
      await world.driver().startTask(task, signal);
      return task;
    };
    const exitOf = (task: { taskId: string; runtimeHandler: string; identity: TaskIdentity }) =>
      new Promise<TaskExited>((resolve) => {
        const release = world.driver().watchTask(task, (fact) => {
          release();
          resolve(fact);
        });
      });
    const remove = async (task: TaskInputs) => {
      expect(await world.driver().settleTask(task, signal)).toEqual({ isOomKilled: false });
      await world.driver().deleteTask(task, signal);
      expect(await world.driver().probeTask(task, signal)).toMatchObject({ status: 'absent' });
    };

    test('a life: created, running, exited with its code, absent', async () => {
      const task = await create({ does: 'exit', exitCode: 7 });
      expect(await world.driver().probeTask(task, signal)).toMatchObject({
        status: 'created',
        identity: task.identity,
      });
      const exit = exitOf(task);
      const before = Date.now();
      const { startedAtMs } = await world.driver().startTask(task, signal);
      expect(startedAtMs).toBeGreaterThanOrEqual(before);
      expect(await exit).toMatchObject({ type: 'task.exited', exitCode: 7 });
      expect(await world.driver().probeTask(task, signal)).toMatchObject({ status: 'exited', exitCode: 7 });
      await remove(task);
    });

    test('an exit before the watch begins is told', async () => {
      const task = await start({ does: 'exit', exitCode: 0 });
      const first = await exitOf(task);
      expect(first.exitCode).toBe(0);
      expect(await exitOf(task)).toEqual(first);
      await remove(task);
    });

    test('SIGTERM that is ignored changes nothing, SIGKILL is 137', async () => {
      const task = await start({ does: 'ignoreSigterm' });
      await world.driver().killTask({ ...task, signal: 'SIGTERM', scope: 'init' }, signal);
      expect(await world.driver().probeTask(task, signal)).toMatchObject({ status: 'running' });
      await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
      expect((await exitOf(task)).exitCode).toBe(137);
      await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal); // gone: fine
      await remove(task);
    });

    test('a task that was never started can be killed and deleted', async () => {
      const task = await create({ does: 'sleep' });
      await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
      expect((await exitOf(task)).exitCode).toBe(137);
      await remove(task);
    });

    test('delete can be repeated, and is fine with what never was', async () => {
      const task = await create({ does: 'sleep' });
      await world.driver().deleteTask(task, signal);
      await world.driver().deleteTask(task, signal);
      await world.driver().deleteTask(world.inputs({ does: 'sleep' }), signal);
      expect(await world.driver().probeTask(task, signal)).toMatchObject({ status: 'absent' });
    });

    test('after a restart of the daemon a running task is found and its exit told', async () => {
      const task = await start({ does: 'sleep' });
      world.restart();
      const seen = await world.driver().probeTask(task, signal);
      expect(seen).toMatchObject({ status: 'running', identity: task.identity });
      const exit = exitOf(task);
      await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
      expect((await exit).exitCode).toBe(137);
      await remove(task);
    });

    test('an exit during a restart of the daemon is told', async () => {
      const task = await start({ does: 'exit', exitCode: 3 });
      world.restart();
      expect((await exitOf(task)).exitCode).toBe(3);
      await remove(task);
    });

    test('a watch that was released tells nothing', async () => {
      const task = await start({ does: 'sleep' });
      const told: TaskExited[] = [];
      world.driver().watchTask(task, (fact) => told.push(fact))();
      await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
      await exitOf(task);
      expect(told).toEqual([]);
      await remove(task);
    });

    test.each(['created', 'running'])(
      '%s: update → in force; zeros change nothing; again → the same',
      async (state) => {
        const task = await (state === 'created' ? create : start)({ does: 'sleep' });
        const update = (resources: LinuxResources | undefined, asked: Partial<LinuxResources>) =>
          world.driver().updateTask({ ...task, resources, asked: { ...noResources, ...asked } }, signal);
        const first = await update(undefined, { memoryLimitInBytes: '67108864', cpuShares: '512' });
        expect(first.resources).toMatchObject({ memoryLimitInBytes: '67108864', cpuShares: '512', cpuQuota: '0' });
        expect(world.limitsOf(task)).toEqual({ memoryBytes: 67108864, cpuShares: 512 });
        for (const _ of [1, 2]) {
          const { resources } = await update(first.resources, { memoryLimitInBytes: '134217728' });
          expect(resources).toMatchObject({ memoryLimitInBytes: '134217728', cpuShares: '512' });
          expect(world.limitsOf(task)).toEqual({ memoryBytes: 134217728, cpuShares: 512 });
        }
        await world.driver().deleteTask(task, signal);
      },
    );

    test('an update that is refused half way → all is as before, also what was never set', async () => {
      const task = await start({ does: 'sleep' });
      const update = (resources: LinuxResources | undefined, asked: Partial<LinuxResources>) =>
        world.driver().updateTask({ ...task, resources, asked: { ...noResources, ...asked } }, signal);
      const before = world.limitsOf(task);
      const refused = { memoryLimitInBytes: '67108864', cpuShares: '512', cpuQuota: '1' }; // a microsecond in 100 ms
      await expect(update(undefined, refused)).rejects.toMatchObject({ code: 'RuntimeFailed' });
      expect(world.limitsOf(task)).toEqual(before);
      const { resources } = await update(undefined, { memoryLimitInBytes: '134217728' });
      await expect(update(resources, refused)).rejects.toMatchObject({ code: 'RuntimeFailed' });
      expect(world.limitsOf(task)).toEqual({ ...before, memoryBytes: 134217728 });
      await expect(update(resources, { memoryLimitInBytes: '4096' })).rejects.toMatchObject({
        code: 'LimitBelowUsage',
        details: { limitBytes: 4096 },
      });
      expect(world.limitsOf(task)).toEqual({ ...before, memoryBytes: 134217728 });
      await world.driver().deleteTask(task, signal);
    });

    test('update of a task that has ended → RuntimeFailed', async () => {
      const task = await start({ does: 'exit', exitCode: 0 });
      await exitOf(task);
      const asked = { ...noResources, cpuShares: '512' };
      await expect(world.driver().updateTask({ ...task, asked }, signal)).rejects.toMatchObject({
        code: 'RuntimeFailed',
      });
      await remove(task);
    });

    test('exec gives outputs and the exit code', async () => {
      const task = await start({ does: 'sleep' });
      const exec = { ...task, execId: 'one', command: world.command(5), timeoutMs: 0 };
      expect(await world.driver().execTask(exec, signal)).toMatchObject({ exitCode: 5 });
      await world.driver().deleteTask(task, signal);
    });

    test('exec beyond its limit is ExecTimedOut', async () => {
      const task = await start({ does: 'sleep' });
      const exec = { ...task, execId: 'one', command: world.sleepingCommand, timeoutMs: 300 };
      await expect(world.driver().execTask(exec, signal)).rejects.toMatchObject({ code: 'ExecTimedOut' });
      await world.driver().deleteTask(task, signal);
    });

    test('exec in a task that has ended is ContainerWrongState', async () => {
      const task = await start({ does: 'exit', exitCode: 0 });
      await exitOf(task);
      const exec = { ...task, execId: 'one', command: world.command(0), timeoutMs: 0 };
      await expect(world.driver().execTask(exec, signal)).rejects.toMatchObject({ code: 'ContainerWrongState' });
      await remove(task);
    });
  });
};
