import type { ListPodSandboxMetricsRequest, ListPodSandboxMetricsResponse } from '../../../proto/generated/api.ts';
import { metricsOfAll } from '../measured.ts';
import { type Rpc, reading } from '../rpc.ts';

/** The metrics of every ready pod and its containers, by the names and labels of ListMetricDescriptors. */
export const listPodSandboxMetrics: Rpc<ListPodSandboxMetricsRequest, ListPodSandboxMetricsResponse> = reading(
  async (_, handed) => ({ podMetrics: await metricsOfAll(handed) }),
);
