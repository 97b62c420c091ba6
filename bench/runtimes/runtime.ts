/** A runtime that the bench starts and ends, with places of its own. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CriClient, criClient } from '../../src/cri/client.ts';
import { unmount } from '../../src/native.ts';
import { removeAllPods } from '../pod/lives.ts';
import { startServer } from '../scene/program.ts';
import type { UndoStack } from '../scene/undo-stack.ts';

/** Places and tools. Nothing outside `dir` is a runtime's own, but its network and cgroups. */
export interface RuntimeHome {
  readonly dir: string;
  readonly root: string;
  readonly state: string;
  readonly socketPath: string;
  readonly runc: string;
  readonly cniBinDir: string;
  readonly cniConfDir: string;
  readonly certsDir: string;
}
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
export interface StartedRuntime {
  readonly pid: number;
  readonly cri: CriClient;
}

/** Starts it and waits until its network is ready too. `undo` gets what ends it and clears its directory of mounts. */
export const startRuntime = async (home: RuntimeHome, command: Command, undo: UndoStack): Promise<StartedRuntime> => {
  undo.push(`mounts and processes in ${home.dir}`, () => clearHome(home.dir));
  const cri = criClient({ socketPath: home.socketPath });
  undo.push(`the client of ${home.dir}`, cri.close);
  const server = await startServer({
    ...command,
    logFile: join(home.dir, 'daemon.log'),
    isReady: () => isServing(cri),
  });
  undo.push(`the daemon of ${home.dir}`, server.end);
  undo.push(`pods of ${home.dir}`, () => removeAllPods(cri));
  return { pid: server.pid, cri };
};

export const isServing = async ({ runtime }: CriClient): Promise<boolean> => {
  const { status } = await runtime.status({ verbose: false }, { timeoutMs: 1000 });
  return status?.conditions.every((condition) => condition.status) === true;
};

/** A daemon that was killed leaves monitors and mounts: both name its directory. */
export const clearHome = async (dir: string): Promise<void> => {
  for (const pid of await pidsNaming(dir)) process.kill(pid, 'SIGKILL');
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8');
  const targets = mountinfo.split('\n').map((line) => line.split(' ')[4] ?? '');
  for (const target of targets.filter((one) => one.startsWith(`${dir}/`)).reverse())
    await unmount(target, { isLazy: true });
};

/** Processes whose command line names the directory: monitors and shims of its runtime, and the daemon. Not us. */
export const pidsNaming = async (dir: string): Promise<readonly number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const named: number[] = [];
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(`${dir}/`)) named.push(Number(pid));
  }
  return named;
};
