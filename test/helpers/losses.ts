/** What a node can lose of a pod behind the daemon's back: by hand, by a crash, by a reboot. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unmount } from '../../src/native.ts';
import type { NodeWorld, RunningDaemon } from './node-world.ts';
import { type Pod, pidOf } from './pod-life.ts';

export interface Lives {
  readonly world: NodeWorld;
  readonly daemon: RunningDaemon;
  readonly pod: Pod;
  readonly containerId: string;
}

export const networkNamespace = async ({ daemon, pod }: Lives): Promise<void> => {
  const { info } = await daemon.cri.runtime.podSandboxStatus({ podSandboxId: pod.sandboxId, verbose: true });
  const { netnsPath } = JSON.parse(info.info ?? '{}') as { readonly netnsPath: string };
  await wipe(netnsPath);
};

export const networkConfig = ({ world }: Pick<Lives, 'world'>): void =>
  renameSync(join(world.dir, 'net.d/10-test.conflist'), join(world.dir, 'net.d/away'));
export const networkConfigIsBack = (world: NodeWorld): void => {
  const away = join(world.dir, 'net.d/away');
  if (existsSync(away)) renameSync(away, join(world.dir, 'net.d/10-test.conflist'));
};

export const monitor = async ({ daemon, containerId }: Lives): Promise<void> => {
  const status = readFileSync(`/proc/${await pidOf(daemon, containerId)}/status`, 'utf8');
  killed(Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]));
};

export const bundle = ({ world, containerId }: Lives): Promise<void> =>
  wipe(join(world.dir, 'state/containers', containerId));

export const runtimeState = ({ world, containerId }: Lives): Promise<void> =>
  wipe(join(world.dir, 'state/runtimes/runc', containerId));

/** Everything that is in memory: processes, mounts, and what lies on a tmpfs. For while no daemon runs. */
export const memory = async (world: NodeWorld): Promise<void> => {
  for (const hierarchy of ['', ...readdirSync('/sys/fs/cgroup')]) {
    for (const pid of processesIn(join('/sys/fs/cgroup', hierarchy, world.cgroupParent))) killed(pid);
  }
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(entry) !== process.pid && textOf(`/proc/${entry}/cmdline`).includes(world.dir)) killed(Number(entry));
  }
  await wipe(join(world.dir, 'state'));
};

/** With whatever is mounted there. */
const wipe = async (path: string): Promise<void> => {
  const points = textOf('/proc/self/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point === path || point.startsWith(`${path}/`));
  for (const point of points.toReversed()) await unmount(point, { isLazy: true });
  rmSync(path, { recursive: true, force: true });
};

const processesIn = (cgroup: string): readonly number[] =>
  existsSync(join(cgroup, 'cgroup.procs'))
    ? [
        ...textOf(join(cgroup, 'cgroup.procs')).split('\n').filter(Boolean).map(Number),
        ...readdirSync(cgroup, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .flatMap(({ name }) => processesIn(join(cgroup, name))),
      ]
    : [];

/** Never 0 or 1: a group, and everybody's parent. */
const killed = (pid: number): void => {
  if (!Number.isInteger(pid) || pid <= 1) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
