/**
 * The world of a recording, as far as it can be known: fed with what services answered then, so that what the recording has
 * no answer for can be answered as the simulated world would.
 */
import { type Failure, FailureError, failureOf } from '../../machines/failure.ts';
import type { Json } from '../../machines/json.ts';
import type { Bundle } from '../../machines/services/bundles.ts';
import type { ImageSeen } from '../../machines/services/images.ts';
import type { PinPaths } from '../../machines/services/sandboxes.ts';
import type { TaskIdentity } from '../../machines/services/tasks.ts';
import type { ServiceName } from '../../machines/services.ts';
import type { MemoryStore } from '../../store/memory-store.ts';
import { actOf } from '../world/acts.ts';
import { giveImage, simpleImage } from '../world/images.ts';
import { type Fact, firstFacts, type WatchName } from '../world/watches.ts';
import { openWorld, type Task, type World } from '../world/world.ts';

export type Outcome = { readonly e: Json } | { readonly f: Failure };

export interface Shadow {
  readonly world: World;
  /** A service answered so, in the recording. */
  readonly saw: (service: ServiceName, input: unknown, output: Json) => void;
  /** The recorded end of a process. */
  readonly sawExit: (taskId: string, exitCode: number | undefined) => void;
  /** What the simulated world does and answers. */
  readonly answer: (service: ServiceName, input: unknown) => Outcome;
  /** How the service fails when nothing is wrong with the call. */
  readonly failureOf: (service: ServiceName) => Failure;
  /** Processes that were signalled and have not ended. */
  readonly dying: () => readonly Task[];
  /** Ends what was signalled. */
  readonly end: (task: Task) => void;
  /** Processes that ended here since this was asked last, and what their watchers are to be told. */
  readonly exits: () => readonly { readonly taskId: string; readonly fact: Fact }[];
  /** What a watcher has to tell at first. */
  readonly facts: (watch: WatchName, taskId: string | undefined) => readonly Fact[];
}

export const openShadow = (store: MemoryStore, now: () => number): Shadow => {
  const world = openWorld({ store, now, addresses: 60_000 });
  let exits: { taskId: string; fact: Fact }[] = [];
  world.onTaskEnd(({ taskId, end }) =>
    exits.push({ taskId, fact: { type: 'task.exited', exitCode: end?.exitCode, atMs: now() } }),
  );
  const forget = (): void => {
    exits = [];
  };

  const learn = (service: ServiceName, input: unknown, output: Json): void => {
    const {
      sandboxId = '',
      taskId = '',
      reference = '',
      containerId,
      sandbox,
    } = input as Readonly<Record<string, never>> & {
      readonly sandboxId?: string;
      readonly taskId?: string;
      readonly reference?: string;
      readonly containerId?: string;
      readonly sandbox?: { readonly sandboxId: string };
    };
    if (service === 'pinNamespaces')
      for (const path of Object.values(output as PinPaths)) world.add('namespace', String(path), sandboxId);
    if (service === 'writeBundle' || service === 'writeInfraBundle')
      world.add('bundle', (output as unknown as Bundle).bundleDir, containerId ?? sandbox?.sandboxId ?? '');
    const identity =
      service === 'createTask'
        ? output
        : service === 'restoreTask'
          ? (output as { identity?: Json }).identity
          : undefined;
    const task = world.tasks.get(taskId);
    if (identity !== undefined && task !== undefined) {
      const { pid, startTicks } = identity as unknown as TaskIdentity;
      world.tasks.set(taskId, { ...task, pid, startTicks });
    }
    if (service === 'resolveImage') giveImage(world.images, output as unknown as ImageSeen, reference);
  };

  /** What must be there for a call to make sense, and is not known to be. */
  const suppose = (service: ServiceName, input: unknown): void => {
    const { image, reference, netnsPath, sandboxId, bundleDir, taskId } = input as {
      readonly image?: ImageSeen;
      readonly reference?: string;
      readonly netnsPath?: string;
      readonly sandboxId?: string;
      readonly bundleDir?: string;
      readonly taskId?: string;
    };
    if (image !== undefined && !world.images.has(image.imageId)) world.images.set(image.imageId, image);
    if (netnsPath !== undefined && sandboxId !== undefined) world.add('namespace', netnsPath, sandboxId);
    if ((service === 'createTask' || service === 'restoreTask') && bundleDir !== undefined && taskId !== undefined)
      world.add('bundle', bundleDir, taskId);
    if (reference === undefined || reference === '') return;
    const assumed = simpleImage(`sha256:assumed-${reference}`);
    if (service === 'resolveImage' && !world.images.has(reference)) giveImage(world.images, assumed, reference);
    if (service === 'resolvePull' && !world.offers.has(reference)) giveImage(world.offers, assumed, reference);
    if (service === 'registerImage') {
      if (!world.offers.has(reference)) giveImage(world.offers, assumed, reference);
      const { pullId = '' } = input as { readonly pullId?: string };
      world.add('layers', pullId, pullId);
    }
  };

  return {
    world,
    saw: (service, input, output) => {
      const act = actOf(service);
      suppose(service, input);
      try {
        act.begin?.(world, input as never);
        act.land(world, input as never);
      } catch {
        // The real one did; what it answered is what counts.
      }
      learn(service, input, output);
      forget();
    },
    sawExit: (taskId, exitCode) => {
      const task = world.tasks.get(taskId);
      if (task !== undefined) world.endTask(task, { exitCode: exitCode ?? 0 });
      forget();
    },
    answer: (service, input) => {
      const act = actOf(service);
      suppose(service, input);
      try {
        act.begin?.(world, input as never);
        return { e: plain(act.land(world, input as never)) };
      } catch (error) {
        const { cause: _, ...failure } = failureOf(error);
        return { f: failure };
      }
    },
    failureOf: (service) => failureOf(new FailureError(actOf(service).fails, { service, isAssumed: true })),
    dying: () => [...world.tasks.values()].filter(({ dying }) => dying !== undefined),
    end: (task) => world.endTask(task, task.dying ?? { exitCode: 137 }),
    exits: () => {
      const all = exits;
      forget();
      return all;
    },
    facts: (watch, taskId) => firstFacts(watch, world, taskId),
  };
};

/** As it would be read from a file. */
export const plain = (value: unknown): Json =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);
