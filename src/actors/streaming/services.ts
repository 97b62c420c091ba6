/** The real driver of streaming sessions. */
import type { Watches } from '../../machines/services.ts';
import { openScene } from '../tasks/open-scene.ts';
import type { TaskOptions } from '../tasks/scene.ts';
import { attachTask } from './attach-task.ts';
import { forwardPorts } from './forward-ports.ts';
import { runExec } from './run-exec.ts';
import type { StreamTables } from './stream-table.ts';

export type StreamingDriver = Pick<Watches, 'runExec' | 'attachTask' | 'forwardPorts'>;

export interface StreamingLimits {
  readonly maxBacklogBytes: number;
  readonly connectMs: number;
  readonly halfClosedMs: number;
}
export const defaultStreamingLimits: StreamingLimits = {
  maxBacklogBytes: 32 * 1024 * 1024,
  connectMs: 10_000,
  halfClosedMs: 1000,
};

/** Holds nothing while there is no session. */
export const streamingServices = (
  options: TaskOptions,
  tables: StreamTables,
  limits: StreamingLimits = defaultStreamingLimits,
): StreamingDriver => {
  const scene = openScene(options);
  return {
    runExec: runExec(scene, tables.sessions),
    attachTask: attachTask({ sessions: tables.sessions, log: options.log, ...limits }),
    forwardPorts: forwardPorts({ forwards: tables.forwards, ...limits }),
  };
};
