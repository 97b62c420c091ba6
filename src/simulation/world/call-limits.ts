/**
 * How long the real driver waits for what it calls, and what it says then. A call without a limit is made of system calls
 * of the daemon itself (files, mounts, signals): nothing there can hang without all of it hanging.
 *
 * Source: `timeouts` of config/schema.ts, `defaultLimits` of actors/tasks/scene.ts.
 */
import type { FailureCode } from '../../machines/failure.ts';
import type { ServiceName } from '../../machines/services.ts';

export interface CallLimit {
  readonly ms: number;
  readonly code: FailureCode;
}

const minute = 60_000;
const limits: Partial<Record<ServiceName, CallLimit>> = {
  createTask: { ms: 4 * minute, code: 'ToolTimedOut' },
  restoreTask: { ms: 4 * minute, code: 'ToolTimedOut' },
  startTask: { ms: 2 * minute, code: 'ToolTimedOut' },
  updateTask: { ms: 2 * minute, code: 'ToolTimedOut' },
  deleteTask: { ms: 2 * minute, code: 'ToolTimedOut' },
  probeTask: { ms: 2 * minute, code: 'ToolTimedOut' },
  settleTask: { ms: 10_000, code: 'ContainerUnkillable' },
  reopenLog: { ms: 10_000, code: 'MonitorFailed' },
  execTask: { ms: minute, code: 'ExecTimedOut' },
  checkpointTask: { ms: 10 * minute, code: 'CheckpointTimedOut' },
  undoCheckpoint: { ms: 2 * minute, code: 'ToolTimedOut' },
  attachNetwork: { ms: 5 * minute, code: 'ToolTimedOut' },
  detachNetwork: { ms: minute, code: 'ToolTimedOut' },
  resolvePull: { ms: 5 * minute, code: 'RegistryUnavailable' },
  fetchLayers: { ms: 5 * minute, code: 'PullStalled' },
  resolveInfraImage: { ms: 5 * minute, code: 'RegistryUnavailable' },
};

export const hasLimit = (service: ServiceName): boolean => limits[service] !== undefined;

/** For one that has none: as if it were a tool. */
export const limitOf = (service: ServiceName): CallLimit => limits[service] ?? { ms: 2 * minute, code: 'ToolTimedOut' };

/** After the end of a process whose notice was lost, the watcher looks again by then. */
export const silenceMs = 10_000;
