/** What `PodSandboxStatus` and `ContainerStatus` would answer, of a state and a context that were told. */
import type { ContainerView, SandboxView } from '../../machines/views.ts';
import { containerViewOf, sandboxViewOf } from '../../machines/views-of.ts';
import { outermostOf } from './tone.ts';

/** @returns JSON; undefined: it is not shown, or not all of it was told. */
export const criViewOf = (
  machine: string,
  state: string,
  context: Readonly<Record<string, unknown>>,
): string | undefined => {
  // Views look at the outermost state, and show the whole as a path: which it is already.
  const outermost = outermostOf(state);
  const inner = state.slice(outermost.length + 1);
  const snapshot = { value: inner === '' ? outermost : { [outermost]: inner }, context } as unknown;
  try {
    if (machine === 'sandbox') {
      const view = sandboxViewOf(snapshot as Parameters<typeof sandboxViewOf>[0]);
      return view === undefined ? undefined : JSON.stringify(podStatusOf(view));
    }
    if (machine === 'container') {
      const view = containerViewOf(snapshot as Parameters<typeof containerViewOf>[0]);
      return view === undefined ? undefined : JSON.stringify(containerStatusOf(view));
    }
  } catch {
    // Half a context, as a hostile or cut recording has it.
  }
  return undefined;
};

const timeOf = (ms: number | undefined): string =>
  ms === undefined || !Number.isFinite(ms) ? '' : new Date(ms).toISOString();

const podStatusOf = (view: SandboxView) => ({
  id: view.sandboxId,
  metadata: view.config.metadata,
  state: `SANDBOX_${view.state.toUpperCase()}`,
  createdAt: timeOf(view.createdAtMs),
  network: { ip: view.ip ?? '', additionalIps: view.additionalIps.map((ip) => ({ ip })) },
  linux: { namespaces: { options: view.config.linux?.securityContext?.namespaceOptions } },
  labels: view.config.labels,
  annotations: view.config.annotations,
  runtimeHandler: view.runtimeHandler,
});

const containerStatusOf = (view: ContainerView) => ({
  id: view.containerId,
  metadata: view.config.metadata,
  state: `CONTAINER_${view.state.toUpperCase()}`,
  createdAt: timeOf(view.createdAtMs),
  startedAt: timeOf(view.startedAtMs),
  finishedAt: timeOf(view.finishedAtMs),
  exitCode: view.exitCode ?? 0,
  image: { image: view.image.requested },
  imageRef: view.image.imageRef,
  imageId: view.image.imageId,
  reason: view.reason,
  message: view.message,
  labels: view.config.labels,
  annotations: view.config.annotations,
  mounts: view.config.mounts,
  logPath: view.logPath ?? '',
  resources: view.resources,
  user: view.user,
  stopSignal: view.stopSignal,
});
