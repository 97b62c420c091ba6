import { Container } from '../../../proto/generated/api.js';
import type { ContainerFilter, ListContainersRequest, ListContainersResponse } from '../../../proto/generated/api.ts';
import type { ContainerView, Views } from '../../machines/views.ts';
import { isContainerIn, listedContainerOf } from '../container-view.ts';
import { encodedOnce, listOf } from '../encoded.ts';
import { type Rpc, reading } from '../rpc.ts';

/** All containers that pass the filter, exited ones too. A filter that fits none gives an empty list, never an error. */
export const listContainers: Rpc<ListContainersRequest, ListContainersResponse> = reading(({ filter }, { views }) =>
  listed(views.containers().filter(isContainerIn(filter))),
);

const listed = listOf<ContainerView, ListContainersResponse>(encodedOnce(Container, listedContainerOf));

export const containersIn = (filter: ContainerFilter | undefined, views: Pick<Views, 'containers'>): Container[] =>
  views.containers().filter(isContainerIn(filter)).map(listedContainerOf);
