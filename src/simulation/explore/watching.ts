/** What xstate's inspection tells of charts, as plain data: transitions taken, and states come to. */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { pathOf } from '../../machines/chart.ts';

/** One transition of one chart, as it is defined. */
export interface TakenTransition {
  /** `sandbox:a`: what the actor is called by its parent. */
  readonly actor: string;
  readonly machine: string;
  /** Of the state that defines it, below the machine: `preparing.pinning`; empty: the machine itself. */
  readonly state: string;
  /** Empty: it is taken without one, as soon as its guard holds. */
  readonly event: string;
  /** Name of what had to hold; undefined: nothing. */
  readonly guard: string | undefined;
  /** States that it leads to; none: it stays. */
  readonly targets: readonly string[];
}
/** A chart is somewhere else after a message. */
export interface StateChange {
  readonly actor: string;
  readonly machine: string;
  /** Dotted; regions are joined by a comma. */
  readonly state: string;
  /** Type of the message that caused it. */
  readonly event: string;
}

export interface Watcher {
  /** For `Parts`. */
  readonly inspect: (event: InspectionEvent) => void;
}
export interface Sight {
  readonly transition?: ((transition: TakenTransition) => void) | undefined;
  readonly state?: ((change: StateChange) => void) | undefined;
}

interface Definition {
  readonly source: { readonly id: string };
  readonly eventType: string;
  readonly guard?: unknown;
  readonly target?: readonly { readonly id: string }[] | undefined;
}
interface ChartSnapshot {
  readonly machine: { readonly id: string };
  readonly value: unknown;
}
const isOfChart = (snapshot: object): snapshot is ChartSnapshot => 'machine' in snapshot && 'value' in snapshot;

/** `sandbox.preparing.pinning` in the machine `sandbox` is `preparing.pinning`. */
export const stateIn = (machine: string, stateId: string): string =>
  stateId === machine ? '' : stateId.startsWith(`${machine}.`) ? stateId.slice(machine.length + 1) : stateId;

export const guardName = (guard: unknown): string | undefined => {
  if (guard === undefined) return undefined;
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return guard.name === '' ? 'a condition' : guard.name;
  const { type } = guard as { readonly type?: unknown };
  return typeof type === 'string' ? type : 'a condition';
};

/** The end of one of many is the same event for all of them: `xstate.done.actor.exec:e1` is that of `exec:`. */
export const eventName = (type: string): string => type.replace(/^(xstate\.(?:done|error)\.actor\.[^:]+):.*$/, '$1:*');

export const watching = ({ transition, state }: Sight): Watcher => {
  const last = new WeakMap<AnyActorRef, string>();
  return {
    inspect: (event) => {
      if (event.type === '@xstate.microstep' && transition !== undefined) {
        const { snapshot, _transitions } = event as unknown as {
          readonly snapshot: object;
          readonly _transitions: readonly Definition[];
        };
        if (!isOfChart(snapshot)) return;
        const machine = snapshot.machine.id;
        const actor = (event.actorRef as AnyActorRef).id;
        for (const { source, eventType, guard, target } of _transitions)
          transition({
            actor,
            machine,
            state: stateIn(machine, source.id),
            event: eventName(eventType),
            guard: guardName(guard),
            targets: (target ?? []).map(({ id }) => stateIn(machine, id)),
          });
      }
      if (event.type !== '@xstate.snapshot' || state === undefined || !isOfChart(event.snapshot)) return;
      const ref = event.actorRef as AnyActorRef;
      const path = pathOf(event.snapshot.value);
      if (last.get(ref) === path) return;
      last.set(ref, path);
      state({ actor: ref.id, machine: event.snapshot.machine.id, state: path, event: event.event.type });
    },
  };
};
