/**
 * Statistics of containers and pods, measured when they are asked for and at no other time. No actor is asked and no
 * service of a life: a container that hangs is measured like any other.
 */
import type { ContainerUse, Pod, SandboxUse, Stats } from '../../machines/stats.ts';
import type { ContainerView } from '../../machines/views.ts';
import type { CgroupSample } from './cgroup-sample.ts';
import { type MeasuredPod, openMeasure } from './measure.ts';
import { metricDescriptions } from './metric-descriptions.ts';
import { openMetrics } from './metrics.ts';
import type { StatsOptions } from './options.ts';
import { openRates } from './rates.ts';
import { openCgroupReader } from './read-cgroups.ts';
import { added, cpuUseOf, ioUseOf, memoryUseOf, processesOf, swapUseOf } from './use-of.ts';
import { openWritableLayers } from './writable-layers.ts';

/** For all that one request measures; what hangs is left out. */
const limitMs = 2000;

export const openStats = (options: StatsOptions): Stats => {
  const { native, isThere, now, elapsed } = options;
  const rates = openRates(isThere);
  const layers = openWritableLayers({ ...options, usage: options.writtenBy });
  const readCgroups = openCgroupReader({ readSmallFiles: native.readSmallFiles, now, elapsed, limitMs });
  const measure = openMeasure({ ...options, readCgroups, readNetDev: native.readNetDev, limitMs });

  const containerUseOf = ({ containerId }: ContainerView, sample: CgroupSample | undefined): ContainerUse => ({
    containerId,
    cpu: cpuUseOf(sample, (reading) => rates.rateOf(containerId, reading)),
    memory: memoryUseOf(sample),
    swap: swapUseOf(sample),
    io: ioUseOf(sample),
    writableLayer: layers.of(containerId),
  });
  const sandboxUseOf = ({ pod, sample, infra, containers, network }: MeasuredPod): SandboxUse => {
    const { sandboxId } = pod.sandbox;
    const members = [...containers.values(), ...(infra === undefined ? [] : [infra])];
    const count = added(members.map(processesOf));
    const atMs = sample?.atMs ?? members[0]?.atMs;
    return {
      sandboxId,
      cpu: cpuUseOf(sample, (reading) => rates.rateOf(sandboxId, reading)),
      memory: memoryUseOf(sample),
      io: ioUseOf(sample),
      network,
      processes: count === undefined || atMs === undefined ? undefined : { atMs, count },
      containers: pod.containers.map((view) => containerUseOf(view, containers.get(view.containerId))),
    };
  };

  return {
    containers: async (views) => {
      const samples = await measure.containers(views, 'use');
      return views.map((view) => containerUseOf(view, samples.get(view.containerId)));
    },
    sandboxes: async (pods: readonly Pod[]) => (await measure.pods(pods, 'pod')).map(sandboxUseOf),
    written: (views) => layers.together(views.map(({ containerId }) => containerId)),
    metricDescriptions,
    metrics: openMetrics({ ...options, measure, layers, limitMs }),
  };
};
