/** The kubelet's own API, as an API server uses it. Source: kubernetes 1.36, pkg/kubelet/server. */
import { Agent, request } from 'undici';

/** The parts of `v1.PodStatus` that are looked at. */
export interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly podIP?: string;
  readonly containerStatuses?: readonly SeenContainer[];
  readonly initContainerStatuses?: readonly SeenContainer[];
}
export interface SeenContainer {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly containerID?: string;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}
interface ContainerState {
  readonly running?: { readonly startedAt: string };
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly terminated?: { readonly exitCode: number; readonly reason: string; readonly message?: string };
}
export interface SeenPod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: PodStatus;
}

export interface KubeletApi {
  readonly url: string;
  /** Body of an answer. @throws where it is not 200. */
  readonly get: (path: string) => Promise<string>;
  readonly pods: () => Promise<readonly SeenPod[]>;
  /** Of the pod of this manifest; undefined: the kubelet has none. */
  readonly statusOf: (name: string) => Promise<PodStatus | undefined>;
  /** What a container wrote. @param query as `previous=true`. */
  readonly logOf: (pod: string, container: string, query?: string) => Promise<string>;
  /** Goes on until it is told to stop. @returns what has come so far. */
  readonly followLog: (pod: string, container: string) => Promise<{ readonly seen: () => string; stop: () => void }>;
  readonly close: () => Promise<void>;
}

/** @param nodeName which a static pod's name ends in. */
export const kubeletApi = (port: number, nodeName: string): KubeletApi => {
  const url = `https://127.0.0.1:${port}`;
  // its certificate is one that it has made for itself
  const agent = new Agent({ connect: { rejectUnauthorized: false }, bodyTimeout: 0 });
  const get = async (path: string) => {
    const { statusCode, body } = await request(`${url}${path}`, { dispatcher: agent });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path}: ${statusCode} ${text}`);
    return text;
  };
  const pods = async () => {
    const { items } = JSON.parse(await get('/pods')) as { readonly items: readonly SeenPod[] | null };
    return items ?? [];
  };
  const logPath = (pod: string, container: string) => `/containerLogs/default/${pod}-${nodeName}/${container}`;
  return {
    url,
    get,
    pods,
    statusOf: async (name) => (await pods()).find(({ metadata }) => metadata.name === `${name}-${nodeName}`)?.status,
    logOf: (pod, container, query = '') => get(`${logPath(pod, container)}?${query}`),
    followLog: async (pod, container) => {
      const { statusCode, body } = await request(`${url}${logPath(pod, container)}?follow=true`, { dispatcher: agent });
      if (statusCode !== 200) throw new Error(`following a log: ${statusCode} ${await body.text()}`);
      const chunks: Buffer[] = [];
      body.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
      return { seen: () => Buffer.concat(chunks).toString(), stop: () => void body.destroy() };
    },
    close: () => agent.destroy(),
  };
};
