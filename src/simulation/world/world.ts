/**
 * The world that simulated drivers work on: what a node has, as names in one ledger, and processes that end. It outlives
 * the daemon; everything in it has an owner, and what is left when nobody owns anything any more has leaked.
 */
import type { LinuxResources } from '../../machines/config.ts';
import { type Keep, KeptMap, keepAll } from '../../machines/keeping.ts';
import type { ImageSeen } from '../../machines/services/images.ts';
import type { Store } from '../../store/records.ts';
import { openOwned } from './owned.ts';

/** Every kind of thing that can leak. */
export type ResourceKind =
  | 'address'
  | 'bundle'
  | 'cgroup'
  | 'directory'
  | 'exitFile'
  | 'fd'
  | 'layers'
  | 'mount'
  | 'namespace'
  | 'process';

/** How a container's first process behaves. */
export interface Program {
  /** Ends of its own accord in one of these ways, or not at all. */
  readonly ends: readonly ProcessEnd[];
  readonly ignoresSigterm: boolean;
}
export interface ProcessEnd {
  /** 128 + signal for a signal. */
  readonly exitCode: number;
  readonly isOomKilled?: boolean;
}
/** How it ended, as far as that can be found out. */
export interface TaskEnd {
  readonly exitCode: number | undefined;
  readonly isOomKilled?: boolean | undefined;
  readonly atMs: number;
}
export const sleeps: Program = { ends: [], ignoresSigterm: false };

/** What the OCI runtime and the monitor know of one container. */
export interface Task {
  readonly taskId: string;
  readonly pid: number;
  readonly startTicks: string;
  readonly program: Program;
  /** `half`: the monitor is there, the container is not. */
  status: 'half' | 'created' | 'running' | 'exited';
  /** Signalled; it ends as soon as it gets its turn. */
  dying: ProcessEnd | undefined;
  end: TaskEnd | undefined;
  /** Its monitor was killed: what it would have written down, nobody can know any more. */
  isUnwatched: boolean;
  /** It does not end, whatever it is sent: it sleeps in the kernel. */
  isStuck: boolean;
  /** How many processes of its cgroup the kernel has killed for memory, its first one among them. */
  oomKills: number;
  /** In force since an update. */
  limits: LinuxResources | undefined;
  /** A checkpoint that was cut off left it so. */
  isFrozen: boolean;
}

export interface World {
  readonly store: Store;
  readonly now: () => number;
  readonly has: (kind: ResourceKind, name: string) => boolean;
  readonly add: (kind: ResourceKind, name: string, ownerId: string) => void;
  /** Absent: fine. */
  readonly remove: (kind: ResourceKind, name: string) => void;
  /** All that an owner has of a kind. */
  readonly removeAll: (kind: ResourceKind, ownerId: string) => void;
  /** `kind name`, sorted. */
  readonly left: () => readonly string[];
  /** Owners by `kind name`. */
  readonly things: ReadonlyMap<string, string>;
  readonly owns: (ownerId: string) => boolean;
  /** `kind name` of all that is this one's, sorted. */
  readonly ownedBy: (ownerId: string) => readonly string[];
  readonly tasks: Map<string, Task>;
  readonly newTask: (taskId: string) => Task;
  /** The process is over: its watchers are told when that gets its turn. */
  readonly endTask: (task: Task, end: ProcessEnd) => void;
  readonly onTaskEnd: (listener: (task: Readonly<Task>) => void) => void;
  /** What is here, by id and by reference. */
  readonly images: Map<string, ImageSeen>;
  /** What CNI is configured with; undefined: nothing. */
  network: string | undefined;
  /** Processes of others that got the number of one that had ended. */
  readonly strangers: Map<number, 'alive' | 'killed'>;
  /** What was done to things that are not ours. */
  readonly trespasses: string[];
  /** What a registry would give. */
  readonly offers: Map<string, ImageSeen>;
  /** The lowest address from where the owner's name falls that nobody has. */
  readonly freeAddress: (ownerId: string) => string;
  /** The machine restarts: of processes, namespaces, mounts and what is kept for as long as they live nothing is left. */
  readonly reboot: () => void;
  /** All of it but the store, which is its owner's to keep. */
  readonly keep: Keep;
  /** Before the daemon serves: what belongs to nobody whom it knows goes, where the drivers look for that. */
  readonly sweep: (ownerIds: readonly string[]) => void;
}

export interface WorldOptions {
  readonly store: Store;
  readonly now: () => number;
  /** By task id. */
  readonly programOf?: ((taskId: string) => Program) | undefined;
  /** How many addresses its network has: up to 65,000. */
  readonly addresses?: number | undefined;
}

