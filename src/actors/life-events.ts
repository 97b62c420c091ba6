/**
 * Tells who follows what happens: each step of each life once and in order, whatever crashes and recovers meanwhile.
 * Charts say a step when their record has it; what was told before a restart, or by an actor that crashed, is not told
 * again, and a step that a chart jumped over (an object that is half undone is listed without ever having been whole) is
 * told first. Costs nothing but a map when nobody follows.
 */
import type { ContainerContext } from '../machines/container-context.ts';
import { type Keep, KeptMap } from '../machines/keeping.ts';
import { type LifeChange, type LifeEvent, type LifeEvents, lifeChanges } from '../machines/life-events.ts';
import type { ContainerExit, ContainerRecord, SandboxRecord } from '../machines/records.ts';
import type { SandboxContext } from '../machines/sandbox-context.ts';
import type { ContainerState, ContainerView, SandboxState, SandboxView } from '../machines/views.ts';
import { containerViewIn, sandboxViewIn } from '../machines/views-of.ts';
import type { Log } from './log.ts';

export interface LifeLedger extends LifeEvents {
  /** What was told; not who listens. */
  readonly keep: Keep;
  /** An actor is there. Of one from before a restart, what its record says was told then. */
  readonly meetContainer: (context: ContainerContext) => void;
  readonly meetSandbox: (context: SandboxContext) => void;
  readonly tellContainer: (context: ContainerContext, change: LifeChange) => void;
  readonly tellSandbox: (context: SandboxContext, change: LifeChange) => void;
}

export interface LifeOptions {
  /** Wall clock, ms; never the same twice, never goes back. */
  readonly now: () => number;
  /** Both as they are now. */
  readonly sandbox: (sandboxId: string) => SandboxView | undefined;
  readonly containersOf: (sandboxId: string) => readonly ContainerView[];
  readonly log: Log;
  /** Hears of the end of each container, once, whoever follows. */
  readonly onExit?: ((exit: ContainerExit) => void) | undefined;
}

export const openLifeEvents = ({ now, sandbox, containersOf, log, onExit }: LifeOptions): LifeLedger => {
  const listeners = new Set<(event: LifeEvent) => void>();
  /** The last step of each life that was told; none: it is not known outside yet. */
  const told = new KeptMap<string, LifeChange>();

  const meet = (id: string, change: LifeChange | undefined) => {
    if (change !== undefined && !told.has(id)) told.set(id, change);
  };

  /** The steps up to this one that are yet to be told. */
  const advance = (id: string, change: LifeChange, wasStarted: boolean): readonly LifeChange[] => {
    const last = told.get(id);
    if (change === 'deleted') told.delete(id);
    if (last === undefined && change === 'deleted') return []; // it was never there
    const rank = last === undefined ? -1 : lifeChanges.indexOf(last);
    const steps = lifeChanges.slice(rank + 1, lifeChanges.indexOf(change) + 1);
    if (change !== 'deleted' && steps.length > 0) told.set(id, change);
    return steps.filter((step) => step !== 'started' || wasStarted);
  };

  /** Whatever a listener throws, it is neither the actor's nor another listener's. */
  const tellOne = (listener: (event: LifeEvent) => void, event: LifeEvent) => {
    try {
      listener(event);
    } catch (error) {
      log.error({ error: String(error) }, 'a follower of events failed');
    }
  };

  const publish = (steps: readonly LifeChange[], podOf: () => Omit<LifeEvent, 'change' | 'atMs'> | undefined) => {
    if (steps.length === 0 || listeners.size === 0) return;
    const pod = podOf();
    if (pod === undefined) {
      log.error({ steps: [...steps] }, 'an event could not be told: its pod is not there');
      return;
    }
    for (const change of steps) {
      const event = { ...pod, change, atMs: now() };
      for (const listener of listeners) tellOne(listener, event);
    }
  };

  return {
    keep: told.keep,
    subscribe: (listener) => {
      const own = (event: LifeEvent) => listener(event); // the same one may subscribe twice
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    meetContainer: ({ isRecovered, record }) => meet(record.containerId, isRecovered ? stepOf(record) : undefined),
    meetSandbox: ({ isRecovered, record }) =>
      meet(record.sandboxId, isRecovered ? (record.isEndTold ? 'stopped' : phases[record.phase]) : undefined),
    tellContainer: ({ record }, change) => {
      const { containerId, sandboxId } = record;
      const wasStarted = change === 'started' || record.startedAtMs !== undefined;
      const steps = advance(containerId, change, wasStarted);
      if (record.exit !== undefined && steps.includes('stopped')) onExit?.(record.exit);
      publish(steps, () => {
        const pod = sandbox(sandboxId);
        const own = change === 'deleted' ? [] : [containerViewIn(record, containerStates[change], change)];
        const listed = containersOf(sandboxId);
        const isListed = listed.some((view) => view.containerId === containerId);
        const containers = listed.flatMap((view) => (view.containerId === containerId ? own : [view]));
        return pod && { id: containerId, sandbox: pod, containers: isListed ? containers : [...containers, ...own] };
      });
    },
    tellSandbox: (context, change) => {
      const { sandboxId } = context.record;
      publish(advance(sandboxId, change, change === 'started'), () => ({
        id: sandboxId,
        sandbox: sandboxViewIn(context, sandboxStates[change], change),
        containers: containersOf(sandboxId),
      }));
    },
  };
};

const containerStates = { created: 'created', started: 'running', stopped: 'exited' } as const satisfies Record<
  Exclude<LifeChange, 'deleted'>,
  ContainerState
>;
const sandboxStates = {
  created: 'ready',
  started: 'ready',
  stopped: 'notready',
  deleted: 'notready',
} as const satisfies Record<LifeChange, SandboxState>;

/** How far a stored life had come. */
const stepOf = ({ phase, startedAtMs, exit }: ContainerRecord): LifeChange | undefined => {
  if (phase === 'creating' || phase === 'stray') return undefined;
  if (exit !== undefined) return 'stopped';
  return startedAtMs === undefined ? 'created' : 'started';
};
const phases = {
  preparing: undefined,
  ready: 'started',
  closing: 'started',
  stopped: 'stopped',
  removing: 'stopped',
} as const satisfies Record<SandboxRecord['phase'], LifeChange | undefined>;
