/**
 * What the kubelet insists on in answers, and what it does about it where it does not get it: refuses the node, makes the
 * pod anew, reports nothing. Source: kubernetes, pkg/kubelet (kuberuntime, pleg, cri-client).
 */
import { isIP } from 'node:net';
import { expect } from 'vitest';
import type {
  ContainerStatus,
  ImageFsInfoResponse,
  ListContainerStatsResponse,
  PodSandboxConfig,
  PodSandboxStatus,
  StatusResponse,
  VersionResponse,
} from '../../../proto/generated/api.js';
import { containerStates, sandboxStates } from '../pod-life.ts';

/** A plain time of this century, in ns: not ms, not µs. */
const isNanoseconds = (time: string): boolean => /^[1-9]\d{18}$/.test(time);

/** Else the kubelet ends itself. */
export const demandVersion = (answer: VersionResponse): void => {
  expect(answer.version).toBe('0.1.0');
  expect(answer.runtimeApiVersion).toBe('v1');
  expect(answer.runtimeName).not.toBe('');
  expect(answer.runtimeVersion).toMatch(/^\d+\.\d+\.\d+/);
};

/** Else the node is not ready. */
export const demandReadiness = ({ status, runtimeHandlers, features }: StatusResponse): void => {
  const conditions = new Map(status?.conditions.map((condition) => [condition.type, condition]));
  expect(conditions.get('RuntimeReady')).toMatchObject({ status: true });
  expect(conditions.get('NetworkReady')).toMatchObject({ status: true });
  expect(runtimeHandlers.map(({ name }) => name)).toContain('');
  expect(features?.supplementalGroupsPolicy).toBe(true);
};

/** Else a ready sandbox is taken for broken and made anew, again and again. */
export const demandSandbox = (status: PodSandboxStatus | undefined, config: PodSandboxConfig): PodSandboxStatus => {
  if (status === undefined) throw new Error('an answer without a status');
  expect(status.id).not.toBe('');
  expect(status.metadata).toEqual(config.metadata);
  expect(isNanoseconds(status.createdAt), status.createdAt).toBe(true);
  expect(status.labels).toEqual(config.labels);
  expect(status.annotations).toEqual(config.annotations);
  const asked = config.linux?.securityContext?.namespaceOptions;
  expect(status.linux?.namespaces?.options?.network).toBe(asked?.network);
  if (status.state === sandboxStates.ready && asked?.network === 0) {
    expect(isIP(status.network?.ip ?? ''), status.network?.ip).not.toBe(0);
  }
  return status;
};

/** Else the container has no image, no start, no end in the pod's status, or its restarts are not counted. */
export const demandContainer = (status: ContainerStatus | undefined): ContainerStatus => {
  if (status === undefined) throw new Error('an answer without a status');
  expect(status.id).not.toBe('');
  expect(status.metadata?.name).not.toBe('');
  expect(isNanoseconds(status.createdAt), status.createdAt).toBe(true);
  expect(status.image?.image).not.toBe('');
  expect(status.imageRef).not.toBe('');
  expect(status.imageId).not.toBe('');
  expect(status.logPath).toMatch(/^\//);
  for (const key of ['io.kubernetes.container.hash', 'io.kubernetes.container.restartCount']) {
    expect(status.annotations[key], key).toBeDefined();
  }
  expect(status.labels['io.kubernetes.container.name']).toBe(status.metadata?.name);
  if (status.state !== containerStates.created) expect(isNanoseconds(status.startedAt), status.startedAt).toBe(true);
  if (status.state === containerStates.exited) {
    expect(isNanoseconds(status.finishedAt), status.finishedAt).toBe(true);
    expect(['Completed', 'Error', 'OOMKilled', 'StartError']).toContain(status.reason);
  }
  return status;
};

/** Else there is no eviction and no statistics. The kubelet looks the mount point's file system up itself. */
export const demandImageFs = ({ imageFilesystems }: ImageFsInfoResponse): void => {
  expect(imageFilesystems.length).toBeGreaterThan(0);
  for (const usage of imageFilesystems) {
    expect(usage.fsId?.mountpoint).toMatch(/^\//);
    expect(usage.usedBytes).toBeDefined();
    expect(isNanoseconds(usage.timestamp), usage.timestamp).toBe(true);
  }
};

export const demandStats = ({ stats }: ListContainerStatsResponse): void => {
  for (const { attributes, cpu, memory } of stats) {
    expect(attributes?.id).not.toBe('');
    expect(attributes?.labels['io.kubernetes.container.name']).toBe(attributes?.metadata?.name);
    for (const reading of [cpu, memory]) {
      if (reading !== undefined) expect(isNanoseconds(reading.timestamp), reading.timestamp).toBe(true);
    }
  }
};
