import { describe, test } from 'vitest';
import { tasksContract } from '../../contracts/tasks.ts';
import { realTasksMissing, realTaskWorld } from '../../helpers/task-world.ts';

const missing = realTasksMissing();
if (missing === undefined) {
  tasksContract('conmon and runc', async () => realTaskWorld('tasks-contract'));
  tasksContract('conmon and runc, started by runc', async () =>
    realTaskWorld('tasks-contract-slow', { fastStart: false }),
  );
} else describe('tasks', () => test.skip(`real driver: ${missing}`, () => {}));
