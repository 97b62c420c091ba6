import { tasksContract } from '../../contracts/tasks.ts';
import { describeRealTasks, realTaskWorld } from '../../helpers/task-world.ts';

describeRealTasks('conmon and runc', () => {
  tasksContract('gate opened by us', async () => realTaskWorld('tasks-contract'));
  tasksContract('gate opened by runc', async () => realTaskWorld('tasks-contract-slow', { fastStart: false }));
});
