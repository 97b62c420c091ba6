/** Simulated tasks: an OCI runtime, its monitors, and processes that end when they get their turn. */
import { FailureError } from '../../machines/failure.ts';
import type { ProcessRef, TaskIdentity, TaskProbe } from '../../machines/services/tasks.ts';
import { type Acts, checkId } from './act.ts';
import { checkLimits, mergedLimits } from './limits.ts';
import type { Task, World } from './world.ts';

const key = (taskId: string) => ({ ownerId: taskId, effect: 'task' }) as const;

const identityOf = ({ pid, startTicks }: Task): TaskIdentity => ({
  pid,
  startTicks,
  monitorPid: pid + 100_000,
  monitorStartTicks: startTicks,
});
const putMonitor = (world: World, taskId: string, cgroupsPath: string): Task => {
  const task = world.newTask(taskId);
  world.add('cgroup', cgroupsPath, taskId);
  world.add('process', `monitor ${taskId}`, taskId);
  return task;
};
const alive = (world: World, taskId: string): Task | undefined => {
  const task = world.tasks.get(taskId);
  return task?.status === 'created' || task?.status === 'running' ? task : undefined;
};
/** That very process, and no stranger with its number. */
const lives = (world: World, { pid, startTicks }: ProcessRef): boolean => {
  for (const task of world.tasks.values())
    if (task.pid === pid && task.startTicks === startTicks && alive(world, task.taskId) !== undefined) return true;
  return false;
};
const sawOf = (task: Task | undefined, seenAtMs: number): TaskProbe => {
  if (task === undefined || task.status === 'half') return { status: 'absent', seenAtMs };
  if (task.status !== 'exited') return { status: task.status, identity: identityOf(task), seenAtMs };
  return { status: 'exited', exitCode: task.end?.exitCode, atMs: task.end?.atMs, seenAtMs };
};
const running = (world: World, taskId: string): Task => {
  const task = world.tasks.get(taskId);
  if (task?.status !== 'running') throw new FailureError('ContainerWrongState', { taskId, reason: 'it does not run' });
  return task;
};

export const taskActs: Acts<
  | 'createTask'
  | 'startTask'
  | 'updateTask'
  | 'killTask'
  | 'settleTask'
  | 'deleteTask'
  | 'probeTask'
  | 'reopenLog'
  | 'execTask'
  | 'restoreTask'
