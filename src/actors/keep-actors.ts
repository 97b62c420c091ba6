/**
 * Actors as they were: for simulations, which go back to try another order of things. Everything that xstate changes in an
 * actor is here; contexts and snapshots are never changed, only replaced.
 *
 * These fields are xstate's own (internal), for the pinned version; keep-actors.test.ts fails where an actor has others, or
 * where they mean something else.
 */
import type { AnyActorRef } from 'xstate';

/** What changes in an actor, while nothing is being processed: then its mailbox is empty, and nothing is deferred. */
interface Inside {
  _snapshot: unknown;
  _processingStatus: number;
  mailbox: object;
  readonly observers: Set<unknown>;
  readonly eventListeners: Map<string, unknown>;
}

/** Keeps these and all below them. @returns what makes them as they are now. */
export const keepActors = (roots: Iterable<AnyActorRef>): (() => void) => {
  const seen = new Set<AnyActorRef>();
  const backs: (() => void)[] = [];
  const keep = (ref: AnyActorRef) => {
    if (seen.has(ref)) return;
    seen.add(ref);
    backs.push(keepOne(ref as unknown as Inside));
    const { children } = ref.getSnapshot() as { readonly children?: Readonly<Record<string, AnyActorRef>> };
    if (children === undefined) return;
    for (const id in children) {
      const child = children[id];
      if (child !== undefined) keep(child);
    }
  };
  for (const root of roots) keep(root);
  return () => {
    for (const back of backs) back();
  };
};

const keepOne = (actor: Inside) => {
  const { _snapshot, _processingStatus, mailbox } = actor;
  const observers = actor.observers.size === 0 ? none : [...actor.observers];
  const listeners = actor.eventListeners.size === 0 ? none : [...actor.eventListeners];
  return () => {
    actor._snapshot = _snapshot;
    actor._processingStatus = _processingStatus;
    actor.mailbox = mailbox;
    refill(actor.observers, observers, (each) => actor.observers.add(each));
    refill(actor.eventListeners, listeners, ([type, each]) => actor.eventListeners.set(type, each));
  };
};

const none: readonly never[] = [];

const refill = <T>(
  held: { readonly size: number; readonly clear: () => void },
  all: readonly T[],
  add: (each: T) => void,
) => {
  if (held.size === 0 && all.length === 0) return;
  held.clear();
  for (const each of all) add(each);
};
