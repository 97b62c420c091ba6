import type { StreamPodSandboxesRequest, StreamPodSandboxesResponse } from '../../../proto/generated/api.ts';
import { listing, type StreamRpc } from '../stream-rpc.ts';
import { sandboxesIn } from './list-pod-sandbox.ts';

/** ListPodSandbox in parts, for lists larger than a message. */
export const streamPodSandboxes: StreamRpc<StreamPodSandboxesRequest, StreamPodSandboxesResponse> = listing({
  items: ({ filter }, { views }) => sandboxesIn(filter, views),
  response: (podSandboxes) => ({ podSandboxes }),
  itemsOf: (response) => response.podSandboxes,
});
