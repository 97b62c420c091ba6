import type { StreamPodSandboxMetricsRequest, StreamPodSandboxMetricsResponse } from '../../../proto/generated/api.ts';
import { metricsOfAll } from '../measured.ts';
import { listing, type StreamRpc } from '../stream-rpc.ts';

/** ListPodSandboxMetrics in parts, for lists larger than a message. */
export const streamPodSandboxMetrics: StreamRpc<StreamPodSandboxMetricsRequest, StreamPodSandboxMetricsResponse> =
  listing({
    items: (_, handed) => metricsOfAll(handed),
    response: (podSandboxMetrics) => ({ podSandboxMetrics }),
    itemsOf: (response) => response.podSandboxMetrics,
  });
