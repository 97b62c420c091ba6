/** A pod as the kubelet puts it into requests: names, labels, annotations, security and limits that it always says. */
import {
  ContainerConfig,
  DNSConfig,
  LinuxContainerConfig,
  LinuxContainerResources,
  LinuxContainerSecurityContext,
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  Mount,
  PodSandboxConfig,
  SecurityProfile,
} from '../../../proto/generated/api.js';
import { message } from '../../../src/cri/client.ts';
import type { NodeWorld } from '../node-world.ts';

export interface ContainerWish {
  readonly name: string;
  readonly script: string;
  readonly image: string;
  /** How many of this container there were before. */
  readonly attempt?: number;
  /** Sizes of huge pages of the node, as `2MB`. */
  readonly hugepageSizes?: readonly string[];
  readonly mounts?: readonly Partial<Mount>[];
  /** A container whose pid namespace it joins: an ephemeral one. */
  readonly target?: string;
  readonly command?: readonly string[];
}

export const sandboxOf = (world: NodeWorld, name: string, attempt = 0): PodSandboxConfig => {
  const uid = `uid-${name}`;
  return {
    ...message(PodSandboxConfig),
    metadata: { name, namespace: 'default', uid, attempt },
    hostname: name,
    logDirectory: `${world.logDir}/default_${name}_${uid}`,
    dnsConfig: message(DNSConfig, {
      servers: ['10.96.0.10'],
      searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      options: ['ndots:5'],
    }),
    labels: podLabels(name, uid),
    annotations: {
      'kubernetes.io/config.seen': '2026-01-01T00:00:00.000000000Z',
      'kubernetes.io/config.source': 'api',
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ filler: 'x'.repeat(4000) }),
    },
    linux: message(LinuxPodSandboxConfig, {
      cgroupParent: world.cgroupParent,
      overhead: message(LinuxContainerResources),
      resources: message(LinuxContainerResources, { cpuShares: '102', memoryLimitInBytes: '134217728' }),
      securityContext: message(LinuxSandboxSecurityContext, {
        namespaceOptions: { network: 0, pid: 1, ipc: 0, targetId: '', usernsOptions: undefined },
        seccomp: message(SecurityProfile),
      }),
    }),
  };
};

export const containerOf = (pod: PodSandboxConfig, wish: ContainerWish): ContainerConfig => {
  const { name, script, image, attempt = 0, mounts = [], target } = wish;
  return {
    ...message(ContainerConfig),
    metadata: { name, attempt },
    image: { image, annotations: {}, userSpecifiedImage: image, runtimeHandler: '', imageRef: '' },
    command: [...(wish.command ?? ['/bin/sh', '-c', script])],
    envs: [
      { key: 'KUBERNETES_SERVICE_HOST', value: Buffer.from('10.96.0.1') },
      { key: 'KUBERNETES_SERVICE_PORT', value: Buffer.from('443') },
    ],
    mounts: mounts.map((mount) => message(Mount, mount)),
    labels: {
      ...podLabels(pod.metadata?.name ?? '', pod.metadata?.uid ?? ''),
      'io.kubernetes.container.name': name,
    },
    annotations: {
      'io.kubernetes.container.hash': 'c0ffee',
      'io.kubernetes.container.restartCount': String(attempt),
      'io.kubernetes.container.terminationMessagePath': '/dev/termination-log',
      'io.kubernetes.container.terminationMessagePolicy': 'File',
      'io.kubernetes.pod.terminationGracePeriod': '30',
    },
    logPath: `${name}/${attempt}.log`,
    linux: message(LinuxContainerConfig, {
      resources: limitsOf(wish.hugepageSizes ?? []),
      securityContext: message(LinuxContainerSecurityContext, {
        namespaceOptions: {
          network: 0,
          pid: target === undefined ? 1 : 3,
          ipc: 0,
          targetId: target ?? '',
          usernsOptions: undefined,
        },
        runAsUser: { value: '0' },
        maskedPaths: ['/proc/acpi', '/proc/kcore', '/proc/keys'],
        readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/sys'],
        seccomp: message(SecurityProfile, { profileType: 1 }),
      }),
    }),
  };
};

/** No limit of huge pages is said as a limit of 0 for every size that there is. */
export const limitsOf = (
  hugepageSizes: readonly string[],
  more: Partial<LinuxContainerResources> = {},
): LinuxContainerResources =>
  message(LinuxContainerResources, {
    cpuPeriod: '100000',
    cpuQuota: '50000',
    cpuShares: '102',
    memoryLimitInBytes: '67108864',
    memorySwapLimitInBytes: '67108864',
    oomScoreAdj: '999',
    hugepageLimits: hugepageSizes.map((pageSize) => ({ pageSize, limit: '0' })),
    ...more,
  });

const podLabels = (name: string, uid: string) => ({
  app: name,
  'io.kubernetes.pod.name': name,
  'io.kubernetes.pod.namespace': 'default',
  'io.kubernetes.pod.uid': uid,
});
