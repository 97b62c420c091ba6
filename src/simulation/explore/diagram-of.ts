/** A schedule as a sequence diagram: clients, pods, containers, services and the world. */
import type { Diagram, Row } from '../../sequence/diagram.ts';
import type { Scenario } from '../scenario.ts';
import { arrowOf, callIn, laneOfActor, services, subjectAt, world } from './arrow-of.ts';
import type { Deviation } from './schedule.ts';
import type { Happening } from './trace.ts';

export interface Marks {
  /** Steps (from 0) whose order matters. */
  readonly racing: readonly number[];
}

/** More of them at one step are counted. */
const mostChanges = 3;

/** The regions of a parallel state by their last word: `preparing… attaching, writing`. */
const shortState = (state: string): string => {
  if (state === '') return 'ended';
  if (!state.includes(',')) return state;
  const leaves = state.split(',').map((region) => region.slice(region.lastIndexOf('.') + 1));
  return `${state.slice(0, state.indexOf('.'))}… ${leaves.filter((leaf) => leaf !== 'none' && leaf !== 'skipped').join(', ')}`;
};

const ledgerOf = ({ gained, lost }: Happening): string => {
  const all = [...gained.map((name) => `+${name}`), ...lost.map((name) => `-${name}`)];
  const shown = all.slice(0, mostChanges).map((name) => name.replace('/run/sim/', ''));
  return [...shown, ...(all.length > mostChanges ? [`… ${all.length - mostChanges} more`] : [])].join('  ');
};

/** `kubelet-3`, `kubelet-3-2` after a crash: the client's fourth request. */
const indexIn = (requestId: string, client: string): number => Number.parseInt(requestId.slice(client.length + 1), 10);

export const diagramOf = (
  scenario: Scenario,
  happenings: readonly Happening[],
  deviations: readonly Deviation[],
  { racing }: Marks,
): Diagram => {
  const clients = scenario.clients.map(({ name }) => name);
  const deviating = new Set(deviations.map(({ step }) => step));
  const things = [...new Set(happenings.flatMap(({ states }) => states.map(({ actor }) => laneOfActor(actor))))].filter(
    (lane) => lane !== services,
  );
  const order = [
    ...clients,
    ...things.filter((lane) => lane.startsWith('pod:')).sort(),
    ...things.filter((lane) => lane.startsWith('ctr:')).sort(),
    services,
    world,
  ];
  /** What was never born has no lane. */
  const shown = (lane: string): string => (order.includes(lane) ? lane : services);

  const rowsOf = (happening: Happening, step: number): readonly Row[] => {
    const { id, states, replies, begun } = happening;
    const isEnd = id === 'finish';
    const mark = racing.includes(step) ? ' ◄!' : deviating.has(step) ? ' *' : '';
    const main = arrowOf(id, scenario);
    const arrow = main && { ...main, from: shown(main.from), to: shown(main.to) };
    const last = new Map(states.map((change) => [laneOfActor(change.actor), shortState(change.state)]));
    const notes = [...last].flatMap(([lane, text]) => (lane === services ? [] : [{ lane, text }]));
    const ledger = isEnd ? '' : ledgerOf(happening);
    const places = [order.indexOf(arrow?.from ?? ''), order.indexOf(arrow?.to ?? '')];
    /** A note beside the arrow's line would be in its way. */
    const isInTheWay = (lane: string): boolean => {
      const place = order.indexOf(lane);
      return place >= Math.min(...places) && place < Math.max(...places);
    };
    return [
      {
        margin: `${isEnd ? 'end' : String(step + 1).padStart(2)}${mark}`,
        arrow,
        notes: [
          ...notes.filter(({ lane }) => !isInTheWay(lane)),
          ...(ledger === '' || arrow?.from === world ? [] : [{ lane: world, text: ledger }]),
        ],
      },
      ...notes.filter(({ lane }) => isInTheWay(lane)).map((note): Row => ({ notes: [note] })),
      ...(ledger !== '' && arrow?.from === world ? [{ notes: [{ lane: world, text: ledger }] }] : []),
      ...(isEnd ? [] : begun).map((name): Row => {
        const { lane, service } = callIn(name);
        return { arrow: { from: shown(lane), to: services, text: service }, notes: [] };
      }),
      ...replies
        .filter(({ client }) => clients.includes(client))
        .map(({ client, requestId, reply }): Row => {
          const from = shown(subjectAt(scenario, client, indexIn(requestId, client)));
          const text = reply.ok ? 'ok' : reply.failure.code;
          return { arrow: { from, to: client, text, isAnswer: true }, notes: [] };
        }),
    ];
  };
  return {
    lanes: order.map((id) => ({ id, title: id.replace(/^ctr:/, '') })),
    rows: happenings.flatMap(rowsOf),
  };
};
