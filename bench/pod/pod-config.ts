/** Pods and containers as the kubelet asks for them. Source: kubelet 1.33, kuberuntime_sandbox.go and kuberuntime_container.go. */
import {
  ContainerConfig,
  DNSConfig,
  ImageSpec,
  LinuxContainerConfig,
  LinuxContainerResources,
  LinuxContainerSecurityContext,
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  Mount,
  NamespaceMode,
  NamespaceOption,
  PodSandboxConfig,
  SecurityProfile,
  SecurityProfile_ProfileType,
} from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import type { Slot } from './slots.ts';

const namespaceOptions = message(NamespaceOption, {
  network: NamespaceMode.POD,
  pid: NamespaceMode.CONTAINER,
  ipc: NamespaceMode.POD,
});
const seccomp = message(SecurityProfile, { profileType: SecurityProfile_ProfileType.RuntimeDefault });

export const podConfigOf = ({ cgroupParent, logDir }: Slot, uid: string): PodSandboxConfig =>
  message(PodSandboxConfig, {
    metadata: { name: `pod-${uid}`, uid, namespace: 'bench', attempt: 0 },
    hostname: `pod-${uid}`,
    logDirectory: logDir,
    dnsConfig: message(DNSConfig, {
      servers: ['10.96.0.10'],
      searches: ['bench.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      options: ['ndots:5'],
    }),
    labels: {
      app: 'bench',
      'io.kubernetes.pod.name': `pod-${uid}`,
      'io.kubernetes.pod.namespace': 'bench',
      'io.kubernetes.pod.uid': uid,
    },
    annotations: { 'kubernetes.io/config.seen': '2025-01-01T00:00:00Z', 'kubernetes.io/config.source': 'api' },
    linux: message(LinuxPodSandboxConfig, {
      cgroupParent,
      securityContext: message(LinuxSandboxSecurityContext, { namespaceOptions, seccomp }),
      overhead: message(LinuxContainerResources),
      resources: message(LinuxContainerResources, { cpuPeriod: '100000', cpuShares: '2' }),
    }),
  });

export interface ContainerAsk {
  readonly name: string;
  readonly uid: string;
  readonly image: string;
  /** Default: `/bin/hold`. */
  readonly command?: readonly string[] | undefined;
}

export const containerConfigOf = (
  slot: Slot,
  { name, uid, image, command = ['/bin/hold'] }: ContainerAsk,
): ContainerConfig =>
  message(ContainerConfig, {
    metadata: { name, attempt: 0 },
    image: message(ImageSpec, { image, userSpecifiedImage: image }),
    command: [...command],
    envs: serviceVariables.map(([key, value]) => ({ key, value: Buffer.from(value) })),
    mounts: mountsOf(slot),
    labels: {
      'io.kubernetes.container.name': name,
      'io.kubernetes.pod.name': `pod-${uid}`,
      'io.kubernetes.pod.namespace': 'bench',
      'io.kubernetes.pod.uid': uid,
    },
    annotations: {
      'io.kubernetes.container.hash': '8f7a3c21',
      'io.kubernetes.container.restartCount': '0',
      'io.kubernetes.container.terminationMessagePath': '/dev/termination-log',
      'io.kubernetes.container.terminationMessagePolicy': 'File',
      'io.kubernetes.pod.terminationGracePeriod': '30',
    },
    logPath: `${name}/0.log`,
    linux: message(LinuxContainerConfig, {
      resources: message(LinuxContainerResources, { cpuPeriod: '100000', cpuShares: '2', oomScoreAdj: '1000' }),
      securityContext: message(LinuxContainerSecurityContext, {
        namespaceOptions,
        seccomp,
        maskedPaths,
        readonlyPaths,
      }),
    }),
  });

const mountsOf = ({ hostsFile, terminationLog, tokenDir, emptyDir }: Slot): Mount[] => [
  message(Mount, { hostPath: emptyDir, containerPath: '/cache' }),
  message(Mount, {
    hostPath: tokenDir,
    containerPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    readonly: true,
  }),
  message(Mount, { hostPath: hostsFile, containerPath: '/etc/hosts' }),
  message(Mount, { hostPath: terminationLog, containerPath: '/dev/termination-log' }),
];

const serviceVariables = [
  ['KUBERNETES_PORT_443_TCP_PROTO', 'tcp'],
  ['KUBERNETES_PORT_443_TCP_PORT', '443'],
  ['KUBERNETES_PORT_443_TCP_ADDR', '10.96.0.1'],
  ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
  ['KUBERNETES_SERVICE_PORT', '443'],
  ['KUBERNETES_SERVICE_PORT_HTTPS', '443'],
  ['KUBERNETES_PORT', 'tcp://10.96.0.1:443'],
  ['KUBERNETES_PORT_443_TCP', 'tcp://10.96.0.1:443'],
  ['POD_NAMESPACE', 'bench'],
  ['NODE_NAME', 'bench'],
  ['APP_MODE', 'production'],
  ['LOG_LEVEL', 'info'],
] as const;

const maskedPaths = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];
