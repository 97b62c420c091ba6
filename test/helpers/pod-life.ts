/** What a kubelet does with pods and containers, in one call each; and looking at what came of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  ContainerConfig,
  ContainerStatus,
  PodSandboxConfig,
  PodSandboxStatus,
} from '../../proto/generated/api.js';
import { askImport } from '../../src/cli/control.ts';
import type { NodeWorld, RunningDaemon } from './node-world.ts';
import { testImage } from './pods.ts';
import { buildBusyboxArchive } from './test-image.ts';

export interface Pod {
  readonly sandboxId: string;
  readonly config: PodSandboxConfig;
}
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
export const containerStates = { created: 0, running: 1, exited: 2, unknown: 3 } as const;
export const sandboxStates = { ready: 0, notready: 1 } as const;

/** Gives the daemon the image that containers of `containerConfig` have. */
export const importTestImage = async (world: NodeWorld): Promise<void> => {
  const archive = join(world.dir, 'busybox.tar');
  await buildBusyboxArchive(archive, { name: testImage });
  await askImport(join(world.dir, 'state/control.sock'), archive);
};

export const runPod = async ({ cri }: RunningDaemon, config: PodSandboxConfig, runtimeHandler = ''): Promise<Pod> => {
  const { podSandboxId } = await cri.runtime.runPodSandbox({ config, runtimeHandler });
  return { sandboxId: podSandboxId, config };
};

export const createIn = async ({ cri }: RunningDaemon, pod: Pod, config: ContainerConfig): Promise<string> => {
  const request = { podSandboxId: pod.sandboxId, config, sandboxConfig: pod.config };
  return (await cri.runtime.createContainer(request)).containerId;
};

/** Creates and starts. */
export const startIn = async (daemon: RunningDaemon, pod: Pod, config: ContainerConfig): Promise<string> => {
  const containerId = await createIn(daemon, pod, config);
  await daemon.cri.runtime.startContainer({ containerId });
  return containerId;
};

export const statusOf = async ({ cri }: RunningDaemon, containerId: string): Promise<ContainerStatus> => {
  const { status } = await cri.runtime.containerStatus({ containerId, verbose: false });
  if (status === undefined) throw new Error('an answer without a status');
  return status;
};

export const podStatusOf = async ({ cri }: RunningDaemon, { sandboxId }: Pod): Promise<PodSandboxStatus> => {
  const { status } = await cri.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false });
  if (status === undefined) throw new Error('an answer without a status');
  return status;
};

/** pid of a running container, on the machine. */
export const pidOf = async ({ cri }: RunningDaemon, containerId: string): Promise<number> => {
  const { info } = await cri.runtime.containerStatus({ containerId, verbose: true });
  return pidIn(info);
};

/** pid of a pod's infra process, on the machine. */
export const infraPidOf = async ({ cri }: RunningDaemon, { sandboxId }: Pod): Promise<number> => {
  const { info } = await cri.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: true });
  return pidIn(info);
};

/** Never 0 or below: kill(2) would take that for a whole group. */
const pidIn = (info: Readonly<Record<string, string>>): number => {
  const { pid } = JSON.parse(info.info ?? '{}') as { readonly pid?: number };
  if (pid === undefined || !Number.isInteger(pid) || pid <= 1) throw new Error(`${pid} is not a running process`);
  return pid;
};

/** `sh -c script` in a container. */
export const shIn = async ({ cri }: RunningDaemon, containerId: string, script: string): Promise<Ran> => {
  const cmd = ['sh', '-c', script];
  const { exitCode, stdout, stderr } = await cri.runtime.execSync({ containerId, cmd, timeout: '30' });
  return { exitCode, stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() };
};

/** Asks until the answer will do; throws the last one where that does not come about. */
export const until = async <Answer>(
  ask: () => Promise<Answer> | Answer,
  isEnough: (answer: Answer) => boolean,
): Promise<Answer> => {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)}`);
    await pause(20); // polling what has no event
  }
};

export const exitedOf = (daemon: RunningDaemon, containerId: string): Promise<ContainerStatus> =>
  until(
    () => statusOf(daemon, containerId),
    ({ state }) => state === containerStates.exited,
  );

/** Texts of the log lines: `stdout hello`. */
export const logOf = async (file: string): Promise<readonly string[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\S+ (stdout|stderr) [FP] /, '$1 '));

/** Every pod there is. */
export const removeAllPods = async (daemon: RunningDaemon): Promise<void> => {
  const { items } = await daemon.cri.runtime.listPodSandbox({ filter: undefined });
  for (const { id } of items) await removePod(daemon, { sandboxId: id });
};

/** The whole pod with its containers. */
export const removePod = async ({ cri }: RunningDaemon, { sandboxId }: Pick<Pod, 'sandboxId'>): Promise<void> => {
  await cri.runtime.stopPodSandbox({ podSandboxId: sandboxId });
  await cri.runtime.removePodSandbox({ podSandboxId: sandboxId });
};
