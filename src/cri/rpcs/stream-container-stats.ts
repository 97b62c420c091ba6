import type { StreamContainerStatsRequest, StreamContainerStatsResponse } from '../../../proto/generated/api.ts';
import { measuredContainersIn } from '../measured.ts';
import { listing, type StreamRpc } from '../stream-rpc.ts';

/** ListContainerStats in parts, for lists larger than a message. */
export const streamContainerStats: StreamRpc<StreamContainerStatsRequest, StreamContainerStatsResponse> = listing({
  items: ({ filter }, handed) => measuredContainersIn(filter, handed),
  response: (containerStats) => ({ containerStats }),
  itemsOf: (response) => response.containerStats,
});
