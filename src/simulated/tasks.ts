/** What runs on the simulated node: each task of the world has a program, a console and a log; each ends through the world. */

import type { BundleInput } from '../machines/services/bundles.ts';
import { argsOf, envOf } from '../oci/command.ts';
import { type Program as Behaviour, sleeps, type Task, type World } from '../simulation/world/world.ts';
import { type Console, openConsole } from './console.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import type { Machine, Streams } from './programs/program.ts';
import { runCommand } from './programs/shell.ts';

/** A signal, told to whatever a program waits for. */
export class Killed extends Error {
  override readonly name = 'Killed';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('killed');
    this.exitCode = exitCode;
  }
}

/** What a container will run; known from its bundle. */
interface Scene {
  readonly argv: readonly string[];
  readonly machine: Machine;
  readonly isTerminal: boolean;
  readonly hasStdin: boolean;
}
interface Life {
  readonly console: Console | undefined;
  readonly log: LogFile | undefined;
  readonly scene: Scene | undefined;
  readonly over: AbortController;
  readonly startedAtMs: number;
}

export interface Tasks {
  readonly behaviourOf: (taskId: string) => Behaviour;
  /** The world has written its bundle. */
  readonly bundleWritten: (input: BundleInput, user: Machine['user']) => void;
  readonly bundleRemoved: (ownerId: string) => void;
  /** The world has created its task. */
  readonly created: (taskId: string, logPath: string | undefined) => void;
  /** The world has started it: its program runs. */
  readonly started: (taskId: string) => void;
  /** The world has signalled it: it ends in a moment. */
  readonly signalled: (taskId: string) => void;
  readonly deleted: (taskId: string) => void;
  readonly consoleOf: (taskId: string) => Console | undefined;
  readonly reopenLog: (taskId: string) => Promise<void>;
  /** A command beside its first process; it ends with that. Settles with the exit code. */
  readonly exec: (taskId: string, command: readonly string[], streams: Streams, signal: AbortSignal) => Promise<number>;
  /** Hears of the end of a task, once. @returns ends that. */
  readonly onEnd: (taskId: string, listener: (task: Readonly<Task>) => void) => () => void;
  readonly close: () => Promise<void>;
}

export interface TasksOptions {
  readonly world: World;
  readonly warn: (facts: Record<string, unknown>, message: string) => void;
}

export const openTasks = ({ world, warn }: TasksOptions): Tasks => {
  const scenes = new Map<string, Scene>();
  const lives = new Map<string, Life>();
  const listeners = new Map<string, Set<(task: Readonly<Task>) => void>>();

  const endBy = (taskId: string, exitCode: number, isOomKilled = false) => {
    const task = world.tasks.get(taskId);
    if (task !== undefined) world.endTask(task, { exitCode, ...(isOomKilled ? { isOomKilled } : {}) });
  };
  world.onTaskEnd((task) => {
    const life = lives.get(task.taskId);
    life?.over.abort(new Killed(task.end?.exitCode ?? 137));
    life?.console?.end();
    void life?.log?.close();
    for (const listener of [...(listeners.get(task.taskId) ?? [])]) listener(task);
  });

  const run = async (taskId: string, { argv, machine }: Scene, { streams }: Console, signal: AbortSignal) => {
    try {
      endBy(taskId, await runCommand(argv, { machine, streams, signal, unknown: 'runs' }));
    } catch (error) {
      if (error instanceof Killed) return;
      warn({ taskId, error: String(error) }, 'a simulated program failed');
      endBy(taskId, 255);
    }
  };

  return {
    behaviourOf: (taskId) => {
      const text = scenes.get(taskId)?.argv.join(' ') ?? '';
      return /\btrap\s+(''|"")\s+(SIG)?TERM\b/.test(text) ? { ends: [], ignoresSigterm: true } : sleeps;
    },
    bundleWritten: (input, user) => {
      const { containerId, config, image, sandbox } = input;
      const hostname = sandbox.config.hostname === '' ? sandbox.sandboxId.slice(0, 12) : sandbox.config.hostname;
      const env = envOf({ envs: config.envs, imageEnv: image.config.env, hostname, isTerminal: config.tty });
      scenes.set(containerId, {
        argv: argsOf(config, image.config),
        machine: {
          hostname,
          env: new Map(env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])),
          files: filesOf(hostname, input),
          user,
          isReadOnly: config.linux?.securityContext?.readonlyRootfs === true,
          memoryLimit: Number(config.linux?.resources?.memoryLimitInBytes ?? 0),
          runOutOfMemory: () => endBy(containerId, 137, true),
        },
        isTerminal: config.tty,
        hasStdin: config.stdin,
      });
    },
    bundleRemoved: (ownerId) => void scenes.delete(ownerId),
    created: (taskId, logPath) => {
      const scene = scenes.get(taskId);
      const onLoss = (error: unknown) => warn({ taskId, logPath, error: String(error) }, 'a log cannot be written');
      const log = logPath === undefined ? undefined : openLogFile({ path: logPath, now: world.now, onLoss });
      const interrupt = () => endBy(taskId, 130);
      const console = scene && openConsole({ ...scene, log, interrupt });
      lives.set(taskId, { console, log, scene, over: new AbortController(), startedAtMs: world.now() });
    },
    started: (taskId) => {
      const { scene, console, over } = lives.get(taskId) ?? {};
      if (scene !== undefined && console !== undefined && over !== undefined)
        setImmediate(() => void run(taskId, scene, console, over.signal));
    },
    signalled: (taskId) => {
      setImmediate(() => {
        const task = world.tasks.get(taskId);
        if (task?.dying !== undefined) world.endTask(task, task.dying);
      });
    },
    deleted: (taskId) => {
      lives.get(taskId)?.over.abort(new Killed(137));
      lives.delete(taskId);
    },
    consoleOf: (taskId) => lives.get(taskId)?.console,
    reopenLog: async (taskId) => lives.get(taskId)?.log?.reopen(),
    exec: async (taskId, command, streams, signal) => {
      const { scene, over } = lives.get(taskId) ?? {};
      if (scene === undefined || over === undefined) return 255;
      const machine = { ...scene.machine, env: new Map(scene.machine.env) };
      const either = AbortSignal.any([signal, over.signal]);
      try {
        return await runCommand(command, { machine, streams, signal: either, unknown: 'isMissing' });
      } catch (error) {
        if (error instanceof Killed) return error.exitCode;
        throw error;
      }
    },
    onEnd: (taskId, listener) => {
      const all = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, all);
      all.add(listener);
      return () => {
        all.delete(listener);
        if (all.size === 0) listeners.delete(taskId);
      };
    },
    close: async () => {
      for (const { over } of lives.values()) over.abort(new Killed(137));
      await Promise.all([...lives.values()].map(({ log }) => log?.close()));
      lives.clear();
    },
  };
};

const filesOf = (hostname: string, { sandbox: { config } }: BundleInput): Map<string, string> => {
  const { servers = [], searches = [], options = [] } = config.dnsConfig ?? {};
  const lines = [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ];
  return new Map([
    ['/etc/hostname', `${hostname}\n`],
    ['/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`],
    ['/etc/resolv.conf', lines.map((line) => `${line}\n`).join('')],
  ]);
};
