import type { ListMetricDescriptorsRequest, ListMetricDescriptorsResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';

/** Every metric that ListPodSandboxMetrics can show, with its labels in their order. */
export const listMetricDescriptors: Rpc<ListMetricDescriptorsRequest, ListMetricDescriptorsResponse> = reading(
  (_, { stats }) => ({
    descriptors: stats.metricDescriptions.map((each) => ({ ...each, labelKeys: [...each.labelKeys] })),
  }),
);
