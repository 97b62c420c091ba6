/**
 * What can happen to a machine whatever the daemon does: each kind says on which things it may fall now, and what is so
 * afterwards. A mishap that can pass has a mend.
 */
import type { Task, World } from './world.ts';

/**
 * `monitorKilled` of a task; `initKilled` its first process, from outside; `oom` its first process, for memory; `oomChild`
 * another process of it; `unkillable` it sleeps in the kernel (and wakes); `cgroupGone` of one that has ended; `childLeft` a
 * process of it will outlive the first one (where it has no pid namespace of its own); `pidReused` a
 * stranger gets the number of one that has ended; `networkGone` (and back) and `networkChanged` the configuration of CNI;
 * `storeFull` (and not); `clockForward` and `clockBack` an hour; with a crash: `recordTorn` one record cannot be read,
 * `reboot` the machine restarts, `commitLost` it does, and what was committed last is not there.
 */
export type MishapKind =
  | TaskMishap
  | 'networkGone'
  | 'networkChanged'
  | 'storeFull'
  | 'clockForward'
  | 'clockBack'
  | 'recordTorn'
  | 'reboot'
  | 'commitLost';
type TaskMishap =
  | 'monitorKilled'
  | 'initKilled'
  | 'oom'
  | 'oomChild'
  | 'unkillable'
  | 'childLeft'
  | 'cgroupGone'
  | 'pidReused';

/** What can happen or be mended now. */
export interface Event {
  /** `unkillable a-c0`. */
  readonly id: string;
  readonly happen: () => void;
}
/** What mishaps touch besides the world. */
export interface Scene {
  readonly world: World;
  readonly store: { readonly isFull: () => boolean; readonly setFull: (isFull: boolean) => void };
  readonly clock: { readonly jump: (ms: number) => void };
  readonly networkChanged: () => void;
}

const isAlive = ({ status }: Task): boolean => status === 'created' || status === 'running';
const hasEnded = ({ status }: Task): boolean => status === 'exited';

/** On which tasks, and what becomes of them. */
const ofTasks: Readonly<Record<TaskMishap, (world: World, task: Task) => (() => void) | undefined>> = {
  monitorKilled: (world, task) =>
    task.isUnwatched || hasEnded(task)
      ? undefined
      : () => {
          world.remove('process', `monitor ${task.taskId}`);
          task.isUnwatched = true;
        },
  initKilled: (world, task) =>
    isAlive(task) && task.dying === undefined && !task.isStuck
      ? () => world.endTask(task, { exitCode: 137 })
      : undefined,
  oom: (world, task) =>
    isAlive(task) && !task.isStuck ? () => world.endTask(task, { exitCode: 137, isOomKilled: true }) : undefined,
  oomChild: (_, task) =>
    task.status === 'running' && task.oomKills === 0
      ? () => {
          task.oomKills += 1;
        }
      : undefined,
  unkillable: (_, task) =>
    isAlive(task) && !task.isStuck
      ? () => {
          task.isStuck = true;
        }
      : undefined,
  childLeft: (world, task) =>
    task.status === 'running' && !world.has('process', `child of ${task.taskId}`)
      ? () => world.add('process', `child of ${task.taskId}`, task.taskId)
      : undefined,
  cgroupGone: (world, task) => (hasEnded(task) ? () => world.removeAll('cgroup', task.taskId) : undefined),
  pidReused: (world, task) =>
    hasEnded(task) && !world.strangers.has(task.pid)
      ? () => {
          world.strangers.set(task.pid, 'alive');
          world.add('process', String(task.pid), 'foreign');
        }
      : undefined,
};
const isOfTasks = (kind: MishapKind): kind is TaskMishap => Object.hasOwn(ofTasks, kind);

const hourMs = 3_600_000;

const ofNode: Partial<Record<MishapKind, (scene: Scene) => (() => void) | undefined>> = {
  networkGone: ({ world, networkChanged }) =>
    world.network === undefined ? undefined : setNetwork(world, undefined, networkChanged),
  networkChanged: ({ world, networkChanged }) =>
    world.network === 'sim' ? setNetwork(world, 'other', networkChanged) : undefined,
  storeFull: ({ store }) => (store.isFull() ? undefined : () => store.setFull(true)),
  clockForward:
    ({ clock }) =>
    () =>
      clock.jump(hourMs),
  clockBack:
    ({ clock }) =>
    () =>
      clock.jump(-hourMs),
};

const setNetwork = (world: World, network: string | undefined, tell: () => void) => () => {
  world.network = network;
  tell();
};

export const mishapsOf = (kinds: readonly MishapKind[], scene: Scene): readonly Event[] =>
  kinds.flatMap((kind): readonly Event[] => {
    if (isOfTasks(kind))
      return [...scene.world.tasks.values()].flatMap((task) => {
        const happen = task.status === 'half' ? undefined : ofTasks[kind](scene.world, task);
        return happen === undefined ? [] : [{ id: `${kind} ${task.taskId}`, happen }];
      });
    const happen = ofNode[kind]?.(scene);
    return happen === undefined ? [] : [{ id: kind, happen }];
  });

/** What has passed by now, if anything is left to pass: a full disk first, for nothing goes on before. */
export const mendsOf = ({ world, store, networkChanged }: Scene): readonly Event[] => [
  ...(store.isFull() ? [{ id: 'mend store', happen: () => store.setFull(false) }] : []),
  ...[...world.tasks.values()].flatMap((task) =>
    task.isStuck
      ? [
          {
            id: `mend ${task.taskId}`,
            happen: () => {
              task.isStuck = false;
            },
          },
        ]
      : [],
  ),
  ...(world.network === undefined ? [{ id: 'mend network', happen: setNetwork(world, 'sim', networkChanged) }] : []),
];

/** Of the machine as a whole; for who compares states. */
export const machineText = ({ network, strangers, trespasses }: World): string =>
  `${network} ${[...strangers].join(' ')} ${trespasses.length}`;
