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
  readonly end: () => Promise<void>;
}
export interface SimulatedNode {
  readonly output: () => string;
  /** SIGTERM; settles with the exit code. */
  readonly stop: () => Promise<number | null>;
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

  return {
    dir: own,
    socketPath,
    serve: async (...flags) => {
      if (existsSync(join(copy, 'native'))) throw new Error('the copy has an addon');
      const command = [join(copy, 'node_modules/.bin/node'), join(copy, 'src/cli/main.ts'), 'serve'];
      const listen = flags.includes('--listen') ? [] : ['--listen', socketPath];
      const [program = '', ...args] = [...asNobody, ...command, '--driver', 'simulated', ...listen, ...flags];
      const env = { PATH: process.env.PATH, TMPDIR: own };
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env, cwd: own });
      running.add(child);
      let output = '';
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      void ended.then(() => running.delete(child));
      const ready = new Promise<void>((resolve) =>
        child.stderr.on('data', (chunk) => {
          output += String(chunk);
          if (output.includes('crictl --runtime-endpoint')) resolve();
        }),
      );
      await Promise.race([
        ready,
        ended.then((code) => {
          throw new Error(`exit code ${code}: ${output}`);
        }),
      ]);
      return {
        output: () => output,
        stop: async () => {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
    end: async () => {
      for (const child of running) child.kill('SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
};
