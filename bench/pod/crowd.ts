/** A node with many containers. */
import { type Endpoint, emptyPod, slotOf, timer } from './lives.ts';

export interface Crowd {
  readonly podIds: readonly string[];
  readonly containerIds: readonly string[];
}
export interface CrowdSize {
  readonly pods: number;
  readonly containersEach: number;
}

/** @param isRunning else they are created, and no more. */
export const makeCrowd = async (
  endpoint: Endpoint,
  { pods, containersEach }: CrowdSize,
  { isRunning, signal }: { readonly isRunning: boolean; readonly signal: AbortSignal },
): Promise<Crowd> => {
  const silent = timer(() => {});
  const podIds: string[] = [];
  const containerIds: string[] = [];
  for (let pod = 0; pod < pods; pod++) {
    signal.throwIfAborted();
    const { podSandboxId, create } = await emptyPod(endpoint, slotOf(endpoint, pod), silent);
    podIds.push(podSandboxId);
    for (let container = 0; container < containersEach; container++)
      containerIds.push(await create(`c${container}`, silent));
  }
  if (isRunning)
    for (const containerId of containerIds) await endpoint.cri.runtime.startContainer({ containerId }, limit);
  return { podIds, containerIds };
};

const limit = { timeoutMs: 120_000 };
