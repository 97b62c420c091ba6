import type { StreamPodSandboxStatsRequest, StreamPodSandboxStatsResponse } from '../../../proto/generated/api.ts';
import { measuredSandboxesIn } from '../measured.ts';
import { listing, type StreamRpc } from '../stream-rpc.ts';

/** ListPodSandboxStats in parts, for lists larger than a message. */
export const streamPodSandboxStats: StreamRpc<StreamPodSandboxStatsRequest, StreamPodSandboxStatsResponse> = listing({
  items: ({ filter }, handed) => measuredSandboxesIn(filter, handed),
  response: (podSandboxStats) => ({ podSandboxStats }),
  itemsOf: (response) => response.podSandboxStats,
});