export const openWorld = ({ store, now, programOf = () => sleeps, addresses = 250 }: WorldOptions): World => {
  const resources = new KeptMap<string, string>();
  const tasks = new KeptMap<string, Task>();
  const births = new KeptMap<string, number>();
  const images = new KeptMap<string, ImageSeen>();
  /** What is not ours. */
  const others = new Set<string>();
  const strangers = new KeptMap<number, 'alive' | 'killed'>();
  let network: string | undefined = 'sim';
  const offers = new KeptMap<string, ImageSeen>();
  const listeners: ((task: Readonly<Task>) => void)[] = [];

  const owned = openOwned(resources);
  const removeWhere = (fits: (key: string, ownerId: string) => boolean) => {
    for (const [key, ownerId] of resources) if (fits(key, ownerId)) owned.remove(key);
  };
  const world: World = {
    store,
    now,
    has: (kind, name) => resources.has(`${kind} ${name}`) || others.has(`${kind} ${name}`),
    add: (kind, name, ownerId) => {
      if (ownerId === foreign) others.add(`${kind} ${name}`);
      else owned.set(`${kind} ${name}`, ownerId);
    },
    remove: (kind, name) => {
      if (others.delete(`${kind} ${name}`)) world.trespasses.push(`${kind} ${name} was removed`);
      owned.remove(`${kind} ${name}`);
    },
    removeAll: (kind, ownerId) => {
      const start = `${kind} `;
      for (const key of owned.of(ownerId)) if (key.startsWith(start)) owned.remove(key);
    },
    things: resources,
    left: () => [...resources.keys()].sort(),
    owns: (ownerId) => owned.of(ownerId).length > 0,
    ownedBy: (ownerId) => owned.of(ownerId).sort(),
    tasks,
    newTask: (taskId) => {
      const birth = (births.get(taskId) ?? 0) + 1;
      births.set(taskId, birth);
      const pid =
        freeFrom(placeOf(taskId, 30_000), 30_000, (place) => world.has('process', String(1000 + place))) + 1000;
      const task: Task = {
        taskId,
        pid,
        startTicks: String(birth),
        program: programOf(taskId),
        status: 'created',
        dying: undefined,
        end: undefined,
        isUnwatched: false,
        isStuck: false,
        oomKills: 0,
        limits: undefined,
        isFrozen: false,
      };
      tasks.set(taskId, task);
      return task;
    },
    endTask: (task, end) => {
      if (task.status === 'exited' || task.status === 'half') return;
      task.status = 'exited';
      task.dying = undefined;
      task.isFrozen = false;
      if (end.isOomKilled === true) task.oomKills += 1;
      const { exitCode, isOomKilled } = end;
      task.end = { exitCode: task.isUnwatched ? undefined : exitCode, isOomKilled, atMs: now() };
      world.remove('process', String(task.pid));
      if (!task.isUnwatched) world.add('exitFile', task.taskId, task.taskId);
      for (const listener of listeners) listener(task);
    },
    onTaskEnd: (listener) => void listeners.push(listener),
    images,
    offers,
    get network() {
      return network;
    },
    set network(name) {
      network = name;
    },
    strangers,
    trespasses: [],
    freeAddress: (ownerId) => {
      const addressOf = (place: number) => `10.88.${(place + 2) >> 8}.${(place + 2) & 255}`;
      const isTaken = (place: number) => world.has('address', addressOf(place));
      return addressOf(freeFrom(placeOf(ownerId, addresses), addresses, isTaken));
    },
    reboot: () => {
      removeWhere((key) => lostAtBoot.test(key));
      tasks.clear();
      world.strangers.clear();
    },
    sweep: (ownerIds) => {
      const known = new Set(ownerIds);
      const networks = new Set(
        store.ledger.all().flatMap(({ effect, ownerId }) => (effect === 'network' ? ownerId : [])),
      );
      removeWhere(
        (key, owner) => (swept.test(key) && !known.has(owner)) || (key.startsWith('address ') && !networks.has(owner)),
      );
    },
    keep: () => {
      const inside = [...tasks.values()].map(keepTask);
      const back = keepAll(resources.keep, tasks.keep, births.keep, images.keep, offers.keep, strangers.keep);
      const configured = network;
      const foreigners = [...others];
      return () => {
        back();
        owned.forget();
        network = configured;
        others.clear();
        for (const name of foreigners) others.add(name);
        world.trespasses.length = 0;
        for (const each of inside) each();
      };
    },
  };
  return world;
};

const keepTask = (task: Task): (() => void) => {
  const { status, dying, end, limits, isFrozen, isUnwatched, isStuck, oomKills } = task;
  return () => {
    Object.assign(task, { status, dying, end, limits, isFrozen, isUnwatched, isStuck, oomKills });
  };
};
/** All that makes a difference later. */
export const taskText = ({ taskId, status, dying, end, isFrozen, isUnwatched, isStuck, oomKills }: Task): string => {
  const flags = `${isFrozen ? ' frozen' : ''}${isUnwatched ? ' unwatched' : ''}${isStuck ? ' stuck' : ''}`;
  return `${taskId} ${status} ${dying?.exitCode} ${end?.exitCode} ${end?.isOomKilled} ${oomKills}${flags}`;
};

/** Who owns what was there before us. */
export const foreign = 'foreign';

/** `state` is on a tmpfs; root filesystems and leases of CNI plugins are not. */
const lostAtBoot = /^(namespace|process|mount|cgroup|fd|bundle|exitFile|directory \/run\/sim\/sandboxes) ?/;
/** Root filesystems and volumes of images (snapshots.sweep, imageMounts.sweep). */
const swept = /^(directory|mount) \/run\/sim\/(rootfs|volumes)\//;

/** Names fall to places that do not depend on what came before, so that equal worlds look equal. */
const placeOf = (name: string, places: number): number => {
  let place = 7;
  for (let at = 0; at < name.length; at += 1) place = (place * 31 + name.charCodeAt(at)) % places;
  return place;
};
const freeFrom = (start: number, places: number, isTaken: (place: number) => boolean): number => {
  for (let tried = 0; tried < places; tried += 1) {
    const place = (start + tried) % places;
    if (!isTaken(place)) return place;
  }
  throw new Error('the simulated world is full');
};
