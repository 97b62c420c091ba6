/** `troupe ps`: containers. */
import type { ContainerStatus } from '../../../proto/generated/api.js';
import type { CriClient } from '../../cri/client.ts';
import { ageOf, msOf, timeOf } from './amounts.ts';
import { type Desk, type ListOptions, paperOf, printJson } from './desk.ts';
import { type Filters, fullNameOf, isContainerIn } from './select.ts';
import { shortenerOf } from './short-ids.ts';
import { type Column, tableOf } from './table.ts';
import { type ContainerThing, readContainers, readFacts } from './things.ts';

interface Row {
  readonly thing: ContainerThing;
  readonly status: ContainerStatus | undefined;
}

/** Running ones, unless `isAll` or the filter names states. */
export const ps = async (
  cri: CriClient,
  { filters, isAll, ...options }: ListOptions & { readonly filters: Filters; readonly isAll: boolean },
  desk: Desk,
): Promise<void> => {
  const all = await readContainers(cri);
  const states = isAll || filters.states.length > 0 ? filters.states : ['running'];
  const things = all.filter(isContainerIn({ ...filters, states }));
  if (options.isQuiet || options.output === 'name') {
    for (const thing of things) desk.print(options.isQuiet ? thing.id : fullNameOf(thing));
    return;
  }
  // Of one that only runs, a table shows nothing that the list does not have.
  const inDetail = things.filter(({ state }) => state === 'exited' || options.output === 'json');
  const facts = await readFacts(
    cri,
    inDetail.map(({ pod }) => pod.id),
  );
  const rows = things.map((thing) => ({ thing, status: facts.get(thing.pod.id)?.containers.get(thing.id) }));
  if (options.output === 'json') return printJson(desk, { containers: rows.map(jsonOf) });
  const shorten = options.isWhole ? (id: string) => id : shortenerOf(all.map(({ id }) => id));
  for (const line of tableOf(columnsOf(shorten, desk.nowMs, rows), rows, paperOf(desk, options))) desk.print(line);
};

const columnsOf = (shorten: (id: string) => string, nowMs: number, rows: readonly Row[]): readonly Column<Row>[] => [
  { title: 'ID', text: ({ thing }) => shorten(thing.id), style: () => 'cyan' },
  { title: 'NAMESPACE', text: ({ thing }) => thing.pod.namespace, shrinks: { to: 9, cut: 'end' } },
  { title: 'POD', text: ({ thing }) => thing.pod.name, shrinks: { to: 10, cut: 'end' } },
  { title: 'NAME', text: ({ thing }) => thing.name, shrinks: { to: 10, cut: 'end' } },
  { title: 'IMAGE', text: ({ thing }) => thing.image, shrinks: { to: 12, cut: 'start' } },
  { title: 'STATE', text: (row) => stateText(row, nowMs), style: styleOf },
  ...(rows.some(({ thing }) => thing.attempt > 0)
    ? [{ title: 'ATTEMPT', text: ({ thing }: Row) => `${thing.attempt}`, align: 'right' as const }]
    : []),
  { title: 'AGE', text: ({ thing }) => ageOf(nowMs - (msOf(thing.createdAt) ?? nowMs)), align: 'right' },
];

/** `running`, `exited 0, 3m ago`, `exited 137 OOMKilled, 2h ago`. */
const stateText = ({ thing, status }: Row, nowMs: number): string => {
  if (thing.state !== 'exited' || status === undefined) return thing.state;
  const reason = ['', 'Completed', 'Error'].includes(status.reason) ? '' : ` ${status.reason}`;
  const atMs = msOf(status.finishedAt);
  return `exited ${status.exitCode}${reason}${atMs === undefined ? '' : `, ${ageOf(nowMs - atMs)} ago`}`;
};

const styleOf = ({ thing, status }: Row) => {
  if (thing.state === 'running') return 'green';
  if (thing.state !== 'exited') return 'yellow';
  return status !== undefined && status.exitCode !== 0 ? 'red' : 'dim';
};

const jsonOf = ({ thing, status }: Row) => ({
  id: thing.id,
  name: thing.name,
  attempt: thing.attempt,
  pod: { id: thing.pod.id, name: thing.pod.name, namespace: thing.pod.namespace, uid: thing.pod.uid },
  state: thing.state,
  image: thing.image,
  imageId: thing.imageId,
  createdAt: timeOf(thing.createdAt),
  startedAt: status && timeOf(status.startedAt),
  finishedAt: status && timeOf(status.finishedAt),
  exitCode: thing.state === 'exited' ? status?.exitCode : undefined,
  reason: status?.reason || undefined,
  message: status?.message || undefined,
  logPath: status?.logPath || undefined,
  labels: thing.labels,
});
