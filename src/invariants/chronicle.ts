/**
 * What was, as far as it says what may be: what was shown of each id, which events were told, who asked for an end, which
 * signals were sent. Survives the daemon, for its clients do. Entries are never changed, only replaced.
 */
import { type Keep, KeptMap, keepAll } from '../machines/keeping.ts';
import { lifeChanges } from '../machines/life-events.ts';
import type { Draft } from '../machines/messages.ts';
import type { ContainerView, SandboxView } from '../machines/views.ts';
import type { CallNews, Change, Told } from './facts.ts';

export interface SandboxPast {
  readonly first: SandboxView;
  readonly last: SandboxView;
  readonly isGone: boolean;
}
export interface ContainerPast {
  readonly first: ContainerView;
  readonly last: ContainerView;
  /** The highest state that was shown: 0 created, 1 running, 2 exited; `unknown` is none. */
  readonly rank: number;
  /** As it was shown first. */
  readonly exited: ContainerView | undefined;
  readonly isGone: boolean;
}
/** What was asked and tried about one container's process, by this daemon. */
export interface EndPast {
  /** Stop signals that were sent. */
  readonly signals: number;
  /** When SIGKILL is due: the earliest that anybody asked for; undefined: nobody wants it to end. */
  readonly killAtMs: number | undefined;
  /** SIGKILLs that were sent. */
  readonly kills: number;
  /** A start failed, or a stop signal: then it is killed at once. */
  readonly hasFailed: boolean;
}

export interface Chronicle {
  readonly sandboxes: ReadonlyMap<string, SandboxPast>;
  readonly containers: ReadonlyMap<string, ContainerPast>;
  /** The last event of each life, as a place in `lifeChanges`. */
  readonly told: ReadonlyMap<string, number>;
  readonly ends: ReadonlyMap<string, EndPast>;
  /** Containers and sandboxes that somebody asked to stop or remove, or that failed to be made. */
  readonly condemned: ReadonlyMap<string, true>;
  /** Whose calls of services failed, and which: `owner service`. */
  readonly failed: ReadonlyMap<string, true>;
  readonly podOf: (containerId: string) => string | undefined;
  readonly membersOf: (sandboxId: string) => readonly string[];
}
export interface ChronicleKeeper extends Chronicle {
  /** Takes what is shown now. @returns what is not as it was. */
  readonly show: (sandboxes: readonly SandboxView[], containers: readonly ContainerView[]) => readonly Change[];
  readonly asked: (command: Draft, atMs: number) => void;
  readonly called: (news: CallNews) => void;
  readonly tell: (told: Told) => void;
  /** The daemon died: what it meant to do is forgotten, what it showed is not. */
  readonly died: () => void;
  /** What of it can make a difference later, as text. */
  readonly text: () => string;
  readonly keep: Keep;
  /** A failure, or a request: its end is no surprise. */
  readonly condemn: (id: string) => void;
  /** What is not shown any more is nothing to compare with: for who has to be small. */
  readonly forgetGone: () => void;
}

const ranks = { created: 0, running: 1, exited: 2, unknown: -1 } as const;
export const rankOf = ({ state }: Pick<ContainerView, 'state'>): number => ranks[state];

const noEnd: EndPast = { signals: 0, kills: 0, killAtMs: undefined, hasFailed: false };

