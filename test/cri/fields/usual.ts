/** Requests as clients usually make them, complete enough for any field of them to mean something. */
import type { Message } from './verdicts.ts';

export const podId = 'aa'.repeat(32);
export const containerId = 'bb'.repeat(32);
/** Of another pod and container, so that filters have something to leave out. */
export const otherPodId = 'cc'.repeat(32);
export const otherContainerId = 'dd'.repeat(32);
export const imageName = 'docker.io/library/busybox:latest';

/** @param dir a directory for logs and mounts */
export const usualPod = (dir: string, name = 'web'): Message => ({
  metadata: { name, uid: `uid-${name}`, namespace: 'shop', attempt: 0 },
  hostname: name,
  logDirectory: `${dir}/logs`,
  dnsConfig: { servers: ['10.0.0.10'], searches: ['svc.local'], options: ['ndots:5'] },
  portMappings: [{ protocol: 0, containerPort: 80, hostPort: 8080, hostIp: '' }],
  labels: { app: name },
  annotations: {},
  linux: { cgroupParent: '/pods', securityContext: { namespaceOptions: { pid: 1 } }, sysctls: {} },
});

export const usualContainer = (dir: string, name = 'app'): Message => ({
  metadata: { name, attempt: 0 },
  image: { image: imageName },
  command: ['/bin/app'],
  args: ['serve'],
  workingDir: '/',
  envs: [{ key: 'COLOUR', value: Buffer.from('blue') }],
  mounts: [{ containerPath: '/data', hostPath: dir }],
  devices: [],
  labels: { app: name },
  annotations: {},
  logPath: 'app.log',
  linux: { resources: {}, securityContext: { namespaceOptions: { pid: 1 }, capabilities: {} } },
});

/** By RPC; those that are not here need nothing but an empty message. */
export const usualRequest = (rpc: string, dir: string): Message => {
  const requests: Readonly<Record<string, Message>> = {
    RunPodSandbox: { config: usualPod(dir), runtimeHandler: '' },
    CreateContainer: { podSandboxId: podId, config: usualContainer(dir) },
    PullImage: { image: { image: imageName } },
    ImageStatus: { image: { image: imageName } },
    RemoveImage: { image: { image: imageName } },
    ExecSync: { containerId, cmd: ['true'], timeout: '0' },
    Exec: { containerId, cmd: ['true'], stdout: true },
    Attach: { containerId, stdout: true },
    UpdateContainerResources: { containerId, linux: { cpuShares: '512' } },
    CheckpointContainer: { containerId, location: `${dir}/checkpoint.tar` },
  };
  const named = {
    ...(needsPod.has(rpc) ? { podSandboxId: podId } : {}),
    ...(needsContainer.has(rpc) ? { containerId } : {}),
  };
  return requests[rpc] ?? named;
};

const needsPod = new Set([
  'StopPodSandbox',
  'RemovePodSandbox',
  'PodSandboxStatus',
  'PortForward',
  'PodSandboxStats',
  'UpdatePodSandboxResources',
]);
const needsContainer = new Set([
  'StartContainer',
  'StopContainer',
  'RemoveContainer',
  'ContainerStatus',
  'ReopenContainerLog',
  'ContainerStats',
]);
