import type { ListContainerStatsRequest, ListContainerStatsResponse } from '../../../proto/generated/api.ts';
import { measuredContainersIn } from '../measured.ts';
import { type Rpc, reading } from '../rpc.ts';

/** What the containers that pass the filter use now. One that cannot be measured is listed without numbers. */
export const listContainerStats: Rpc<ListContainerStatsRequest, ListContainerStatsResponse> = reading(
  async ({ filter }, handed) => ({ stats: await measuredContainersIn(filter, handed) }),
);
