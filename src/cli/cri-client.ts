/** The few calls that our own commands make of the daemon, as a kubelet would make them. */
import type {
  ContainerConfig,
  ContainerStatus,
  PodSandboxConfig,
  PodSandboxStatus,
} from '../../proto/generated/api.js';
import { criClient } from '../cri/client.ts';

export interface CriClient {
  readonly runPod: (config: PodSandboxConfig) => Promise<string>;
  readonly podStatus: (podSandboxId: string) => Promise<PodSandboxStatus | undefined>;
  /** Stops it, with all its containers, and removes it. Absent: fine. */
  readonly removePod: (podSandboxId: string) => Promise<void>;
  readonly podIds: () => Promise<readonly string[]>;
  readonly create: (podSandboxId: string, sandboxConfig: PodSandboxConfig, config: ContainerConfig) => Promise<string>;
  readonly start: (containerId: string) => Promise<void>;
  readonly containerStatus: (containerId: string) => Promise<ContainerStatus | undefined>;
  readonly containerIds: () => Promise<readonly string[]>;
  readonly close: () => void;
}

/**
 * Connects at the first call. Each call rejects with grpc-js's ServiceError (code, details).
 * @param timeoutMs of each call.
 */
export const connectCri = (socketPath: string, timeoutMs = 120_000): CriClient => {
  const { runtime, close } = criClient({ socketPath });
  const within = { timeoutMs };
  return {
    runPod: async (config) => (await runtime.runPodSandbox({ config, runtimeHandler: '' }, within)).podSandboxId,
    podStatus: async (podSandboxId) =>
      (await runtime.podSandboxStatus({ podSandboxId, verbose: false }, within)).status,
    removePod: async (podSandboxId) => {
      await runtime.stopPodSandbox({ podSandboxId }, within);
      await runtime.removePodSandbox({ podSandboxId }, within);
    },
    podIds: async () => (await runtime.listPodSandbox({ filter: undefined }, within)).items.map(({ id }) => id),
    create: async (podSandboxId, sandboxConfig, config) =>
      (await runtime.createContainer({ podSandboxId, sandboxConfig, config }, within)).containerId,
    start: async (containerId) => void (await runtime.startContainer({ containerId }, within)),
    containerStatus: async (containerId) =>
      (await runtime.containerStatus({ containerId, verbose: false }, within)).status,
    containerIds: async () =>
      (await runtime.listContainers({ filter: undefined }, within)).containers.map(({ id }) => id),
    close,
  };
};
