import type { ListContainersRequest, ListContainersResponse } from '../../../proto/generated/api.ts';
import { isContainerIn, listedContainerOf } from '../container-view.ts';
import { type Rpc, reading } from '../rpc.ts';

/** All containers that pass the filter, exited ones too. A filter that fits none gives an empty list, never an error. */
export const listContainers: Rpc<ListContainersRequest, ListContainersResponse> = reading(({ filter }, { views }) => ({
  containers: views.containers().filter(isContainerIn(filter)).map(listedContainerOf),
}));
