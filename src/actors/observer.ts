/**
 * The one contact with xstate's inspection: who went from which state to which, and by what message; and, while somebody
 * watches, each message and each service call. It is called inside every transition, so it does little and cannot harm an
 * actor: whatever a listener throws ends here.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { pathOf } from '../machines/chart.ts';
import type { SightingListener } from '../machines/sightings.ts';
import type { Log } from './log.ts';
import { openSightings } from './sightings.ts';

const kinds = [
  'supervisor',
  'sandbox',
  'container',
  'exec',
  'execSession',
  'attachSession',
  'portForward',
  'pull',
] as const;
export type ActorKind = (typeof kinds)[number];

/** An actor of a chart went from one state to another. */
export interface Transition {
  /** `container:ID`: unique while it lives. */
  readonly actor: string;
  readonly kind: ActorKind;
  /** Sandbox, container, exec or pull id; empty for the supervisor. */
  readonly id: string;
  /** Dotted; regions of a parallel state are joined by a comma. Empty before the first state. */
  readonly from: string;
  readonly to: string;
  /** Type of the message that caused it. */
  readonly event: string;
  /** Wall clock. */
  readonly atMs: number;
}
/** Any actor of any chart went from one state to another; both dotted, the first empty at its birth. */
export type MoveListener = (ref: AnyActorRef, from: string, to: string, event: string) => void;
export type TransitionListener = (transition: Transition) => void;

/** When an actor came to the state that it is in (wall clock), and by what message. */
export interface Since {
  readonly atMs: number;
  readonly event: string;
}

export interface Observer {
  /** Undefined: it has not come to any yet. */
  readonly sinceOf: (ref: AnyActorRef) => Since | undefined;
  /** For `createActor`'s `inspect`. */
  readonly inspect: (event: InspectionEvent) => void;
  /** Tells of every transition from now on, until the returned function is called. */
  readonly onTransition: (listener: TransitionListener) => () => void;
  /** Tells of messages, services and answers from now on, until the returned function is called. */
  readonly onSighting: (listener: SightingListener) => () => void;
}

interface ChartSnapshot {
  readonly status: string;
  readonly value: unknown;
  readonly machine: { readonly id: string };
}
const isOfChart = (snapshot: object): snapshot is ChartSnapshot => 'machine' in snapshot && 'value' in snapshot;

export interface ObserverOptions {
  /** Wall clock, ms. */
  readonly now: () => number;
  readonly log: Log;
  /** Hears every move, at once. */
  readonly onMove?: MoveListener | undefined;
  /** Ids under which charts invoke services. */
  readonly services?: ReadonlySet<string> | undefined;
}

export const openObserver = (options: ObserverOptions): Observer => {
  const harmless = (work: () => void) => {
    try {
      work();
    } catch (error) {
      options.log.error({ error: String(error) }, 'an observer of transitions failed');
    }
  };
  const listeners = new Set<TransitionListener>();
  const watchers = new Set<SightingListener>();
  const last = new WeakMap<AnyActorRef, Since & { readonly path: string }>();
  const sightings = openSightings({
    services: options.services ?? new Set(),
    tell: (sighting) => {
      for (const watcher of watchers) harmless(() => watcher(sighting));
    },
  });

  /** @returns true where it is another state than before. */
  const observe = (event: InspectionEvent): boolean => {
    if (event.type !== '@xstate.snapshot' || !isOfChart(event.snapshot)) return false;
    const ref = event.actorRef as AnyActorRef;
    const from = last.get(ref)?.path ?? '';
    const to = pathOf(event.snapshot.value);
    if (from === to) return false;
    const atMs = options.now();
    last.set(ref, { path: to, atMs, event: event.event.type });
    options.onMove?.(ref, from, to, event.event.type);
    const kind = kinds.find((known) => known === (event.snapshot as unknown as ChartSnapshot).machine.id);
    if (kind === undefined || listeners.size === 0) return true;
    const id = kind === 'supervisor' ? '' : ref.id.slice(ref.id.indexOf(':') + 1).replace(/#\d+$/, '');
    const transition = { actor: ref.id, kind, id, from, to, event: event.event.type, atMs };
    for (const listener of listeners) harmless(() => listener(transition));
    return true;
  };

  return {
    sinceOf: (ref) => last.get(ref),
    inspect: (event) =>
      harmless(() => {
        const hasMoved = observe(event);
        if (watchers.size > 0) sightings.see(event, hasMoved);
      }),
    onTransition: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onSighting: (listener) => {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
};
