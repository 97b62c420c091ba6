import type { ListPodSandboxRequest, ListPodSandboxResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';
import { isSandboxIn, listedSandboxOf } from '../sandbox-view.ts';

/** All sandboxes that pass the filter. A filter that fits none gives an empty list, never an error. */
export const listPodSandbox: Rpc<ListPodSandboxRequest, ListPodSandboxResponse> = reading(({ filter }, { views }) => ({
  items: views.sandboxes().filter(isSandboxIn(filter)).map(listedSandboxOf),
}));
