/** How many actors are in which state: counted from their snapshots when somebody asks, and not before. */
import type { AnyActorRef } from 'xstate';
import type { Population } from '../machines/sightings.ts';

interface ChartSnapshot {
  readonly status: string;
  readonly value?: unknown;
  readonly machine?: { readonly id: string };
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

/** Of this actor and all below it. Those that are over are not counted. */
export const populationBelow = (root: AnyActorRef): readonly Population[] => {
  const counts = new Map<string, { machine: string; state: string; actors: number }>();
  const count = (ref: AnyActorRef): void => {
    const { status, value, machine, children = {} } = ref.getSnapshot() as ChartSnapshot;
    if (machine === undefined) return; // a service
    if (status === 'active') {
      const state = stateOf(value);
      const key = `${machine.id} ${state}`;
      const seen = counts.get(key);
      if (seen === undefined) counts.set(key, { machine: machine.id, state, actors: 1 });
      else seen.actors += 1;
    }
    for (const child of Object.values(children)) if (child !== undefined) count(child);
  };
  count(root);
  return [...counts.values()];
};

/** Dotted, down to where regions part: there are as many of these as states in the charts, not as many as combinations. */
const stateOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const entries = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return '';
  const inner = stateOf(only[1]);
  return inner === '' ? only[0] : `${only[0]}.${inner}`;
};
