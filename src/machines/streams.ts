/** What the charts of streaming sessions have in common. */
import type { Failure } from './failure.ts';

/** Said by a container to its sessions: its first process has ended, so theirs have. */
export interface ContainerEnded {
  readonly type: 'container.ended';
}

/** The container ended before its session did. */
export const endedFailure = (containerId: string): Failure => ({
  code: 'ContainerWrongState',
  details: { containerId, reason: 'the container ended' },
});
