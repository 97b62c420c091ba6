/** Pods and containers as commands have them: what the lists say, put together, in one order. */
import {
  type Container,
  type ContainerStatus,
  type PodSandbox,
  type PodSandboxStatus,
  ContainerState as WireContainerState,
  PodSandboxState as WirePodState,
} from '../../../proto/generated/api.js';
import type { CriClient } from '../../cri/client.ts';
import { answerMs, isServiceError } from './cri.ts';

export const podStates = ['ready', 'notready'] as const;
export type PodState = (typeof podStates)[number];
export const containerStates = ['created', 'running', 'exited', 'unknown'] as const;
export type ContainerState = (typeof containerStates)[number];

export interface PodThing {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  readonly state: PodState;
  /** Nanoseconds, as text. */
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `runc`, …; empty: the default. */
  readonly handler: string;
}
export interface ContainerThing {
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  readonly state: ContainerState;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As it was asked for. */
  readonly image: string;
  readonly imageId: string;
  readonly pod: PodThing;
}

/** By namespace and name, what was made later below. */
export const readPods = async ({ runtime }: CriClient): Promise<readonly PodThing[]> => {
  const { items } = await runtime.listPodSandbox({ filter: undefined }, { timeoutMs: answerMs });
  return items.map(podOf).toSorted(byPlace);
};

/** In the order of their pods, then as they were made. */
export const readContainers = async (
  cri: CriClient,
  pods?: readonly PodThing[],
): Promise<readonly ContainerThing[]> => {
  const { containers } = await cri.runtime.listContainers({ filter: undefined }, { timeoutMs: answerMs });
  // Pods second: a pod is there before its containers.
  const known = new Map((pods ?? (await readPods(cri))).map((pod, place) => [pod.id, { pod, place }]));
  return containers
    .flatMap((container) => {
      const found = known.get(container.podSandboxId);
      return found === undefined ? [] : [{ place: found.place, thing: containerOf(container, found.pod) }];
    })
    .toSorted((a, b) => a.place - b.place || earlier(a.thing, b.thing))
    .map(({ thing }) => thing);
};

export interface PodFacts {
  readonly status: PodSandboxStatus | undefined;
  readonly containers: ReadonlyMap<string, ContainerStatus>;
}

/** The statuses of these pods and their containers; of what has gone meanwhile there is none. */
export const readFacts = async (
  { runtime }: CriClient,
  podIds: readonly string[],
): Promise<ReadonlyMap<string, PodFacts>> => {
  const factsOf = async (podSandboxId: string): Promise<PodFacts> => {
    try {
      const asked = await runtime.podSandboxStatus({ podSandboxId, verbose: false }, { timeoutMs: answerMs });
      return { status: asked.status, containers: new Map(asked.containersStatuses.map((each) => [each.id, each])) };
    } catch (error) {
      if (isServiceError(error) && error.code === notFound) return { status: undefined, containers: new Map() };
      throw error;
    }
  };
  const facts = new Map<string, PodFacts>();
  const waiting = [...new Set(podIds)];
  const ask = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) facts.set(id, await factsOf(id));
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return facts;
};
const notFound = 5;
const atOnce = 16;

const podOf = ({ id, metadata, state, createdAt, labels, runtimeHandler }: PodSandbox): PodThing => ({
  id,
  name: metadata?.name ?? '',
  namespace: metadata?.namespace ?? '',
  uid: metadata?.uid ?? '',
  attempt: metadata?.attempt ?? 0,
  state: state === WirePodState.SANDBOX_READY ? 'ready' : 'notready',
  createdAt,
  labels,
  handler: runtimeHandler,
});

const containerOf = (container: Container, pod: PodThing): ContainerThing => ({
  id: container.id,
  name: container.metadata?.name ?? '',
  attempt: container.metadata?.attempt ?? 0,
  state: stateOf(container.state),
  createdAt: container.createdAt,
  labels: container.labels,
  image: container.image?.image ?? '',
  imageId: container.imageId,
  pod,
});

const stateOf = (state: WireContainerState): ContainerState => {
  if (state === WireContainerState.CONTAINER_CREATED) return 'created';
  if (state === WireContainerState.CONTAINER_RUNNING) return 'running';
  return state === WireContainerState.CONTAINER_EXITED ? 'exited' : 'unknown';
};

type Placed = Pick<PodThing, 'name' | 'namespace' | 'createdAt'>;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const earlier = (a: { readonly createdAt: string }, b: { readonly createdAt: string }) =>
  Number(BigInt(a.createdAt) - BigInt(b.createdAt));
const byPlace = (a: Placed, b: Placed) => compare(a.namespace, b.namespace) || compare(a.name, b.name) || earlier(a, b);
