/** Broken services: charts that are right, on drivers that are not. */
import { FailureError } from '../../machines/failure.ts';
import type { AnyAct } from '../world/act.ts';
import { withService } from './amend.ts';
import { staged, stages, type Twin } from './twin.ts';

type Land = AnyAct['land'];
/** It is an error to find nothing. */
const insisting =
  (isThere: (world: Parameters<Land>[0], input: never) => boolean) =>
  (act: AnyAct): Partial<AnyAct> => ({
    land: (world, input) => {
      if (!isThere(world, input as never)) throw new FailureError(act.fails, { reason: 'not found' });
      return act.land(world, input);
    },
  });
/** It marks what it did not do. */
const ownerOf = (input: unknown): string => {
  const { taskId, ownerId, sandboxId } = input as { taskId?: string; ownerId?: string; sandboxId?: string };
  return taskId ?? ownerId ?? sandboxId ?? '';
};

export const serviceTwins: readonly Twin[] = [
  {
    name: 'network-before-intent',
    breaks: 'an address is taken before the ledger says that it will be',
    cases: ['loopback-cache-leak'],
    scenario: staged('the daemon dies while a pod is made', { clients: 'kubelet: run a', crashes: 1 }),
    parts: () => withService('attachNetwork', () => ({ begin: () => undefined })),
  },
  {
    name: 'task-before-intent',
    breaks: 'a task is created before the ledger says that it will be',
    cases: ['runc-killed-mid-create-frozen-cgroup'],
    scenario: stages.crashed,
    parts: () => withService('createTask', () => ({ begin: () => undefined })),
  },
  {
    name: 'pull-before-intent',
    breaks: 'layers are fetched before the ledger says that they will be',
    cases: [],
    scenario: stages.pulls,
    parts: () => withService('fetchLayers', () => ({ begin: () => undefined })),
  },
  {
    name: 'delete-insists',
    breaks: 'to delete a task that is gone is an error',
    cases: ['kill-and-delete-in-deleted-state', 'cgroup-gone-between-check-and-use'],
    scenario: stages.endsFaulty,
    parts: () =>
      withService(
        'deleteTask',
        insisting(({ tasks }, { taskId }: { taskId: string }) => tasks.has(taskId)),
      ),
  },
  {
    name: 'unmount-insists',
    breaks: 'to unmount what is not mounted is an error',
    cases: ['unmount-of-the-unmounted-blocks-stop'],
    scenario: stages.faulty,
    parts: () =>
      withService(
        'unmountRootfs',
        insisting((world, { ownerId }: { ownerId: string }) => world.has('mount', `/run/sim/rootfs/${ownerId}`)),
      ),
  },
  {
    name: 'del-insists',
    breaks: 'DEL of what has no address is an error',
    cases: ['sandbox-without-cni-cannot-be-removed'],
    scenario: stages.faulty,
    parts: () =>
      withService(
        'detachNetwork',
        insisting((world, { sandboxId }: { sandboxId: string }) =>
          world.ownedBy(sandboxId).some((name) => name.startsWith('address')),
        ),
      ),
  },
  {
    name: 'unpin-insists',
    breaks: 'to unpin namespaces that are gone is an error',
    cases: ['del-hangs-after-power-loss'],
    scenario: stages.faulty,
    parts: () =>
      withService(
        'unpinNamespaces',
        insisting((world, { sandboxId }: { sandboxId: string }) =>
          world.ownedBy(sandboxId).some((name) => name.startsWith('namespace')),
        ),
      ),
  },
  {
    name: 'del-marks-first',
    breaks: 'DEL is marked as done before it is: when it fails, nobody does it again',
    cases: ['chained-plugin-teardown-stops-early'],
    scenario: stages.crashedFaulty,
    parts: () =>
      withService('detachNetwork', () => ({
        begin: (world, input) => world.store.ledger.undone({ ownerId: ownerOf(input), effect: 'network' }),
        land: (world, input) => {
          world.removeAll('address', ownerOf(input));
          return {} as never;
        },
      })),
  },
  {
    name: 'delete-leaves-the-monitor',
    breaks: 'a task is deleted, and its monitor is left',
    cases: ['conmon-leaves-zombies', 'two-deleters-leak-the-shim'],
    scenario: stages.life,
    parts: () =>
      withService('deleteTask', (act) => ({
        land: (world, input) => {
          const done = act.land(world, input);
          world.add('process', `monitor ${ownerOf(input)}`, ownerOf(input));
          return done;
        },
      })),
  },
  {
    name: 'one-address-for-all',
    breaks: 'two pods get one address',
    cases: ['network-removed-before-processes'],
    scenario: stages.pods,
    parts: () =>
      withService('attachNetwork', (act) => ({
        land: (world, input) => {
          const done = act.land(world, input) as unknown as { readonly ip: string };
          world.remove('address', done.ip);
          world.add('address', '10.88.0.2', ownerOf(input));
          return { ...done, ip: '10.88.0.2' } as never;
        },
      })),
  },
  {
    name: 'create-half-is-undone',
    breaks: 'a creation that fails half way says that nothing is to be undone',
    cases: ['runc-killed-mid-create-frozen-cgroup'],
    scenario: {
      ...stages.crashedFaulty,
      name: 'the daemon dies after half a creation',
      faults: { total: 1, each: 1, kinds: ['half'] },
    },
    parts: () =>
      withService('createTask', (act) => ({
        half: (world, input) => {
          act.half?.(world, input);
          world.store.ledger.undone({ ownerId: ownerOf(input), effect: 'task' });
        },
      })),
  },
  {
    name: 'settle-leaves-children',
    breaks: 'what outlives the first process is left alone, and EXITED is shown',
    cases: ['children-survive-in-host-pidns', 'init-exit-reported-before-exec-exit'],
    scenario: {
      ...stages.endsFaulty,
      name: 'a child may outlive the process',
      faults: undefined,
      mishaps: { total: 1, kinds: ['childLeft'] },
    },
    parts: () => withService('settleTask', () => ({ land: () => ({ isOomKilled: false }) as never })),
  },
  {
    name: 'oom-not-asked',
    breaks: 'nobody asks whether the memory killer was at work: the reason is Error',
    cases: ['signal-death-decoded-as-exit'],
    scenario: stages.ends,
    parts: () =>
      withService('settleTask', (act) => ({
        land: (world, input) => ({ ...(act.land(world, input) as object), isOomKilled: false }) as never,
      })),
  },
  {
    name: 'kill-by-number',
    breaks: 'a signal goes to a number, whoever has it by now',
    cases: ['monitor-signals-recycled-pid', 'netns-by-recycled-pid'],
    scenario: {
      ...stages.stops,
      name: 'two stops, and a number that is given again',
      programs: stages.ends.programs,
      mishaps: { total: 1, kinds: ['pidReused'] },
    },
    parts: () =>
      withService('killTask', (act) => ({
        land: (world, input) => {
          const task = world.tasks.get(ownerOf(input));
          if (task !== undefined && world.strangers.has(task.pid)) world.strangers.set(task.pid, 'killed');
          return act.land(world, input);
        },
      })),
  },
];
