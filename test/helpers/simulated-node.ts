/** `troupe serve --driver simulated`, as a user without rights, from a copy of the project that has no addon. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const project = join(import.meta.dirname, '../..');
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

export interface SimulatedPlace {
  /** Belongs to who serves. */
  readonly dir: string;
  readonly socketPath: string;
  /** Until it says how to reach it. Throws what it said where it ended instead. */
  readonly serve: (...flags: readonly string[]) => Promise<SimulatedNode>;
  /** Until it says where its page is. */
  readonly demo: (...flags: readonly string[]) => Promise<Demo>;
  /** Another command, as the same user. Throws what it said where it failed. */
  readonly run: (...args: readonly string[]) => Promise<{ readonly stdout: string }>;
  readonly end: () => Promise<void>;
}
export interface Demo {
  readonly url: string;
  readonly controlSocket: string;
  readonly output: () => string;
  /** SIGINT; settles with the exit code. */
  readonly interrupt: () => Promise<number | null>;
}
export interface SimulatedNode {
  readonly output: () => string;
  /** SIGTERM; settles with the exit code. */
  readonly stop: () => Promise<number | null>;
}

interface Begun {
  readonly child: ChildProcess;
  readonly said: { readonly stdout: string; readonly stderr: string };
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  readonly saying: (mark: string) => Promise<void>;
}

export const makeSimulatedPlace = async (): Promise<SimulatedPlace> => {
  const dir = await mkdtemp(join(tmpdir(), 'troupe-sim-'));
  const copy = join(dir, 'project');
  for (const part of ['src', 'proto/generated', 'package.json'])
    await cp(join(project, part), join(copy, part), { recursive: true });
  await symlink(await realpath(join(project, 'node_modules')), join(copy, 'node_modules'));
  await chmod(dir, 0o755);
  const own = join(dir, 'own');
  await cp(join(project, 'package.json'), join(own, 'package.json'), { recursive: true });
  if (isRoot) await chown(own, nobody, nobody);
  const socketPath = join(own, 'sim.sock');
  const running = new Set<ChildProcess>();
  const asNobody = isRoot
    ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--no-new-privs']
    : [];

  const begin = (args: readonly string[]): Begun => {
    if (existsSync(join(copy, 'native'))) throw new Error('the copy has an addon');
    const [program = '', ...line] = [
      ...asNobody,
      join(copy, 'node_modules/.bin/node'),
      join(copy, 'src/cli/main.ts'),
      ...args,
    ];
    const env = { PATH: process.env.PATH, TMPDIR: own, NO_COLOR: '1' };
    const child = spawn(program, line, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd: own });
    running.add(child);
    const said = { stdout: '', stderr: '' };
    const hearers = new Set<() => void>();
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].on('data', (chunk) => {
        said[stream] += String(chunk);
        for (const hear of hearers) hear();
      });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    void ended.then(() => running.delete(child));
    const output = () => `${said.stdout}${said.stderr}`;
    const saying = (mark: string) =>
      Promise.race([
        new Promise<void>((resolve) => {
          const look = () => void (output().includes(mark) && resolve());
          hearers.add(look);
          look();
        }),
        ended.then((code) => {
          throw new Error(`exit code ${code}: ${output()}`);
        }),
      ]);
    return { child, said, output, ended, saying };
  };

  return {
    dir: own,
    socketPath,
    serve: async (...flags) => {
      const listen = flags.includes('--listen') ? [] : ['--listen', socketPath];
      const { child, output, ended, saying } = begin(['serve', '--driver', 'simulated', ...listen, ...flags]);
      await saying('crictl --runtime-endpoint');
      return {
        output,
        stop: async () => {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
    demo: async (...flags) => {
      const { child, output, ended, saying } = begin(['demo', '--driver', 'simulated', ...flags]);
      await saying('#t=');
      return {
        url: /^http:\S+#t=\S+$/m.exec(output())?.[0] ?? '',
        controlSocket: /--socket (\S+)/.exec(output())?.[1] ?? '',
        output,
        interrupt: async () => {
          child.kill('SIGINT');
          return ended;
        },
      };
    },
    run: async (...args) => {
      const { said, output, ended } = begin(args);
      const code = await ended;
      if (code !== 0) throw new Error(`exit code ${code}: ${output()}`);
      return { stdout: said.stdout };
    },
    end: async () => {
      for (const child of running) child.kill('SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
};
