/** The containers and pods that the wire has told of, each with its chart. */
import { type Actor, createActor } from 'xstate';
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

/** Removed things whose ids are still known. */
const maxRetired = 2_000;
const maxThings = 50_000;

const table = <Chart extends typeof observedContainer | typeof observedPod>(
  makeActor: (q: number) => Actor<Chart>,
  onAccusation: (id: string, accusation: Accusation) => void,
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
      const actor = makeActor(q);
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

type Accuse = (id: string, accusation: Accusation) => void;
export const containersTable = (accuse: Accuse): Table<Container> =>
  table((q) => createActor(observedContainer, { input: { q } }), accuse);
export const podsTable = (accuse: Accuse): Table<Pod> =>
  table((q) => createActor(observedPod, { input: { q } }), accuse);
