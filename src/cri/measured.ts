/**
 * Views with what is measured of them, for the unary RPCs and the streaming ones alike. What is removed while it is
 * measured is left out; what cannot be measured is listed without numbers.
 */
import {
  type ContainerStats,
  type ContainerStatsFilter,
  type Metric,
  MetricType,
  type PodSandboxMetrics,
  type PodSandboxStats,
  type PodSandboxStatsFilter,
} from '../../proto/generated/api.js';
import type { MetricValue, Pod } from '../machines/stats.ts';
import type { ContainerView, SandboxView, Views } from '../machines/views.ts';
import type { Handed } from './handed.ts';
import { containerStatsOf, isContainerMeasuredIn, isSandboxMeasuredIn, sandboxStatsOf, whole } from './stats-view.ts';
import { nanoseconds } from './times.ts';

type Measured = Pick<Handed, 'stats' | 'views'>;

export const measuredContainers = async (
  views: readonly ContainerView[],
  { stats, views: now }: Measured,
): Promise<ContainerStats[]> => {
  const uses = await stats.containers(views);
  const there = new Set(now.containers().map(({ containerId }) => containerId));
  const byId = new Map(uses.map((use) => [use.containerId, use]));
  return views
    .filter(({ containerId }) => there.has(containerId))
    .map((view) => containerStatsOf(view, byId.get(view.containerId)));
};

export const measuredContainersIn = (
  filter: ContainerStatsFilter | undefined,
  handed: Measured,
): Promise<ContainerStats[]> =>
  measuredContainers(handed.views.containers().filter(isContainerMeasuredIn(filter)), handed);

export const measuredSandboxes = async (
  views: readonly SandboxView[],
  { stats, views: now }: Measured,
): Promise<PodSandboxStats[]> => {
  const pods = podsOf(views, now);
  const uses = new Map((await stats.sandboxes(pods)).map((use) => [use.sandboxId, use]));
  const there = new Set(now.sandboxes().map(({ sandboxId }) => sandboxId));
  return pods.flatMap(({ sandbox, containers }) => {
    const use = uses.get(sandbox.sandboxId);
    return use === undefined || !there.has(sandbox.sandboxId) ? [] : [sandboxStatsOf(sandbox, containers, use)];
  });
};

/** Of those that are ready: a pod that is stopped uses nothing, and its successor has the same name. */
export const measuredSandboxesIn = (
  filter: PodSandboxStatsFilter | undefined,
  handed: Measured,
): Promise<PodSandboxStats[]> => measuredSandboxes(readyOf(handed.views).filter(isSandboxMeasuredIn(filter)), handed);

export const metricsOfAll = async ({ stats, views }: Measured): Promise<PodSandboxMetrics[]> => {
  const all = await stats.metrics(podsOf(readyOf(views), views));
  return all.map(({ sandboxId, metrics, containers }) => ({
    podSandboxId: sandboxId,
    metrics: metrics.map(metricOf),
    containerMetrics: containers.map((container) => ({
      containerId: container.containerId,
      metrics: container.metrics.map(metricOf),
    })),
  }));
};

const metricOf = ({ name, kind, atMs, labelValues, value }: MetricValue): Metric => ({
  name,
  timestamp: nanoseconds(atMs),
  metricType: kind === 'counter' ? MetricType.COUNTER : MetricType.GAUGE,
  labelValues: [...labelValues],
  value: whole(value),
});

const readyOf = (views: Pick<Views, 'sandboxes'>): readonly SandboxView[] =>
  views.sandboxes().filter(({ state }) => state === 'ready');

const podsOf = (sandboxes: readonly SandboxView[], views: Pick<Views, 'containers'>): readonly Pod[] => {
  const members = Map.groupBy(views.containers(), ({ sandboxId }) => sandboxId);
  return sandboxes.map((sandbox) => ({ sandbox, containers: members.get(sandbox.sandboxId) ?? [] }));
};