> = {
  createTask: {
    begin: ({ store }, { taskId, cgroupsPath }) => {
      checkId(taskId);
      store.ledger.intend({ ...key(taskId), details: { cgroupsPath } });
    },
    land: (world, { taskId, cgroupsPath, bundleDir, pidnsOf }) => {
      if (pidnsOf !== undefined && !lives(world, pidnsOf))
        throw new FailureError('RuntimeFailed', { reason: 'the process whose pid namespace is joined has ended' });
      if (!world.has('bundle', bundleDir)) throw new FailureError('RuntimeFailed', { reason: 'no bundle', bundleDir });
      if (world.tasks.has(taskId)) throw new FailureError('RuntimeFailed', { reason: 'the id is taken', taskId });
      const task = putMonitor(world, taskId, cgroupsPath);
      world.add('process', String(task.pid), taskId);
      world.store.ledger.done(key(taskId));
      return identityOf(task);
    },
    half: (world, { taskId, cgroupsPath }) => {
      if (!world.tasks.has(taskId)) putMonitor(world, taskId, cgroupsPath).status = 'half';
    },
    fails: 'RuntimeFailed',
  },
  restoreTask: {
    begin: ({ store }, { taskId, cgroupsPath }) => {
      checkId(taskId);
      store.ledger.intend({ ...key(taskId), details: { cgroupsPath } });
    },
    land: (world, input) => {
      const identity = taskActs.createTask.land(world, input);
      return { identity, ...taskActs.startTask.land(world, { ...input, identity }) };
    },
    half: (world, input) => taskActs.createTask.half?.(world, input),
    fails: 'RuntimeFailed',
  },
  startTask: {
    land: (world, { taskId }) => {
      const task = world.tasks.get(taskId);
      if (task?.status !== 'created') throw new FailureError('RuntimeFailed', { reason: 'not created', taskId });
      task.status = 'running';
      return { startedAtMs: world.now() };
    },
    fails: 'RuntimeFailed',
  },
  updateTask: {
    land: (world, { taskId, resources, asked }) => {
      const task = alive(world, taskId);
      if (task === undefined) throw new FailureError('RuntimeFailed', { reason: 'not alive', taskId });
      checkLimits(asked);
      task.limits = mergedLimits(resources, asked);
      return { resources: task.limits };
    },
    fails: 'RuntimeFailed',
  },
  killTask: {
    land: (world, { taskId, signal, identity }) => {
      const task = alive(world, taskId);
      if (task === undefined || task.startTicks !== identity.startTicks) return {};
      if (signal === 'SIGKILL') task.dying = { exitCode: 137 };
      else if (!task.program.ignoresSigterm) task.dying ??= { exitCode: 143 };
      return {};
    },
    fails: 'RuntimeFailed',
  },
  settleTask: {
    land: (world, { taskId }) => {
      const task = alive(world, taskId);
      if (task?.isStuck === true) throw new FailureError('ContainerUnkillable', { taskId });
      if (task !== undefined) world.endTask(task, { exitCode: 137 }); // all of its cgroup ends
      for (const thing of world.ownedBy(taskId))
        if (thing.startsWith('process exec ')) world.remove('process', thing.slice('process '.length));
      world.removeAll('fd', taskId);
      world.remove('process', `child of ${taskId}`);
      return { isOomKilled: (world.tasks.get(taskId)?.oomKills ?? 0) > 0 };
    },
    fails: 'ContainerUnkillable',
  },
  deleteTask: {
    land: (world, { taskId }) => {
      const task = world.tasks.get(taskId);
      if (task?.isStuck === true) throw new FailureError('RuntimeFailed', { reason: 'it does not end', taskId });
      if (task !== undefined) world.endTask(task, { exitCode: 137 });
      for (const kind of ['process', 'cgroup', 'exitFile', 'fd'] as const) world.removeAll(kind, taskId);
      world.tasks.delete(taskId);
      world.store.ledger.undone(key(taskId));
      return {};
    },
    /** It is ended, and what it leaves is there still. */
    half: (world, { taskId }) => {
      const task = world.tasks.get(taskId);
      if (task !== undefined && !task.isStuck) world.endTask(task, { exitCode: 137 });
    },
    fails: 'RuntimeFailed',
  },
  probeTask: {
    land: (world, { taskId }) => sawOf(world.tasks.get(taskId), world.now()),
    isReading: true,
    fails: 'RuntimeFailed',
  },
  reopenLog: {
    land: (world, { taskId }) => {
      if (!world.has('process', `monitor ${taskId}`)) throw new FailureError('MonitorFailed', { taskId });
      return {};
    },
    fails: 'MonitorFailed',
  },
  execTask: {
    begin: (world, { taskId, execId }) => {
      running(world, taskId);
      world.add('process', `exec ${execId}`, taskId);
    },
    land: (world, { taskId, execId, command, timeoutMs }) => {
      world.remove('process', `exec ${execId}`);
      if (alive(world, taskId) === undefined) throw new FailureError('ExecNotStarted', { taskId });
      if (command[0] === 'sleep' && timeoutMs > 0) throw new FailureError('ExecTimedOut', { timeoutMs });
      return {
        exitCode: command[0] === 'exit' ? Number(command[1]) : 0,
        stdoutKey: `${execId}-out`,
        stderrKey: `${execId}-err`,
      };
    },
    release: (world, { execId }) => world.remove('process', `exec ${execId}`),
    fails: 'ExecTimedOut',
  },
};
