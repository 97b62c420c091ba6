/** What simulated containers use: plausible, moving, the same for the same container at the same age. */
import { baseLabelsOf, metricDescriptions } from '../actors/stats/metric-descriptions.ts';
import { openSheet } from '../actors/stats/metric-values.ts';
import type { ContainerUse, NetworkUse, Pod, SandboxUse, Stats } from '../machines/stats.ts';
import type { ContainerView } from '../machines/views.ts';

export interface StatsOptions {
  readonly now: () => number;
  readonly mountpoint: string;
}

const mebibyte = 1024 * 1024;
const periodMs = 60_000;

/** 0 to below 1, from a name. */
const shareOf = (name: string, salt: number): number => {
  let hash = 2166136261 ^ salt;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 16777619);
  return (hash >>> 0) / 2 ** 32;
};

interface Use {
  readonly atMs: number;
  readonly nanoCores: number;
  readonly usageNs: number;
  readonly memoryBytes: number;
  readonly writtenBytes: number;
}

/** A rate that swings around its middle, and its integral, which never falls. */
const useOf = ({ containerId, startedAtMs, resources }: ContainerView, atMs: number): Use => {
  const ageMs = Math.max(0, atMs - (startedAtMs ?? atMs));
  const middle = 1e6 + shareOf(containerId, 1) * 49e6;
  const phase = (2 * Math.PI * ageMs) / periodMs;
  const swing = 0.5;
  const nanoCores = middle * (1 + swing * Math.sin(phase));
  const usageNs = middle * (ageMs / 1000 + ((swing * periodMs) / 1000 / (2 * Math.PI)) * (1 - Math.cos(phase)));
  const wanted = (2 + shareOf(containerId, 2) * 60) * mebibyte * (1 + 0.1 * Math.sin(phase));
  const limit = Number(resources?.memoryLimitInBytes ?? 0);
  return {
    atMs,
    nanoCores: Math.round(nanoCores),
    usageNs: Math.round(usageNs + 1e6),
    memoryBytes: Math.round(limit > 0 ? Math.min(wanted, limit * 0.9) : wanted),
    writtenBytes: Math.round(4096 + shareOf(containerId, 3) * mebibyte),
  };
};

const networkOf = ({ sandbox }: Pod, atMs: number): NetworkUse | undefined => {
  if (sandbox.ip === undefined) return undefined;
  const seconds = Math.max(0, atMs - sandbox.createdAtMs) / 1000;
  const traffic = (salt: number) => {
    const bytes = Math.round(seconds * (100 + shareOf(sandbox.sandboxId, salt) * 4000));
    return { bytes, packets: Math.ceil(bytes / 700), errors: 0, dropped: 0 };
  };
  return { atMs, interfaces: [{ name: 'eth0', received: traffic(4), sent: traffic(5) }] };
};

export const openStats = ({ now, mountpoint }: StatsOptions): Stats => {
  const written = (views: readonly ContainerView[], atMs: number) => ({
    mountpoint,
    usedBytes: views.reduce((sum, view) => sum + useOf(view, atMs).writtenBytes, 0),
    inodesUsed: views.length * 4,
    atMs,
  });
  const containerUse = (view: ContainerView, atMs: number): ContainerUse => {
    const { containerId } = view;
    const writableLayer = written([view], atMs);
    if (view.state !== 'running') return { containerId, writableLayer };
    const { nanoCores, usageNs, memoryBytes } = useOf(view, atMs);
    const limit = Number(view.resources?.memoryLimitInBytes ?? 0);
    return {
      containerId,
      cpu: { atMs, usageNs, nanoCores },
      memory: {
        atMs,
        usageBytes: memoryBytes,
        workingSetBytes: Math.round(memoryBytes * 0.9),
        ...(limit > 0 ? { availableBytes: Math.max(0, limit - Math.round(memoryBytes * 0.9)) } : {}),
        rssBytes: Math.round(memoryBytes * 0.7),
        pageFaults: Math.round(memoryBytes / 4096),
        majorPageFaults: 0,
      },
      swap: { atMs, usageBytes: 0 },
      writableLayer,
    };
  };
  const sandboxUse = (pod: Pod, atMs: number): SandboxUse => {
    const containers = pod.containers.map((view) => containerUse(view, atMs));
    const sum = (of: (use: ContainerUse) => number | undefined) =>
      containers.reduce((total, use) => total + (of(use) ?? 0), 0);
    const running = pod.containers.filter(({ state }) => state === 'running').length;
    return {
      sandboxId: pod.sandbox.sandboxId,
      cpu: { atMs, usageNs: sum(({ cpu }) => cpu?.usageNs), nanoCores: sum(({ cpu }) => cpu?.nanoCores) },
      memory: {
        atMs,
        usageBytes: sum(({ memory }) => memory?.usageBytes),
        workingSetBytes: sum(({ memory }) => memory?.workingSetBytes),
        rssBytes: sum(({ memory }) => memory?.rssBytes),
        pageFaults: sum(({ memory }) => memory?.pageFaults),
        majorPageFaults: 0,
      },
      network: networkOf(pod, atMs),
      processes: { atMs, count: running },
      containers,
    };
  };
  const labelsOf = ({ sandbox }: Pod, view?: ContainerView) =>
    baseLabelsOf({
      container: view?.config.metadata.name ?? '',
      id: view?.cgroupsPath ?? sandbox.config.linux?.cgroupParent ?? '',
      image: view?.image.requested ?? '',
      name: view?.containerId ?? '',
      namespace: sandbox.config.metadata.namespace,
      pod: sandbox.config.metadata.name,
    });

  return {
    containers: async (views) => views.map((view) => containerUse(view, now())),
    sandboxes: async (pods) => pods.map((pod) => sandboxUse(pod, now())),
    written: (views) => written(views, now()),
    metricDescriptions,
    metrics: async (pods) =>
      pods.map((pod) => {
        const atMs = now();
        const ofPod = openSheet(labelsOf(pod), atMs);
        for (const { name, received, sent } of networkOf(pod, atMs)?.interfaces ?? []) {
          ofPod.count('container_network_receive_bytes_total', received.bytes, name);
          ofPod.count('container_network_receive_packets_total', received.packets, name);
          ofPod.count('container_network_transmit_bytes_total', sent.bytes, name);
          ofPod.count('container_network_transmit_packets_total', sent.packets, name);
        }
        return {
          sandboxId: pod.sandbox.sandboxId,
          metrics: ofPod.values(),
          containers: pod.containers
            .filter(({ state }) => state === 'running')
            .map((view) => {
              const { cpu, memory } = containerUse(view, atMs);
              const sheet = openSheet(labelsOf(pod, view), atMs);
              sheet.count('container_cpu_usage_seconds_total', (cpu?.usageNs ?? 0) / 1e9);
              sheet.gauge('container_memory_usage_bytes', memory?.usageBytes);
              sheet.gauge('container_memory_working_set_bytes', memory?.workingSetBytes);
              sheet.gauge('container_memory_rss', memory?.rssBytes);
              sheet.gauge('container_processes', 1);
              sheet.gauge('container_last_seen', atMs / 1000);
              sheet.gauge('container_start_time_seconds', (view.startedAtMs ?? 0) / 1000);
              return { containerId: view.containerId, metrics: sheet.values() };
            }),
        };
      }),
  };
};
