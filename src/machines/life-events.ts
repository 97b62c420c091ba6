/** What happens in the lives of sandboxes and containers, for who follows it as it happens. */
import type { ContainerView, SandboxView } from './views.ts';

/** The steps of a life that outsiders see, in their order. A container that is never started skips one. */
export const lifeChanges = ['created', 'started', 'stopped', 'deleted'] as const;
export type LifeChange = (typeof lifeChanges)[number];

/** One step of one life, and the pod as it was at that moment: no state in it is older than the step. */
export interface LifeEvent {
  readonly change: LifeChange;
  /** Of the container, or of the sandbox itself. */
  readonly id: string;
  /** Wall clock; of two events the later one has the greater. */
  readonly atMs: number;
  /** Of a deleted sandbox what was last true. */
  readonly sandbox: SandboxView;
  /** All of the pod but those that are deleted. */
  readonly containers: readonly ContainerView[];
}

export interface LifeEvents {
  /** Tells of every event from now on, until the returned function is called. Told at once, and must not throw. */
  readonly subscribe: (listener: (event: LifeEvent) => void) => () => void;
}
