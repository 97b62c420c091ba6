/** The containers and pods that the wire has told of, each with its chart. */
import { type Actor, createActor, type InspectionEvent } from 'xstate';
import type { Accusation } from '../charts/facts.ts';
import { observedContainer } from '../charts/observed-container.ts';
import { observedPod } from '../charts/observed-pod.ts';

export interface Thing<Chart extends typeof observedContainer | typeof observedPod> {
  readonly id: string;
  readonly actor: Actor<Chart>;
  /** By what it was asked for; empty where that was not seen. */
  readonly key: string;
  /** The record that told of it first. */
  readonly since: number;
  /** The pod of a container; empty where that is not known. */
  readonly podId: string;
  /** A removal was asked for that may have happened, though it was not answered. */
  isLeaving: boolean;
}
export type Container = Thing<typeof observedContainer>;
export type Pod = Thing<typeof observedPod>;

export interface Table<Each> {
  /** By its id or, where only one fits, by the beginning of it. */
  readonly find: (id: string) => Each | undefined;
  readonly add: (thing: {
    readonly id: string;
    readonly key: string;
    readonly q: number;
    readonly podId?: string;
  }) => Each;
  readonly all: () => Iterable<Each>;
  /** It is of no more interest; `removed` ones are kept for a while. */
  readonly retire: (thing: Each) => void;
  readonly forget: (thing: Each) => void;
  readonly clear: () => void;
}

/** What becomes of a thing, for who looks on: a step of its chart, or its end (`to` is undefined: it is forgotten). */
export interface Change {
  readonly kind: 'pod' | 'container';
  readonly id: string;
  /** Of a container: its pod; empty where that is not known. */
  readonly podId: string;
  readonly event: string;
  /** Empty: it was not known before. */
  readonly from: string;
  readonly to: string | undefined;
  readonly context: object;
}
export type Hear = (change: Change) => void;

/** Removed things whose ids are still known. */
const maxRetired = 2_000;
const maxThings = 50_000;

const table = <Chart extends typeof observedContainer | typeof observedPod>(
  makeActor: (q: number, inspect: (event: InspectionEvent) => void) => Actor<Chart>,
  onAccusation: (id: string, accusation: Accusation) => void,
  hear: ((change: Omit<Change, 'kind'>) => void) | undefined,
): Table<Thing<Chart>> => {
  const things = new Map<string, Thing<Chart>>();
  let retired: string[] = [];
  const forget = ({ id, actor }: Thing<Chart>) => {
    actor.stop();
    things.delete(id);
  };
  return {
    find: (id) => {
      const exact = things.get(id);
      if (exact !== undefined || id.length < 4 || id.length >= 64) return exact;
      const fitting = [...things.values()].filter((each) => each.id.startsWith(id));
      return fitting.length === 1 ? fitting[0] : undefined;
    },
    add: ({ id, key, q, podId = '' }) => {
      const before = things.get(id);
      if (before !== undefined) forget(before);
      const oldest = things.size >= maxThings ? things.values().next().value : undefined;
      if (oldest !== undefined) forget(oldest);
      const actor = makeActor(q, inspecting(hear, id, podId));
      (actor as { on: (type: 'accusation', told: (accusation: Accusation) => void) => void }).on('accusation', (told) =>
        onAccusation(id, told),
      );
      actor.start();
      const thing = { id, key, actor, since: q, podId, isLeaving: false };
      things.set(id, thing);
      return thing;
    },
    all: () => things.values(),
    retire: ({ id }) => {
      retired.push(id);
      if (retired.length <= maxRetired) return;
      for (const each of retired.slice(0, maxRetired / 2)) {
        const old = things.get(each);
        if (old !== undefined) forget(old);
      }
      retired = retired.slice(maxRetired / 2);
    },
    forget,
    clear: () => {
      for (const each of things.values()) each.actor.stop();
      things.clear();
      retired = [];
    },
  };
};

/** A step is one where state or facts are others than before. */
const inspecting = (
  hear: ((change: Omit<Change, 'kind'>) => void) | undefined,
  id: string,
  podId: string,
): ((event: InspectionEvent) => void) => {
  let from = '';
  let known: object | undefined;
  return (event) => {
    if (hear === undefined || event.type !== '@xstate.snapshot') return;
    const { value, context, status } = event.snapshot as unknown as Seen;
    const isOver = status === 'stopped';
    if (!isOver && value === from && context === known) return;
    known = context;
    hear({ id, podId, event: event.event.type, from, to: isOver ? undefined : value, context });
    from = value;
  };
};
interface Seen {
  readonly value: string;
  readonly context: object;
  readonly status: string;
}

type Accuse = (id: string, accusation: Accusation) => void;
export const containersTable = (accuse: Accuse, hear?: Hear): Table<Container> =>
  table(
    (q, inspect) => createActor(observedContainer, { input: { q }, ...(hear === undefined ? {} : { inspect }) }),
    accuse,
    hear && ((change) => hear({ kind: 'container', ...change })),
  );
export const podsTable = (accuse: Accuse, hear?: Hear): Table<Pod> =>
  table(
    (q, inspect) => createActor(observedPod, { input: { q }, ...(hear === undefined ? {} : { inspect }) }),
    accuse,
    hear && ((change) => hear({ kind: 'pod', ...change })),
  );
