import { PodSandbox } from '../../../proto/generated/api.js';
import type { ListPodSandboxRequest, ListPodSandboxResponse, PodSandboxFilter } from '../../../proto/generated/api.ts';
import type { SandboxView, Views } from '../../machines/views.ts';
import { encodedOnce, listOf } from '../encoded.ts';
import { type Rpc, reading } from '../rpc.ts';
import { isSandboxIn, listedSandboxOf } from '../sandbox-view.ts';

/** All sandboxes that pass the filter. A filter that fits none gives an empty list, never an error. */
export const listPodSandbox: Rpc<ListPodSandboxRequest, ListPodSandboxResponse> = reading(({ filter }, { views }) =>
  listed(views.sandboxes().filter(isSandboxIn(filter))),
);

const listed = listOf<SandboxView, ListPodSandboxResponse>(encodedOnce(PodSandbox, listedSandboxOf));

export const sandboxesIn = (filter: PodSandboxFilter | undefined, views: Pick<Views, 'sandboxes'>): PodSandbox[] =>
  views.sandboxes().filter(isSandboxIn(filter)).map(listedSandboxOf);
