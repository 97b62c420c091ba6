/** `troupe stats`: what pods and their containers use, measured twice for what is a rate. */
import type { PodSandboxStats } from '../../../proto/generated/api.js';
import type { CriClient } from '../../cri/client.ts';
import { bytesOf, coresOf } from './amounts.ts';
import { answerMs } from './cri.ts';
import { type Desk, type ListOptions, paperOf } from './desk.ts';
import { type Filters, isPodIn } from './select.ts';
import { type Column, tableOf } from './table.ts';
import { readPods } from './things.ts';
import { type Use, usesOf } from './uses.ts';

export interface StatsOptions extends Pick<ListOptions, 'isWhole'> {
  readonly output: 'table' | 'json';
  readonly filters: Filters;
  /** Again and again, until the signal. */
  readonly isWatching: boolean;
  /** Between two measurements. */
  readonly intervalMs: number;
  readonly sort: 'name' | 'cpu' | 'memory';
}

export interface StatsDesk extends Omit<Desk, 'nowMs'> {
  /** Before a table that takes the place of the one before. */
  readonly clear: () => void;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly signal: AbortSignal;
}

export const stats = async (cri: CriClient, options: StatsOptions, desk: StatsDesk): Promise<void> => {
  let before = await measure(cri, options.filters);
  do {
    await desk.pause(options.intervalMs);
    if (desk.signal.aborted) return;
    const now = await measure(cri, options.filters);
    const uses = sorted(usesOf(now, before), options.sort);
    if (options.output === 'json') {
      const said = { atMs: Date.now(), pods: uses };
      desk.print(options.isWatching ? JSON.stringify(said) : JSON.stringify(said, null, 2));
    } else {
      const rows = uses.flatMap((pod): readonly Row[] => [
        { use: pod, name: `${pod.namespace}/${pod.name}`, isPod: true },
        ...pod.containers.map((use): Row => ({ use, name: `  ${use.name}`, isPod: false })),
      ]);
      const lines = tableOf(columnsOf(rows), rows, paperOf({ ...desk, nowMs: 0 }, { ...options, isQuiet: false }));
      if (options.isWatching) desk.clear();
      for (const line of lines) desk.print(line);
    }
    before = now;
  } while (options.isWatching && !desk.signal.aborted);
};

const measure = async (cri: CriClient, filters: Filters): Promise<readonly PodSandboxStats[]> => {
  const wanted = new Set((await readPods(cri)).filter(isPodIn(filters)).map(({ id }) => id));
  const { stats: all } = await cri.runtime.listPodSandboxStats({ filter: undefined }, { timeoutMs: answerMs });
  return all.filter(({ attributes }) => attributes !== undefined && wanted.has(attributes.id));
};

const sorted = (uses: ReturnType<typeof usesOf>, by: StatsOptions['sort']): ReturnType<typeof usesOf> => {
  const name = ({ namespace, name }: (typeof uses)[number]) => `${namespace}/${name}`;
  const size = ({ cpuCores, memoryBytes }: (typeof uses)[number]) => (by === 'cpu' ? cpuCores : memoryBytes) ?? -1;
  return uses.toSorted((a, b) => {
    if (by !== 'name' && size(a) !== size(b)) return size(b) - size(a);
    return name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0;
  });
};

interface Row {
  readonly use: Use;
  readonly name: string;
  readonly isPod: boolean;
}

const shown = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? '-' : text(value);
const perSecond = (value: number) => `${bytesOf(value)}/s`;

/** What only a pod has is left empty for its containers. */
const columnsOf = (rows: readonly Row[]): readonly Column<Row>[] => [
  {
    title: 'POD / CONTAINER',
    text: ({ name }) => name,
    style: ({ isPod }) => (isPod ? 'cyan' : undefined),
    shrinks: { to: 20, cut: 'end' },
  },
  { title: 'CPU', text: ({ use }) => shown(use.cpuCores, (cores) => coresOf(cores * 1e9)), align: 'right' },
  { title: 'MEMORY', text: ({ use }) => shown(use.memoryBytes, bytesOf), align: 'right' },
  ...(rows.some(({ use }) => use.memoryLimitBytes !== undefined)
    ? [{ title: 'LIMIT', text: ({ use }: Row) => shown(use.memoryLimitBytes, bytesOf), align: 'right' as const }]
    : []),
  { title: 'WRITTEN', text: ({ use, isPod }) => (isPod ? '' : shown(use.writtenBytes, bytesOf)), align: 'right' },
  { title: 'PROCESSES', text: ({ use, isPod }) => (isPod ? shown(use.processes, String) : ''), align: 'right' },
  {
    title: 'RECEIVES',
    text: ({ use, isPod }) => (isPod ? shown(use.receivesPerSecond, perSecond) : ''),
    align: 'right',
  },
  { title: 'SENDS', text: ({ use, isPod }) => (isPod ? shown(use.sendsPerSecond, perSecond) : ''), align: 'right' },
];
