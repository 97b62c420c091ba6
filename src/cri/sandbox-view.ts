/** Sandboxes as the contract shows them. Pure. */
import {
  type PodSandbox,
  type PodSandboxFilter,
  PodSandboxState,
  type PodSandboxStatus,
} from '../../proto/generated/api.js';
import type { SandboxState, SandboxView } from '../machines/views.ts';
import { hasLabels, hasPrefix, hasState } from './filters.ts';
import { nanoseconds } from './times.ts';

const states = {
  ready: PodSandboxState.SANDBOX_READY,
  notready: PodSandboxState.SANDBOX_NOTREADY,
} as const satisfies Record<SandboxState, PodSandboxState>;

/** What both the list and the status say; the configuration's part is verbatim. */
const identityOf = (view: SandboxView) => ({
  id: view.sandboxId,
  metadata: view.config.metadata,
  state: states[view.state],
  createdAt: nanoseconds(view.createdAtMs),
  labels: view.config.labels,
  annotations: view.config.annotations,
  runtimeHandler: view.runtimeHandler,
});

export const listedSandboxOf = (view: SandboxView): PodSandbox => identityOf(view);

/** No address with host network or when the network is gone; the namespace options are the request's. */
export const sandboxStatusOf = (view: SandboxView): PodSandboxStatus => ({
  ...identityOf(view),
  network: { ip: view.ip ?? '', additionalIps: view.additionalIps.map((ip) => ({ ip })) },
  linux: { namespaces: { options: view.config.linux?.securityContext?.namespaceOptions } },
});

export const isSandboxIn =
  (filter: PodSandboxFilter | undefined) =>
  (view: SandboxView): boolean =>
    filter === undefined ||
    (hasPrefix(view.sandboxId, filter.id) &&
      hasState(states[view.state], filter.state) &&
      hasLabels(view.config.labels, filter.labelSelector));
