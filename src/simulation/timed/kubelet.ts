/**
 * A kubelet, as far as a container runtime can tell: one worker a pod, which asks one thing after another with the real limits
 * and tries again with pauses of 10 s to 5 min; a look at all pods and containers each second; containers that ended are made
 * anew, with growing pauses; what it does not know is removed.
 *
 * Source: kubelet's RuntimeRequestTimeout (2 min), RunPodSandbox twice that, StopContainer with the grace on top; MaxContainerBackOff 5 min;
 * generic PLEG, relist period 1 s; computePodActions.
 */
import type { Draft } from '../../machines/messages.ts';
import type { ContainerView, SandboxView } from '../../machines/views.ts';
import { containerConfig, podConfig } from '../configs.ts';
import type { Outcome, TimedNode } from './node.ts';

const minuteMs = 60_000;
const rpcMs = 2 * minuteMs;
const graceMs = 30_000;
const firstPauseMs = 10_000;
const longestPauseMs = 5 * minuteMs;
const relistMs = 1000;

interface Worker {
  readonly uid: string;
  readonly containerNames: readonly string[];
  isWanted: boolean;
  isBusy: boolean;
  pauseMs: number;
  notBeforeMs: number;
  /** Ids that it asked for and has not seen yet. */
  readonly made: string[];
  readonly sandboxes: Map<string, SandboxView>;
  readonly containers: Map<string, ContainerView>;
  /** By name of the container: until when it is left alone, and for how long the next time. */
  readonly crashLoops: Map<string, { untilMs: number; pauseMs: number }>;
}

export interface Kubelet {
  readonly addPod: (uid: string, containers: number) => void;
  readonly deletePod: (uid: string) => void;
  /** All pods that it was given run, and there are no others. */
  readonly isSettled: () => boolean;
  readonly pods: () => number;
  /** Of those that were finished, and of those that were refused or given up. */
  readonly counts: () => {
    readonly requests: number;
    readonly failed: number;
    readonly restarts: number;
    readonly podsGone: number;
  };
}

