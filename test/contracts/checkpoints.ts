/** What every driver of checkpoints must do, whatever writes and restores them. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskDriver } from '../../src/actors/tasks/task-services.ts';
import type {
  CheckpointTaskInput,
  RestoreTaskInput,
  TaskExited,
  TaskIdentity,
} from '../../src/machines/services/tasks.ts';
import type { Driver } from '../../src/machines/services.ts';

export type CheckpointDriver = Driver<'checkpointTask' | 'undoCheckpoint'> & TaskDriver;

export interface CheckpointWorld {
  readonly driver: () => CheckpointDriver;
  /** A task that counts in its log, running. */
  readonly counting: () => Promise<CheckpointTaskInput>;
  /** A new task, not there yet, from an archive. */
  readonly restorable: (location: string) => Promise<RestoreTaskInput>;
  /** The daemon dies and comes back. */
  readonly restart: () => void;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;

export const checkpointsContract = (name: string, open: () => Promise<CheckpointWorld>): void => {
  describe(`checkpoints: ${name}`, () => {
    let world: CheckpointWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    const linesOf = ({ logPath }: { readonly logPath?: string | undefined }): readonly string[] =>
      readFileSync(logPath ?? '', 'utf8')
        .split('\n')
        .slice(0, -1);
    const goesOn = async (task: { readonly logPath?: string | undefined }): Promise<void> => {
      const { length } = linesOf(task);
      await expect.poll(() => linesOf(task).length, { timeout: 10_000 }).toBeGreaterThan(length);
    };
    const remainsBeside = (location: string) =>
      readdirSync(dirname(location)).filter((each) => each.startsWith('.troupe-checkpoint'));
    const end = async (task: {
      readonly taskId: string;
      readonly runtimeHandler: string;
      readonly identity: TaskIdentity;
    }) => {
      const exited = new Promise<TaskExited>((resolve) => {
        const release = world.driver().watchTask(task, (fact) => {
          release();
          resolve(fact);
        });
      });
      await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
      const fact = await exited;
      await world.driver().deleteTask(task, signal);
      return fact;
    };

    test('checkpoint → a whole archive for root only, the task runs on; restored → another task, in the middle of it', async () => {
      const task = await world.counting();
      await world.driver().checkpointTask(task, signal);
      expect(statSync(task.location).mode & 0o777).toBe(0o600);
      expect(remainsBeside(task.location)).toEqual([]);
      await goesOn(task);
      const asked = await world.restorable(task.location);
      const { identity, startedAtMs } = await world.driver().restoreTask(asked, signal);
      expect(startedAtMs).toBeGreaterThan(Date.now() - 60_000);
      expect(identity.pid).not.toBe(task.identity.pid);
      expect(existsSync(asked.checkpointDir)).toBe(false);
      await goesOn(asked);
      const numbers = linesOf(asked).map((line) => Number(line.split(' ').at(-1)));
      expect(numbers[0]).toBeGreaterThan(0);
      expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
      world.restart();
      expect(await world.driver().probeTask(asked, signal)).toMatchObject({ status: 'running', identity });
      expect(await end({ ...asked, identity })).toMatchObject({ exitCode: 137 });
      await end(task);
    });

    test('undone when nothing is to be undone → fine, also again, also for a task that nobody knows', async () => {
      const task = await world.counting();
      await world.driver().checkpointTask(task, signal);
      await world.driver().undoCheckpoint(task, signal);
      await world.driver().undoCheckpoint(task, signal);
      await world.driver().undoCheckpoint({ taskId: 'nobody' }, signal);
      expect(existsSync(task.location)).toBe(true);
      await goesOn(task);
      await end(task);
    });

    test('given up in the middle → Cancelled; when it is undone the task runs and nothing is left', async () => {
      const task = await world.counting();
      const stop = new AbortController();
      const work = world.driver().checkpointTask(task, stop.signal);
      const failed = expect(work).rejects.toMatchObject({ code: 'Cancelled' });
      await expect.poll(() => remainsBeside(task.location).length, { timeout: 10_000, interval: 1 }).toBe(1);
      stop.abort();
      await world.driver().undoCheckpoint(task, signal);
      expect(remainsBeside(task.location)).toEqual([]);
      expect(existsSync(task.location)).toBe(false);
      await failed;
      await goesOn(task);
      await end(task);
    });

    test('a limit that passes → CheckpointTimedOut; a place that is taken → RequestInvalid; the task runs on', async () => {
      const task = await world.counting();
      await expect(world.driver().checkpointTask({ ...task, timeoutMs: 1 }, signal)).rejects.toMatchObject({
        code: 'CheckpointTimedOut',
        details: { limitMs: 1 },
      });
      writeFileSync(task.location, 'mine');
      await expect(world.driver().checkpointTask(task, signal)).rejects.toMatchObject({ code: 'RequestInvalid' });
      expect(readFileSync(task.location, 'utf8')).toBe('mine');
      const below = join(task.location, 'x.tar');
      await expect(world.driver().checkpointTask({ ...task, location: below }, signal)).rejects.toMatchObject({
        code: 'RequestInvalid',
      });
      await goesOn(task);
      await end(task);
    });

    test('nothing to restore from → RestoreFailed, and nothing of the task is there', async () => {
      const task = await world.counting();
      await world.driver().checkpointTask(task, signal);
      const asked = await world.restorable(task.location);
      writeFileSync(join(asked.checkpointDir, 'images/inventory.img'), 'no image');
      await expect(world.driver().restoreTask(asked, signal)).rejects.toMatchObject({ code: 'RestoreFailed' });
      expect(await world.driver().probeTask(asked, signal)).toMatchObject({ status: 'absent' });
      await world.driver().deleteTask(asked, signal);
      await end(task);
    });
  });
};
