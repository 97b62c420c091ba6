/** Requests as a kubelet makes them, with what a test says of them. */
import {
  ContainerConfig,
  ImageSpec,
  LinuxContainerConfig,
  LinuxContainerSecurityContext,
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  Mount,
  PodSandboxConfig,
} from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import type { NodeWorld } from './node-world.ts';

export const testImage = 'localhost/troupe-test/busybox:latest';
type PidMode = 'POD' | 'CONTAINER';
const pidModes = { POD: 0, CONTAINER: 1 } as const;

const namespaceOptions = (pid: PidMode) => ({
  network: 0 as const,
  ipc: 0 as const,
  pid: pidModes[pid],
  targetId: '',
  usernsOptions: undefined,
});

/** A pod whose containers have pid namespaces of their own, as most have; or share one. */
export const podConfig = (world: NodeWorld, name: string, pid: PidMode = 'CONTAINER'): PodSandboxConfig => {
  const linux = message(LinuxPodSandboxConfig);
  const security = message(LinuxSandboxSecurityContext);
  return {
    ...message(PodSandboxConfig),
    metadata: { name, namespace: 'test', uid: `uid-${name}`, attempt: 0 },
    hostname: name,
    logDirectory: world.logDir,
    linux: {
      ...linux,
      cgroupParent: world.cgroupParent,
      securityContext: { ...security, namespaceOptions: namespaceOptions(pid) },
    },
  };
};

/** A container that runs a shell script. */
export const containerConfig = (name: string, script: string, pid: PidMode = 'CONTAINER'): ContainerConfig => {
  const linux = message(LinuxContainerConfig);
  const security = message(LinuxContainerSecurityContext);
  return {
    ...message(ContainerConfig),
    metadata: { name, attempt: 0 },
    image: { image: testImage, annotations: {}, userSpecifiedImage: testImage, runtimeHandler: '', imageRef: '' },
    command: ['/bin/sh', '-c', script],
    logPath: `${name}.log`,
    linux: { ...linux, securityContext: { ...security, namespaceOptions: namespaceOptions(pid) } },
  };
};

/** A mount of an image at a path of the container, as a kubelet asks for it. */
export const imageMountOf = (image: string, containerPath: string, more: Partial<Mount> = {}): Mount =>
  message(Mount, { containerPath, readonly: true, image: message(ImageSpec, { image }), ...more });
