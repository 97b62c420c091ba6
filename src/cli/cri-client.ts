/** A CRI client over the daemon's socket, as a kubelet is one: the few calls that our own commands make. */
import { type CallOptions, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import {
  type ContainerConfig,
  type ContainerStatus,
  type PodSandboxConfig,
  type PodSandboxStatus,
  RuntimeServiceClient,
} from '../../proto/generated/api.js';

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

type Method<Q, R> = (
  request: Q,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: R) => void,
) => unknown;

/**
 * Connects at the first call. Each call rejects with grpc-js's ServiceError (code, details).
 * @param limitMs of each call.
 */
export const connectCri = (socketPath: string, limitMs = 120_000): CriClient => {
  const runtime = new RuntimeServiceClient(`unix:${socketPath}`, credentials.createInsecure());
  const call = <Q, R>(method: Method<Q, R>, request: Q): Promise<R> =>
    new Promise((resolve, reject) => {
      method.call(runtime, request, new Metadata(), { deadline: Date.now() + limitMs }, (error, response) =>
        error === null ? resolve(response) : reject(error),
      );
    });
  return {
    runPod: async (config) => (await call(runtime.runPodSandbox, { config, runtimeHandler: '' })).podSandboxId,
    podStatus: async (podSandboxId) => (await call(runtime.podSandboxStatus, { podSandboxId, verbose: false })).status,
    removePod: async (podSandboxId) => {
      await call(runtime.stopPodSandbox, { podSandboxId });
      await call(runtime.removePodSandbox, { podSandboxId });
    },
    podIds: async () => (await call(runtime.listPodSandbox, { filter: undefined })).items.map(({ id }) => id),
    create: async (podSandboxId, sandboxConfig, config) =>
      (await call(runtime.createContainer, { podSandboxId, sandboxConfig, config })).containerId,
    start: async (containerId) => void (await call(runtime.startContainer, { containerId })),
    containerStatus: async (containerId) =>
      (await call(runtime.containerStatus, { containerId, verbose: false })).status,
    containerIds: async () =>
      (await call(runtime.listContainers, { filter: undefined })).containers.map(({ id }) => id),
    close: () => runtime.close(),
  };
};
