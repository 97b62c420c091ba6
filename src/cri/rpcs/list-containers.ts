import type {
  Container,
  ContainerFilter,
  ListContainersRequest,
  ListContainersResponse,
} from '../../../proto/generated/api.ts';
import type { Views } from '../../machines/views.ts';
import { isContainerIn, listedContainerOf } from '../container-view.ts';
import { type Rpc, reading } from '../rpc.ts';

/** All containers that pass the filter, exited ones too. A filter that fits none gives an empty list, never an error. */
export const listContainers: Rpc<ListContainersRequest, ListContainersResponse> = reading(({ filter }, { views }) => ({
  containers: containersIn(filter, views),
}));

export const containersIn = (filter: ContainerFilter | undefined, views: Pick<Views, 'containers'>): Container[] =>
  views.containers().filter(isContainerIn(filter)).map(listedContainerOf);
