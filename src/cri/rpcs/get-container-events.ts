import {
  type ContainerEventResponse,
  ContainerEventType,
  type GetEventsRequest,
} from '../../../proto/generated/api.js';
import type { LifeChange, LifeEvent } from '../../machines/life-events.ts';
import { containerStatusOf, newestFirst } from '../container-view.ts';
import { queueOf } from '../life-queue.ts';
import { sandboxStatusOf } from '../sandbox-view.ts';
import type { StreamRpc } from '../stream-rpc.ts';
import { nanoseconds } from '../times.ts';

/**
 * Each step in the life of each sandbox and container from now on, once and in order, with the whole pod as it was then.
 * Who lists after the stream's headers came misses nothing. Served while recovering too: a client gives up for good after
 * few failures.
 * @throws FailureError ViewerTooSlow {limit}
 */
export const getContainerEvents: StreamRpc<GetEventsRequest, ContainerEventResponse> = {
  isEndless: true,
  serve: (_, handed, { signal }) => mapped(queueOf(handed.life, signal), eventOf),
};

const types = {
  created: ContainerEventType.CONTAINER_CREATED_EVENT,
  started: ContainerEventType.CONTAINER_STARTED_EVENT,
  stopped: ContainerEventType.CONTAINER_STOPPED_EVENT,
  deleted: ContainerEventType.CONTAINER_DELETED_EVENT,
} as const satisfies Record<LifeChange, ContainerEventType>;

const eventOf = ({ change, id, atMs, sandbox, containers }: LifeEvent): ContainerEventResponse => ({
  containerId: id,
  containerEventType: types[change],
  createdAt: nanoseconds(atMs),
  podSandboxStatus: sandboxStatusOf(sandbox),
  containersStatuses: newestFirst(containers).map(containerStatusOf),
});

async function* mapped<From, To>(items: AsyncIterable<From>, map: (item: From) => To): AsyncIterable<To> {
  for await (const item of items) yield map(item);
}
