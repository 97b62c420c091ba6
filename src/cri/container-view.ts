/** Containers as the contract shows them. Pure. */
import {
  type Container,
  type ContainerFilter,
  type ContainerStatus,
  type ImageSpec,
  type Mount,
  Signal,
  ContainerState as WireState,
} from '../../proto/generated/api.js';
import type { ContainerState, ContainerView } from '../machines/views.ts';
import { hasLabels, hasPrefix, hasState } from './filters.ts';
import { nanoseconds, nanosecondsOrZero } from './times.ts';

const states = {
  created: WireState.CONTAINER_CREATED,
  running: WireState.CONTAINER_RUNNING,
  exited: WireState.CONTAINER_EXITED,
  unknown: WireState.CONTAINER_UNKNOWN,
} as const satisfies Record<ContainerState, WireState>;

/**
 * Of a pod, the newest first: a kubelet that takes them with the pod's status (EventedPLEG) takes the first of a name for the
 * present one, and would otherwise try for ever to start the next after one that has ended.
 */
export const newestFirst = (views: readonly ContainerView[]): readonly ContainerView[] =>
  views.toReversed().sort((one, other) => other.createdAtMs - one.createdAtMs);

/** What both the list and the status say; the configuration's part is verbatim. */
const identityOf = (view: ContainerView) => ({
  id: view.containerId,
  metadata: view.config.metadata,
  state: states[view.state],
  createdAt: nanoseconds(view.createdAtMs),
  image: imageOf(view),
  imageRef: view.image.imageRef,
  imageId: view.image.imageId,
  labels: view.config.labels,
  annotations: view.config.annotations,
});

export const listedContainerOf = (view: ContainerView): Container => ({
  ...identityOf(view),
  podSandboxId: view.sandboxId,
});

export const containerStatusOf = (view: ContainerView): ContainerStatus => ({
  ...identityOf(view),
  startedAt: nanosecondsOrZero(view.startedAtMs),
  finishedAt: nanosecondsOrZero(view.finishedAtMs),
  exitCode: view.exitCode ?? 0,
  reason: view.reason,
  message: view.message,
  mounts: view.config.mounts.map((mount, index) => mountOf(mount, view.mountImageIds[index])),
  logPath: view.logPath ?? '',
  resources: view.resources && { linux: view.resources, windows: undefined },
  user: view.user && {
    linux: { uid: `${view.user.uid}`, gid: `${view.user.gid}`, supplementalGroups: view.user.groups.map(String) },
  },
  stopSignal: signalOf(view.stopSignal),
});

export const isContainerIn =
  (filter: ContainerFilter | undefined) =>
  (view: ContainerView): boolean =>
    filter === undefined ||
    (hasPrefix(view.containerId, filter.id) &&
      hasPrefix(view.sandboxId, filter.podSandboxId) &&
      hasState(states[view.state], filter.state) &&
      hasLabels(view.config.labels, filter.labelSelector));

/** What was asked for. The kubelet asks by image id and says beside it what the pod says: that is what people read. */
const imageOf = ({ image, config }: ContainerView): ImageSpec => {
  const said = config.image.userSpecifiedImage;
  return { ...config.image, image: said !== '' && image.requested === image.imageId ? said : image.requested };
};

/**
 * The request's own mounts, host path and all: the kubelet reads the termination message there. An image has its id beside
 * the name, the same as everywhere else (CRI 1.36), also after it was removed.
 */
const mountOf = (mount: Mount, imageId: string | undefined): Mount =>
  mount.image === undefined || imageId === undefined
    ? mount
    : { ...mount, image: { ...mount.image, imageRef: imageId } };

/** `SIGRTMIN+3` is `SIGNAL_SIGRTMINPLUS3`. A name without a number in the contract is shown as the default. */
const signalOf = (name: string): Signal => {
  const key = `SIGNAL_${name.replace('+', 'PLUS').replace('-', 'MINUS')}`;
  return Object.hasOwn(Signal, key) ? Signal[key as keyof typeof Signal] : Signal.SIGNAL_RUNTIME_DEFAULT;
};
