import type { StreamContainersRequest, StreamContainersResponse } from '../../../proto/generated/api.ts';
import { listing, type StreamRpc } from '../stream-rpc.ts';
import { containersIn } from './list-containers.ts';

/** ListContainers in parts, for lists larger than a message. */
export const streamContainers: StreamRpc<StreamContainersRequest, StreamContainersResponse> = listing({
  items: ({ filter }, { views }) => containersIn(filter, views),
  response: (containers) => ({ containers }),
  itemsOf: (response) => response.containers,
});
