import type { ListPodSandboxStatsRequest, ListPodSandboxStatsResponse } from '../../../proto/generated/api.ts';
import { measuredSandboxesIn } from '../measured.ts';
import { type Rpc, reading } from '../rpc.ts';

/** What the ready pods that pass the filter use now. */
export const listPodSandboxStats: Rpc<ListPodSandboxStatsRequest, ListPodSandboxStatsResponse> = reading(
  async ({ filter }, handed) => ({ stats: await measuredSandboxesIn(filter, handed) }),
);
