/** The life of a pod with one container, call by call, as the kubelet makes it. */
import type { CriClient } from '../../src/cri/client.ts';
import { containerConfigOf, podConfigOf } from './pod-config.ts';
import type { Slot } from './slots.ts';

/** A CRI endpoint, with what pods of its own need. */
export interface Endpoint {
  readonly name: string;
  readonly cri: CriClient;
  readonly slots: readonly Slot[];
  readonly image: string;
}
export interface LivePod {
  readonly podSandboxId: string;
  readonly containerIds: readonly string[];
}

/** Tells how long a step took. */
export type Tell = (step: string, elapsedMs: number) => void;
export type Timed = <T>(step: string, work: () => Promise<T>) => Promise<T>;

/** Times steps by the monotonic clock; a step that fails is not told. */
export const timer =
  (tell: Tell): Timed =>
  async (step, work) => {
    const startedAt = performance.now();
    const result = await work();
    tell(step, performance.now() - startedAt);
    return result;
  };

const limit = { timeoutMs: 120_000 };
let pods = 0;
const nextUid = (): string => `b${process.pid}-${++pods}`;

export const slotOf = ({ slots }: Endpoint, index: number): Slot => {
  const slot = slots[index % slots.length];
  if (slot === undefined) throw new Error('an endpoint without slots');
  return slot;
};

/** RunPodSandbox, CreateContainer, StartContainer. */
export const podUp = async (endpoint: Endpoint, slot: Slot, timed: Timed): Promise<LivePod> => {
  const { podSandboxId, create } = await emptyPod(endpoint, slot, timed);
  const containerId = await create('main', timed);
  await timed('StartContainer', () => endpoint.cri.runtime.startContainer({ containerId }, limit));
  return { podSandboxId, containerIds: [containerId] };
};

/** Creates a container in a pod. @returns its id. */
export type CreateIn = (name: string, timed: Timed, command?: readonly string[]) => Promise<string>;

/** RunPodSandbox alone; containers are for the caller to create. */
export const emptyPod = async (
  { cri, image }: Endpoint,
  slot: Slot,
  timed: Timed,
): Promise<{ readonly podSandboxId: string; readonly create: CreateIn }> => {
  const uid = nextUid();
  const sandboxConfig = podConfigOf(slot, uid);
  const { podSandboxId } = await timed('RunPodSandbox', () =>
    cri.runtime.runPodSandbox({ config: sandboxConfig, runtimeHandler: '' }, limit),
  );
  const create: CreateIn = async (name, timedToo, command) => {
    const config = containerConfigOf(slot, { name, uid, image, command });
    const { containerId } = await timedToo('CreateContainer', () =>
      cri.runtime.createContainer({ podSandboxId, config, sandboxConfig }, limit),
    );
    return containerId;
  };
  return { podSandboxId, create };
};

/** StopContainer with a grace of 30 s, RemoveContainer, StopPodSandbox, RemovePodSandbox. */
export const podDown = async ({ cri: { runtime } }: Endpoint, pod: LivePod, timed: Timed): Promise<void> => {
  const { podSandboxId, containerIds } = pod;
  for (const containerId of containerIds)
    await timed('StopContainer', () => runtime.stopContainer({ containerId, timeout: '30' }, limit));
  for (const containerId of containerIds)
    await timed('RemoveContainer', () => runtime.removeContainer({ containerId }, limit));
  await timed('StopPodSandbox', () => runtime.stopPodSandbox({ podSandboxId }, limit));
  await timed('RemovePodSandbox', () => runtime.removePodSandbox({ podSandboxId }, limit));
};

/** ExecSync of a program that ends at once. */
export const execOnce = async ({ cri }: Endpoint, { containerIds }: LivePod, timed: Timed): Promise<void> => {
  const [containerId = ''] = containerIds;
  const { exitCode } = await timed('ExecSync', () =>
    cri.runtime.execSync({ containerId, cmd: ['/bin/true'], timeout: '30' }, limit),
  );
  if (exitCode !== 0) throw new Error(`/bin/true ended with ${exitCode}`);
};

/** Stops and removes the pods of the bench, whatever became of them. */
export const removeAllPods = async ({ runtime }: CriClient): Promise<void> => {
  const { items } = await runtime.listPodSandbox({ filter: undefined }, limit);
  for (const { id: podSandboxId } of items.filter(({ metadata }) => metadata?.namespace === 'bench')) {
    await runtime.stopPodSandbox({ podSandboxId }, limit);
    await runtime.removePodSandbox({ podSandboxId }, limit);
  }
};
