/** Pods and containers as a kubelet asks for them, made of the few things that differ. */
import {
  ContainerConfig,
  LinuxContainerConfig,
  LinuxContainerSecurityContext,
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  NamespaceMode,
  NamespaceOption,
  PodSandboxConfig,
} from '../../../../proto/generated/api.js';
import { message } from '../../../cri/client.ts';

export interface ContainerWish {
  readonly name: string;
  readonly script: string;
}

export interface PodWish {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly containers: readonly ContainerWish[];
  /** What its containers are given to stop by themselves. */
  readonly graceSeconds: number;
}

const namespaceOptions = message(NamespaceOption, { pid: NamespaceMode.CONTAINER });

const labelsOf = ({ namespace, name }: PodWish) => ({
  'io.kubernetes.pod.name': name,
  'io.kubernetes.pod.namespace': namespace,
  'io.kubernetes.pod.uid': uidOf(name),
});
const uidOf = (name: string): string => `uid-${name}`;

/** @param attempt how many sandboxes of this pod there were before */
export const sandboxConfigOf = (wish: PodWish, logDir: string, attempt: number): PodSandboxConfig => {
  const { namespace, name } = wish;
  return message(PodSandboxConfig, {
    metadata: { name, namespace, uid: uidOf(name), attempt },
    hostname: name,
    logDirectory: `${logDir}/${namespace}_${name}`,
    labels: labelsOf(wish),
    linux: message(LinuxPodSandboxConfig, {
      securityContext: message(LinuxSandboxSecurityContext, { namespaceOptions }),
    }),
  });
};

/** @param attempt how many of this container there were before */
export const containerConfigOf = (wish: PodWish, { name, script }: ContainerWish, attempt: number): ContainerConfig => {
  const { image } = wish;
  return message(ContainerConfig, {
    metadata: { name, attempt },
    image: { image, annotations: {}, userSpecifiedImage: image, runtimeHandler: '', imageRef: '' },
    command: ['/bin/sh', '-c', script],
    labels: { ...labelsOf(wish), 'io.kubernetes.container.name': name },
    annotations: { 'io.kubernetes.container.restartCount': String(attempt) },
    logPath: `${name}/${attempt}.log`,
    linux: message(LinuxContainerConfig, {
      securityContext: message(LinuxContainerSecurityContext, { namespaceOptions }),
    }),
  });
};
