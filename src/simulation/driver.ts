/**
 * The simulated services as a driver like any other: promises, and processes that end by themselves. For contract tests, and
 * for a daemon that runs on no machine at all.
 */
import { FailureError } from '../machines/failure.ts';
import type { Driver, ServiceName, Watches } from '../machines/services.ts';
import { actOf, serviceNames } from './world/acts.ts';
import { type Fact, firstFacts } from './world/watches.ts';
import type { Task, World } from './world/world.ts';

export interface SimulatedDriver {
  readonly services: Driver<ServiceName>;
  readonly watches: Pick<Watches, 'watchTask'>;
}

/** Each call has its whole effect at once; what is signalled ends soon. */
export const simulatedDriver = (world: World): SimulatedDriver => {
  const serve = (name: ServiceName) => async (input: never, signal: AbortSignal) => {
    if (signal.aborted) throw new FailureError('Cancelled', {});
    const act = actOf(name);
    act.begin?.(world, input);
    try {
      return act.land(world, input);
    } finally {
      if (name === 'startTask' || name === 'killTask') for (const task of world.tasks.values()) endSoon(world, task);
    }
  };
  return {
    services: Object.fromEntries(serviceNames.map((name) => [name, serve(name)])) as unknown as Driver<ServiceName>,
    watches: {
      watchTask: ({ taskId }, send) => {
        let isOpen = true;
        const tell = (fact: Fact) => {
          if (isOpen && fact.type === 'task.exited') send(fact);
        };
        for (const fact of firstFacts('watchTask', world, taskId)) queueMicrotask(() => tell(fact));
        world.onTaskEnd(({ taskId: ended, end }) => {
          if (ended === taskId && end !== undefined)
            tell({ type: 'task.exited', exitCode: end.exitCode, atMs: end.atMs });
        });
        return () => {
          isOpen = false;
        };
      },
    },
  };
};

const endSoon = (world: World, task: Task): void => {
  const end = task.dying ?? (task.status === 'running' ? task.program.ends[0] : undefined);
  if (end !== undefined) queueMicrotask(() => world.endTask(task, end));
};
