/** What simulated watchers have to tell. */
import type { Watches } from '../../machines/services.ts';
import type { World } from './world.ts';

export type WatchName = keyof Watches;
export type Fact = Parameters<Parameters<Watches[WatchName]>[1]>[0];

const cniLoaded = ({ network = '', now }: World): Fact => ({
  type: 'cni.loaded',
  network,
  file: `${network}.conflist`,
  atMs: now(),
});
const cniMissing = (atMs: number): Fact => ({
  type: 'cni.missing',
  reason: 'NetworkPluginNotReady',
  message: 'there is no CNI configuration',
  atMs,
});

/** What a watcher that begins now has to tell, in order. */
export const firstFacts = (watch: WatchName, world: World, taskId: string | undefined): Fact[] => {
  if (watch === 'watchCniConfig') return [world.network === undefined ? cniMissing(world.now()) : cniLoaded(world)];
  if (watch === 'runExec')
    return [{ type: 'exec.started' }, { type: 'exec.exited', exitCode: 0 }, { type: 'exec.drained' }];
  if (watch === 'attachTask') return [{ type: 'attach.attached' }, { type: 'attach.ended' }];
  if (watch === 'forwardPorts')
    return [
      { type: 'forward.opened', port: 80 },
      { type: 'forward.closed', port: 80 },
    ];
  if (watch !== 'watchTask' || taskId === undefined) return [];
  const task = world.tasks.get(taskId);
  // One that is not there any more has ended, and nobody can say how.
  if (task === undefined) return [{ type: 'task.exited', atMs: world.now() }];
  if (task.end === undefined) return [];
  return [{ type: 'task.exited', exitCode: task.end.exitCode, atMs: task.end.atMs }];
};