export const openKubelet = (node: TimedNode): Kubelet => {
  const { agenda, core } = node;
  const workers = new Map<string, Worker>();
  const known = new Map<string, SandboxView | ContainerView>();
  let ids = 0;
  const counts = { requests: 0, failed: 0, restarts: 0, podsGone: 0 };

  const workerOf = (uid: string, containerNames: readonly string[], isWanted: boolean): Worker => {
    const worker: Worker = {
      uid,
      containerNames,
      isWanted,
      isBusy: false,
      pauseMs: firstPauseMs,
      notBeforeMs: 0,
      made: [],
      sandboxes: new Map(),
      containers: new Map(),
      crashLoops: new Map(),
    };
    workers.set(uid, worker);
    return worker;
  };
  /** None is the beginning of another: an id may be given by its beginning. */
  const newId = (uid: string) => {
    ids += 1;
    return `${String(ids).padStart(7, '0')}-${uid}`;
  };

  /** Asks; afterwards the worker looks at the world again, at once or after a pause. */
  const ask = (worker: Worker, command: Draft, limitMs: number, then?: (outcome: Outcome) => void) => {
    worker.isBusy = true;
    if (command.type === 'sandbox.run') worker.made.push(command.sandboxId);
    else if (command.type === 'container.create') worker.made.push(command.containerId);
    counts.requests += 1;
    node.ask(command, limitMs, (outcome) => {
      worker.isBusy = false;
      if (outcome.ok) worker.pauseMs = firstPauseMs;
      else {
        counts.failed += 1;
        worker.notBeforeMs = agenda.now() + worker.pauseMs;
        worker.pauseMs = Math.min(worker.pauseMs * 2, longestPauseMs);
      }
      then?.(outcome);
      if (!worker.isBusy && outcome.ok) refresh(worker);
    });
  };
  /** What the runtime shows of this pod now; then on with it. */
  const refresh = (worker: Worker) => {
    if (!core().isServing()) return;
    for (const id of worker.made) {
      const view = core().views.sandbox(id) ?? core().views.container(id);
      if (view !== undefined) see(view);
    }
    worker.made.length = 0;
    drop(worker);
    sync(worker);
  };

  const sync = (worker: Worker) => {
    if (worker.isBusy || agenda.now() < worker.notBeforeMs) return;
    if (worker.isWanted) keepUp(worker);
    else tearDown(worker);
  };

  const keepUp = (worker: Worker) => {
    const { uid, sandboxes, containerNames } = worker;
    const all = [...sandboxes.values()];
    const ready = all.find(({ state }) => state === 'ready');
    const stale = all.find((view) => view !== ready);
    if (ready === undefined) {
      if (stale !== undefined && stale.chartState !== 'notready') {
        ask(worker, { type: 'sandbox.stop', sandboxId: stale.sandboxId }, rpcMs);
        return;
      }
      const attempt = all.reduce((most, { config }) => Math.max(most, config.metadata.attempt + 1), 0);
      const config = podConfig(uid);
      const metadata = { ...config.metadata, attempt };
      // The same metadata after a failure, with another id: that is the runtime's to give.
      ask(
        worker,
        { type: 'sandbox.run', sandboxId: newId(uid), runtimeHandler: '', config: { ...config, metadata } },
        2 * rpcMs,
      );
      return;
    }
    if (stale !== undefined) {
      ask(worker, { type: 'sandbox.remove', sandboxId: stale.sandboxId }, rpcMs);
      return;
    }
    const stray = [...worker.containers.values()].find(({ config }) => !containerNames.includes(config.metadata.name));
    if (stray !== undefined) {
      ask(worker, { type: 'container.remove', containerId: stray.containerId }, rpcMs);
      return;
    }
    for (const name of containerNames) if (keepContainerUp(worker, ready.sandboxId, name)) return;
  };

  /** @returns something was asked */
  const keepContainerUp = (worker: Worker, sandboxId: string, name: string): boolean => {
    const own = [...worker.containers.values()]
      .filter((view) => view.sandboxId === sandboxId && view.config.metadata.name === name)
      .sort((one, other) => other.config.metadata.attempt - one.config.metadata.attempt);
    const [last, , ...old] = own;
    if (last?.state === 'running') {
      const [oldest] = old;
      if (oldest !== undefined) ask(worker, { type: 'container.remove', containerId: oldest.containerId }, rpcMs);
      return oldest !== undefined;
    }
    if (last?.state === 'created' || last?.state === 'unknown') {
      ask(worker, { type: 'container.stop', containerId: last.containerId, graceMs: 0 }, rpcMs);
      return true;
    }
    const loop = worker.crashLoops.get(name) ?? { untilMs: 0, pauseMs: firstPauseMs };
    if (last !== undefined) {
      if (agenda.now() < loop.untilMs) return false;
      counts.restarts += 1;
      const ranMs = (last.finishedAtMs ?? 0) - (last.startedAtMs ?? 0);
      const pauseMs = ranMs > 2 * longestPauseMs ? firstPauseMs : loop.pauseMs;
      worker.crashLoops.set(name, {
        untilMs: agenda.now() + pauseMs,
        pauseMs: Math.min(pauseMs * 2, longestPauseMs),
      });
    }
    const config = containerConfig(name);
    const metadata = { ...config.metadata, attempt: (last?.config.metadata.attempt ?? -1) + 1 };
    const containerId = newId(`${worker.uid}-${name}`);
    const create = { type: 'container.create', sandboxId, containerId, config: { ...config, metadata } } as const;
    ask(worker, create, rpcMs, ({ ok }) => {
      if (ok) ask(worker, { type: 'container.start', containerId }, rpcMs);
    });
    return true;
  };

  const tearDown = (worker: Worker) => {
    const living = [...worker.containers.values()].find(({ state }) => state !== 'exited');
    if (living !== undefined) {
      ask(worker, { type: 'container.stop', containerId: living.containerId, graceMs }, graceMs + rpcMs);
      return;
    }
    const [sandbox] = worker.sandboxes.values();
    if (sandbox === undefined) {
      workers.delete(worker.uid);
      counts.podsGone += 1;
      return;
    }
    const { sandboxId } = sandbox;
    ask(worker, { type: 'sandbox.stop', sandboxId }, rpcMs, ({ ok }) => {
      if (ok) ask(worker, { type: 'sandbox.remove', sandboxId }, rpcMs);
    });
  };

  const see = (view: SandboxView | ContainerView): void => {
    const isContainer = 'containerId' in view;
    const id = isContainer ? view.containerId : view.sandboxId;
    if (known.get(id) === view) return;
    known.set(id, view);
    const uid = isContainer ? uidOf(view.sandboxId) : view.config.metadata.uid;
    if (uid === undefined) return;
    const worker = workers.get(uid) ?? workerOf(uid, [], false); // an orphan: it goes
    if (isContainer) worker.containers.set(id, view);
    else worker.sandboxes.set(id, view as SandboxView);
  };
  const uidOf = (sandboxId: string): string | undefined => {
    const view = known.get(sandboxId);
    return view === undefined
      ? undefined
      : view.config.metadata === undefined
        ? undefined
        : (view as SandboxView).config.metadata.uid;
  };
  /** What is no longer there. */
  const drop = (worker: Worker) => {
    for (const id of worker.sandboxes.keys()) {
      const view = core().views.sandbox(id);
      if (view !== undefined) see(view);
      else {
        worker.sandboxes.delete(id);
        known.delete(id);
      }
    }
    for (const id of worker.containers.keys()) {
      const view = core().views.container(id);
      if (view !== undefined) see(view);
      else {
        worker.containers.delete(id);
        known.delete(id);
      }
    }
  };

  const relist = () => {
    agenda.plan(relistMs, relist);
    if (!core().isServing()) return;
    for (const view of core().views.sandboxes()) see(view);
    for (const view of core().views.containers()) see(view);
    for (const worker of workers.values()) {
      if (worker.isBusy) continue;
      drop(worker);
      sync(worker);
    }
  };
  relist();

  return {
    addPod: (uid, containers) => {
      const names = Array.from({ length: containers }, (_, at) => `c${at}`);
      workerOf(uid, names, true);
    },
    deletePod: (uid) => {
      const worker = workers.get(uid);
      if (worker !== undefined) worker.isWanted = false;
    },
    isSettled: () => {
      for (const { uid, isWanted, containerNames, sandboxes, containers } of workers.values()) {
        if (!isWanted) return false;
        const ready = [...sandboxes.values()].filter(({ state }) => state === 'ready');
        const running = [...containers.values()].filter(({ state }) => state === 'running');
        if (uid !== '' && (ready.length !== 1 || running.length !== containerNames.length)) return false;
      }
      return true;
    },
    pods: () => workers.size,
    counts: () => counts,
  };
};
