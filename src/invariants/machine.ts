/**
 * Invariants that a machine is asked for, by `troupe doctor`: what is there of ours without an owner, and what a daemon shows
 * that is not so. Each gives all that breaks it.
 */
import type { InvariantId } from './invariant.ts';

export interface MachineFacts {
  /** Containers as the daemon shows them; empty where none runs. */
  readonly shown: readonly ShownContainer[];
  /** Start time by pid, of every process; a zombie has none. */
  readonly startTicksOf: (pid: number) => string | undefined;
  /** Zombies whose parent is a process of ours. */
  readonly zombies: readonly { readonly pid: number; readonly name: string }[];
  /** cgroups with the id of a container of ours that are frozen. */
  readonly frozen: readonly { readonly path: string; readonly containerId: string }[];
  /** Addresses that CNI's host-local plugin holds for sandboxes of ours. */
  readonly leases: readonly { readonly path: string; readonly sandboxId: string }[];
  /** Ids with a record or a row. */
  readonly known: ReadonlySet<string>;
}
export interface ShownContainer {
  readonly containerId: string;
  readonly state: 'created' | 'running' | 'exited' | 'unknown';
  readonly pid?: number | undefined;
  readonly startTicks?: string | undefined;
  /** It is being checkpointed, and may be frozen. */
  readonly isFreezing: boolean;
}

export interface MachineInvariant {
  readonly id: InvariantId;
  readonly name: string;
  /** @returns what breaks it, each in a line that stays the same from look to look. */
  readonly find: (facts: MachineFacts) => readonly string[];
}

const lives = ({ startTicksOf }: MachineFacts, { pid, startTicks }: ShownContainer): boolean =>
  pid !== undefined && startTicks !== undefined && startTicksOf(pid) === startTicks;

export const machineInvariants: readonly MachineInvariant[] = [
  {
    id: 'I14',
    name: 'exited-has-no-process',
    find: (facts) =>
      facts.shown
        .filter((shown) => shown.state === 'exited' && lives(facts, shown))
        .map(({ containerId, pid }) => `container ${containerId} is shown exited, and its process ${pid} lives`),
  },
  {
    id: 'I37',
    name: 'running-has-a-process',
    find: (facts) =>
      facts.shown
        .filter((shown) => shown.state === 'running' && shown.pid !== undefined && !lives(facts, shown))
        .map(({ containerId, pid }) => `container ${containerId} is shown running, and its process ${pid} is gone`),
  },
  {
    id: 'I23',
    name: 'no-zombie-of-ours',
    find: ({ zombies }) => zombies.map(({ pid, name }) => `zombie of ours: ${pid} (${name})`),
  },
  {
    id: 'I45',
    name: 'nothing-stays-frozen',
    find: ({ frozen, shown }) =>
      frozen
        .filter(({ containerId }) => !shown.some((one) => one.containerId === containerId && one.isFreezing))
        .map(({ path }) => `frozen, and nobody checkpoints it: ${path}`),
  },
  {
    id: 'I27',
    name: 'leases-have-owners',
    find: ({ leases, known }) =>
      leases
        .filter(({ sandboxId }) => !known.has(sandboxId))
        .map(({ path, sandboxId }) => `address without an owner: ${path} (of ${sandboxId})`),
  },
];

/** Which invariant a thing without an owner breaks, by its kind. */
export const ownerlessBreaks = {
  process: 'I23',
  mount: 'I19',
  pin: 'I19',
  directory: 'I19',
  cgroup: 'I19',
  rule: 'I27',
  link: 'I27',
  debt: 'I22',
} as const satisfies Readonly<Record<string, InvariantId>>;
