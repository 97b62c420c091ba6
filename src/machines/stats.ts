/**
 * What containers and pods use, as it was measured: plain data, bytes and nanoseconds as numbers. What is not known is
 * absent, never 0. Times are wall clock, of the reading.
 */
import type { ContainerView, FsUsageView, SandboxView } from './views.ts';

export interface CpuUse {
  readonly atMs: number;
  /** CPU time since the cgroup was made. */
  readonly usageNs: number;
  /** Thousand-millionths of a core, between two readings of our own; absent until there are two. */
  readonly nanoCores?: number | undefined;
  readonly pressure?: Pressure | undefined;
}
export interface MemoryUse {
  readonly atMs: number;
  readonly usageBytes: number;
  /** Usage without what the kernel would drop first (inactive file pages). */
  readonly workingSetBytes?: number | undefined;
  /** From the working set up to the limit; absent without a limit. */
  readonly availableBytes?: number | undefined;
  readonly rssBytes?: number | undefined;
  readonly pageFaults?: number | undefined;
  readonly majorPageFaults?: number | undefined;
  readonly pressure?: Pressure | undefined;
}
export interface SwapUse {
  readonly atMs: number;
  readonly usageBytes: number;
  /** Absent without a limit. */
  readonly availableBytes?: number | undefined;
}
export interface IoUse {
  readonly atMs: number;
  readonly pressure: Pressure;
}
/** Source: kernel, Documentation/accounting/psi.rst. */
export interface Pressure {
  readonly some: Stall;
  readonly full?: Stall | undefined;
}
/** Averages in percent, over so many seconds. */
export interface Stall {
  readonly totalNs: number;
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
}

export interface ContainerUse {
  readonly containerId: string;
  readonly cpu?: CpuUse | undefined;
  readonly memory?: MemoryUse | undefined;
  readonly swap?: SwapUse | undefined;
  readonly io?: IoUse | undefined;
  /** Measured in the background: absent at first, then maybe older than the question. */
  readonly writableLayer?: FsUsageView | undefined;
}
export interface SandboxUse {
  readonly sandboxId: string;
  readonly cpu?: CpuUse | undefined;
  readonly memory?: MemoryUse | undefined;
  readonly io?: IoUse | undefined;
  /** Absent with the node's network. */
  readonly network?: NetworkUse | undefined;
  readonly processes?: { readonly atMs: number; readonly count: number } | undefined;
  readonly containers: readonly ContainerUse[];
}
export interface NetworkUse {
  readonly atMs: number;
  /** Without loopback; the default one first. */
  readonly interfaces: readonly InterfaceUse[];
}
export interface InterfaceUse {
  readonly name: string;
  readonly received: Traffic;
  readonly sent: Traffic;
}
export interface Traffic {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly labelKeys: readonly string[];
}
export interface MetricValue {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly atMs: number;
  /** In the order of the description's keys. */
  readonly labelValues: readonly string[];
  readonly value: number;
}
export interface SandboxMetrics {
  readonly sandboxId: string;
  readonly metrics: readonly MetricValue[];
  readonly containers: readonly { readonly containerId: string; readonly metrics: readonly MetricValue[] }[];
}

/** Each answers in bounded time; what cannot be measured by then is absent. None fails, none asks an actor. */
export interface Stats {
  readonly containers: (views: readonly ContainerView[]) => Promise<readonly ContainerUse[]>;
  readonly sandboxes: (pods: readonly Pod[]) => Promise<readonly SandboxUse[]>;
  /** What these wrote, all together, as far as it is measured. At once: what is not measured yet will be. */
  readonly written: (views: readonly ContainerView[]) => FsUsageView;
  readonly metricDescriptions: readonly MetricDescription[];
  readonly metrics: (pods: readonly Pod[]) => Promise<readonly SandboxMetrics[]>;
}
/** A sandbox and its containers, of one moment. */
export interface Pod {
  readonly sandbox: SandboxView;
  readonly containers: readonly ContainerView[];
}
