/** How a standalone kubelet is set up beside others on a machine. Source: kubelet.config.k8s.io/v1beta1. */
import { join } from 'node:path';

/** Alpha in 1.36: with them the kubelet asks a runtime for what it else finds out by itself. */
export const alphaGates = ['EventedPLEG', 'PodAndContainerStatsFromCRI', 'CRIListStreaming'] as const;

export interface KubeletPlace {
  readonly dir: string;
  readonly socketPath: string;
  /** Relative to each hierarchy; it is there. */
  readonly cgroupRoot: string;
  readonly port: number;
  readonly hasAlphaGates: boolean;
}

/** Sizes of a log after which it is rotated, and how many are kept: few lines in many files. */
export const logLimits = { maxSize: '64Ki', maxFiles: 20 } as const;

/** JSON is YAML. Nothing is evicted, collected by size or reserved, for the machine is not this kubelet's alone. */
export const settingsOf = ({ dir, socketPath, cgroupRoot, port, hasAlphaGates }: KubeletPlace): string =>
  JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${socketPath}`,
    failCgroupV1: false,
    cgroupRoot,
    enforceNodeAllocatable: [],
    failSwapOn: false,
    makeIPTablesUtilChains: false,
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: Object.fromEntries(signals.map((signal) => [signal, '0%'])),
    oomScoreAdj: 0,
    maxOpenFiles: 20_000,
    maxPods: 200,
    registryPullQPS: 0,
    staticPodPath: join(dir, 'manifests'),
    podLogsDir: join(dir, 'pod-logs'),
    volumePluginDir: join(dir, 'volume-plugins'),
    fileCheckFrequency: '1s',
    containerLogMaxSize: logLimits.maxSize,
    containerLogMaxFiles: logLimits.maxFiles,
    containerLogMonitorInterval: '3s',
    crashLoopBackOff: { maxContainerRestartPeriod: '2s' },
    address: '127.0.0.1',
    port,
    healthzPort: 0,
    readOnlyPort: 0,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    featureGates: {
      KubeletCrashLoopBackOffMax: true,
      ...Object.fromEntries(alphaGates.map((gate) => [gate, hasAlphaGates])),
    },
  });

const signals = [
  'memory.available',
  'nodefs.available',
  'nodefs.inodesFree',
  'imagefs.available',
  'imagefs.inodesFree',
];