export const openChronicle = (): ChronicleKeeper => {
  const sandboxes = new KeptMap<string, SandboxPast>();
  const containers = new KeptMap<string, ContainerPast>();
  const told = new KeptMap<string, number>();
  const ends = new KeptMap<string, EndPast>();
  const condemned = new KeptMap<string, true>();
  const failed = new KeptMap<string, true>();
  const pods = new KeptMap<string, string>();
  /** Of those that are shown now. */
  let shownCounts = { sandboxes: 0, containers: 0 };
  let known: string | undefined;

  const setEnd = (taskId: string, change: Partial<EndPast>) => {
    ends.set(taskId, { ...(ends.get(taskId) ?? noEnd), ...change });
    known = undefined;
  };
  /** Who wants the end of what is not there is told so at once. */
  const wantEnd = (taskId: string, atMs: number) => {
    if (!pods.has(taskId)) return;
    const { killAtMs = Number.POSITIVE_INFINITY } = ends.get(taskId) ?? noEnd;
    setEnd(taskId, { killAtMs: Math.min(killAtMs, atMs) });
  };
  const condemn = (id: string) => {
    condemned.set(id, true);
    known = undefined;
  };
  const membersOf = (sandboxId: string) => [...pods].flatMap(([id, pod]) => (pod === sandboxId ? [id] : []));

  const showSandboxes = (views: readonly SandboxView[], changes: Change[]) => {
    for (const now of views) {
      const id = now.sandboxId;
      const past = sandboxes.get(id);
      if (past?.last === now && !past.isGone) continue;
      if (past === undefined) shownCounts = { ...shownCounts, sandboxes: shownCounts.sandboxes + 1 };
      sandboxes.set(id, { first: past?.first ?? now, last: now, isGone: past?.isGone ?? false });
      changes.push({ kind: 'sandbox', id, before: past?.last, now });
    }
    if (views.length === shownCounts.sandboxes) return;
    const shown = new Set(views.map(({ sandboxId }) => sandboxId));
    for (const [id, past] of sandboxes) {
      if (past.isGone || shown.has(id)) continue;
      sandboxes.set(id, { ...past, isGone: true });
      shownCounts = { ...shownCounts, sandboxes: shownCounts.sandboxes - 1 };
      changes.push({ kind: 'sandbox', id, before: past.last, now: undefined });
    }
  };
  const showContainers = (views: readonly ContainerView[], changes: Change[]) => {
    for (const now of views) {
      const id = now.containerId;
      const past = containers.get(id);
      if (past?.last === now && !past.isGone) continue;
      if (past === undefined) shownCounts = { ...shownCounts, containers: shownCounts.containers + 1 };
      pods.set(id, now.sandboxId);
      containers.set(id, {
        first: past?.first ?? now,
        last: now,
        rank: Math.max(past?.rank ?? -1, rankOf(now)),
        exited: past?.exited ?? (now.state === 'exited' ? now : undefined),
        isGone: past?.isGone ?? false,
      });
      changes.push({ kind: 'container', id, before: past?.last, now });
    }
    if (views.length === shownCounts.containers) return;
    const shown = new Set(views.map(({ containerId }) => containerId));
    for (const [id, past] of containers) {
      if (past.isGone || shown.has(id)) continue;
      containers.set(id, { ...past, isGone: true });
      shownCounts = { ...shownCounts, containers: shownCounts.containers - 1 };
      changes.push({ kind: 'container', id, before: past.last, now: undefined });
    }
  };

  return {
    sandboxes,
    containers,
    told,
    ends,
    condemned,
    failed,
    podOf: (containerId) => pods.get(containerId),
    membersOf,
    show: (sandboxViews, containerViews) => {
      const changes: Change[] = [];
      showSandboxes(sandboxViews, changes);
      showContainers(containerViews, changes);
      if (changes.length > 0) known = undefined;
      return changes;
    },
    asked: (command, atMs) => {
      if (command.type === 'container.create') pods.set(command.containerId, command.sandboxId);
      else if (command.type === 'container.stop') {
        condemn(command.containerId);
        wantEnd(command.containerId, atMs + command.graceMs);
      } else if (command.type === 'container.remove') {
        condemn(command.containerId);
        wantEnd(command.containerId, atMs);
      } else if (command.type === 'sandbox.stop' || command.type === 'sandbox.remove')
        for (const id of [command.sandboxId, ...membersOf(command.sandboxId)]) {
          condemn(id);
          wantEnd(id, atMs);
        }
    },
    called: (news) => {
      const { ownerId } = news;
      if (news.what === 'failed') {
        failed.set(`${ownerId} ${news.service}`, true);
        known = undefined;
        if (makings.has(news.service)) condemn(ownerId);
        if (news.service === 'startTask' || news.service === 'killTask') setEnd(ownerId, { hasFailed: true });
      }
      if (news.service !== 'killTask' || news.what !== 'begun') return;
      const { signals, kills } = ends.get(ownerId) ?? noEnd;
      setEnd(ownerId, news.input.signal === 'SIGKILL' ? { kills: kills + 1 } : { signals: signals + 1 });
    },
    tell: ({ id, change }) => {
      told.set(id, lifeChanges.indexOf(change));
      known = undefined;
    },
    died: () => {
      // The next one can be late, for it has to be there first: its kills count as further ones.
      for (const [id, past] of ends) ends.set(id, { ...past, signals: 0, kills: 1 });
      known = undefined;
    },
    text: () => {
      known ??= [
        [...sandboxes].map(([id, { last, isGone }]) => (isGone ? `-${id}` : `${id}${last.state[0]}`)).sort(),
        [...containers]
          .map(([id, { rank, exited, isGone }]) =>
            isGone ? `-${id}` : `${id}${rank} ${exited?.exitCode} ${exited?.reason}`,
          )
          .sort(),
        [...told].map(([id, rank]) => `${id}${rank}`).sort(),
        [...ends]
          .map(
            ([id, { signals, kills, killAtMs, hasFailed }]) =>
              `${id}${Math.min(signals, 2)}${Math.min(kills, 2)}${killAtMs === undefined ? '' : 'k'}${hasFailed ? 'f' : ''}`,
          )
          .sort(),
        [...condemned.keys()].sort(),
        [...failed.keys()].sort(),
      ].join('|');
      return known;
    },
    condemn,
    forgetGone: () => {
      for (const [id, { isGone }] of sandboxes) if (isGone) sandboxes.delete(id);
      for (const [id, { isGone }] of containers) if (isGone) containers.delete(id);
      const isShown = (id: string) => sandboxes.has(id) || containers.has(id);
      for (const map of [told, ends, condemned, pods]) for (const id of map.keys()) if (!isShown(id)) map.delete(id);
      failed.clear();
      known = undefined;
    },
    keep: () => {
      const then = { shownCounts, known };
      const back = keepAll(...[sandboxes, containers, told, ends, condemned, failed, pods].map(({ keep }) => keep));
      return () => {
        back();
        ({ shownCounts, known } = then);
      };
    },
  };
};

/** Services that make something: after a failure of one, what was made goes again. */
const makings: ReadonlySet<string> = new Set([
  'pinNamespaces',
  'prepareSandboxFiles',
  'attachNetwork',
  'resolveInfraImage',
  'writeInfraBundle',
  'resolveImage',
  'mountRootfs',
  'mountImages',
  'writeBundle',
  'createTask',
  'startTask',
  'restoreTask',
]);
