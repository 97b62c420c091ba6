/** The real driver over runc and conmon, in a folder of its own, with what tests need to look behind it. */
import { accessSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { hostFacts } from '../../src/actors/bundle/host-facts.ts';
import { cgroupPids, killCgroup } from '../../src/actors/cgroup.ts';
import { cgroupDirsOf, limitedDirOf, readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { openLauncher } from '../../src/actors/launcher/launcher.ts';
import type { Log } from '../../src/actors/log.ts';
import { openSideband } from '../../src/actors/sideband.ts';
import { defaultLimits, type TaskLimits, type TaskOptions } from '../../src/actors/tasks/scene.ts';
import { type TaskDriver, taskServices } from '../../src/actors/tasks/task-services.ts';
import type { TaskExited, TaskIdentity } from '../../src/machines/services/tasks.ts';
import { openProcess, startTicksOf } from '../../src/native.ts';
import { openStore } from '../../src/store/store.ts';
import type { Program, TaskInputs, TaskWorld } from '../contracts/tasks.ts';
import { type BundleWishes, bundleRoot } from './bundle.ts';
import { criuDir } from './criu.ts';

const programs = ['/usr/sbin/runc', '/usr/bin/conmon', '/bin/busybox'];

/** Why real tasks cannot be tested here; undefined: they can. Where CI promises them, their absence is an error. */
const realTasksMissing = (): string | undefined => {
  const absent = programs.filter((program) => {
    try {
      accessSync(program);
      return false;
    } catch {
      return true;
    }
  });
  const missing =
    process.getuid?.() !== 0 ? 'needs root' : absent.length > 0 ? `needs ${absent.join(', ')}` : undefined;
  if (missing !== undefined && process.env.CI === 'true') throw new Error(`real tests of tasks cannot run: ${missing}`);
  return missing;
};

/** A suite that needs real tasks; where there can be none it says why, as one skipped test. */
export const describeRealTasks = (title: string, body: () => void): void => {
  const missing = realTasksMissing();
  describe(title, missing === undefined ? body : () => test.skip(missing, () => undefined));
};

export const shellOf = (program: Program): string =>
  program.does === 'exit'
    ? `exit ${program.exitCode}`
    : program.does === 'sleep'
      ? 'exec sleep 1000'
      : 'trap "" TERM; echo ready; while :; do sleep 1000; done';

export const signal = new AbortController().signal;

export const realTaskWorld = (name: string, { fastStart = true, limits = {} as Partial<TaskLimits> } = {}) => {
  const root = bundleRoot(name);
  const store = openStore(':memory:');
  const sideband = openSideband();
  const cgroups = readCgroupFacts();
  const rootDir = join(root.dir, 'runc');
  const exitDir = join(root.dir, 'exits');
  const told: string[] = [];
  const note = (_: unknown, message: string) => void told.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const handler = { name: 'runc', path: '/usr/sbin/runc', rootDir, options: { systemdCgroup: false, fastStart } };
  const launcher = openLauncher(log);
  const options: TaskOptions = {
    launcher,
    criuSearchPath: async () => `${criuDir}:/usr/sbin:/usr/bin:/sbin:/bin`,
    handlers: new Map([['runc', handler]]),
    conmonPath: '/usr/bin/conmon',
    exitDir,
    ledger: store.ledger,
    sideband,
    log,
    limits: { ...defaultLimits, ...limits },
    cgroups,
    limitFacts: hostFacts({ isOomScoreAdjRestricted: false }).cgroups,
    processes: { openProcess, startTicksOf },
  };
  const open = (): TaskDriver => taskServices(options);
  let driver = open();
  const make = (wishes: BundleWishes): TaskInputs => ({
    ...root.make(wishes),
    runtimeHandler: 'runc',
    isTerminal: wishes.isTerminal ?? false,
    hasStdin: false,
    closesStdinOnce: false,
    hasOwnPidNamespace: wishes.sharesHostPids !== true,
  });
  const create = async (wishes: BundleWishes) => {
    const inputs = make(wishes);
    return { ...inputs, identity: await driver.createTask(inputs, signal) };
  };
  const world = {
    dir: root.dir,
    options,
    rootDir,
    exitDir,
    told,
    launcher,
    ledger: store.ledger,
    sideband,
    make,
    create,
    /** A running task with this shell script. */
    run: async (script: string, wishes: Omit<BundleWishes, 'args'> = {}) => {
      const task = await create({ args: ['/bin/sh', '-c', script], ...wishes });
      await driver.startTask(task, signal);
      return task;
    },
    exitOf: (task: { readonly taskId: string; readonly runtimeHandler: string; readonly identity: TaskIdentity }) =>
      new Promise<TaskExited>((resolve) => driver.watchTask(task, resolve)),
    logOf: (task: TaskInputs): string => readFileSync(task.logPath ?? '', 'utf8'),
    pidsOf: (task: TaskInputs) => cgroupPids(cgroupDirsOf(cgroups, task.cgroupsPath)),
    command: (exitCode: number) => ['/bin/sh', '-c', `echo out; echo err >&2; exit ${exitCode}`],
    sleepingCommand: ['/bin/sleep', '1000'],
    limitsOf: (task: TaskInputs) => {
      const number = (controller: string, names: readonly string[]) => {
        const dir = limitedDirOf(cgroups, task.cgroupsPath, controller) ?? '';
        const file = names.map((name) => join(dir, name)).find((path) => existsSync(path)) ?? '';
        return readFileSync(file, 'utf8').trim();
      };
      const isV2 = cgroups.mode === 'v2';
      const cpu = Number(number('cpu', ['cpu.shares', 'cpu.weight']));
      return {
        memoryBytes: Number(number('memory', ['memory.limit_in_bytes', 'memory.max']).replace('max', 'Infinity')),
        // runc's and crun's formula, and the kernel's own weight
        cpuShares: isV2 ? ({ 20: 512, 100: 1024 }[cpu] ?? cpu) : cpu,
      };
    },
    inputs: (program: Program) => make({ args: ['/bin/sh', '-c', shellOf(program)] }),
    driver: () => driver,
    restart: () => {
      driver = open();
    },
    /** What the runtime, the exit directory and the ledger still know. */
    leftovers: () =>
      [rootDir, exitDir].flatMap((dir) => listing(dir)).concat(store.ledger.all().map((row) => row.ownerId)),
    close: async () => {
      for (const row of store.ledger.all())
        await driver.deleteTask({ taskId: row.ownerId, runtimeHandler: 'runc' }, signal);
      await killCgroup({ openProcess, startTicksOf }, cgroupDirsOf(cgroups, `/trp-${name}`), 5000);
      await launcher.close();
      sideband.close();
      store.close();
      const left = processesOf(root.dir);
      if (left.length > 0) throw new Error(`processes are left: ${left.join('; ')}`);
      await root.remove();
    },
  } satisfies TaskWorld & Record<string, unknown>;
  return world;
};

const listing = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};

/** Command lines that name this folder: every conmon and runc of a world does. */
const processesOf = (dir: string): string[] =>
  listing('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(dir));
