/** `troupe pods`. */
import type { CriClient } from '../../cri/client.ts';
import { ageOf, msOf, timeOf } from './amounts.ts';
import { type Desk, type ListOptions, paperOf, printJson } from './desk.ts';
import { type Filters, isPodIn } from './select.ts';
import { shortenerOf } from './short-ids.ts';
import { type Column, tableOf } from './table.ts';
import { type PodThing, readFacts, readPods } from './things.ts';

interface Row {
  readonly pod: PodThing;
  readonly ips: readonly string[];
  readonly running: number;
  readonly total: number;
}

const runningState = 1;

/** All pods that pass the filter, stopped ones too. */
export const pods = async (
  cri: CriClient,
  { filters, ...options }: ListOptions & { readonly filters: Filters },
  desk: Desk,
): Promise<void> => {
  const all = await readPods(cri);
  const things = all.filter(isPodIn(filters));
  if (options.isQuiet || options.output === 'name') {
    for (const { id, namespace, name } of things) desk.print(options.isQuiet ? id : `${namespace}/${name}`);
    return;
  }
  const facts = await readFacts(
    cri,
    things.map(({ id }) => id),
  );
  const rows = things.map((pod): Row => {
    const { status, containers = new Map() } = facts.get(pod.id) ?? {};
    const { ip = '', additionalIps = [] } = status?.network ?? {};
    return {
      pod,
      ips: [ip, ...additionalIps.map((each) => each.ip)].filter((each) => each !== ''),
      running: [...containers.values()].filter(({ state }) => state === runningState).length,
      total: containers.size,
    };
  });
  if (options.output === 'json') return printJson(desk, { pods: rows.map(jsonOf) });
  const shorten = options.isWhole ? (id: string) => id : shortenerOf(all.map(({ id }) => id));
  for (const line of tableOf(columnsOf(shorten, desk.nowMs), rows, paperOf(desk, options))) desk.print(line);
};

const columnsOf = (shorten: (id: string) => string, nowMs: number): readonly Column<Row>[] => [
  { title: 'ID', text: ({ pod }) => shorten(pod.id), style: () => 'cyan' },
  { title: 'NAMESPACE', text: ({ pod }) => pod.namespace, shrinks: { to: 9, cut: 'end' } },
  { title: 'NAME', text: ({ pod }) => pod.name, shrinks: { to: 12, cut: 'end' } },
  {
    title: 'STATE',
    text: ({ pod }) => pod.state,
    style: ({ pod }) => (pod.state === 'ready' ? 'green' : 'yellow'),
  },
  { title: 'RUNNING', text: ({ running, total }) => `${running}/${total}`, align: 'right' },
  { title: 'ADDRESS', text: ({ ips }) => ips.join(',') || '-', shrinks: { to: 15, cut: 'end' } },
  { title: 'HANDLER', text: ({ pod }) => pod.handler || '-' },
  { title: 'ATTEMPT', text: ({ pod }) => `${pod.attempt}`, align: 'right' },
  { title: 'AGE', text: ({ pod }) => ageOf(nowMs - (msOf(pod.createdAt) ?? nowMs)), align: 'right' },
];

const jsonOf = ({ pod, ips, running, total }: Row) => ({
  id: pod.id,
  name: pod.name,
  namespace: pod.namespace,
  uid: pod.uid,
  attempt: pod.attempt,
  state: pod.state,
  addresses: ips,
  containers: { running, total },
  handler: pod.handler,
  createdAt: timeOf(pod.createdAt),
  labels: pod.labels,
});
