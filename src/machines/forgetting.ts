/**
 * Lets xstate forget which transitions fit the end of an actor.
 *
 * A state looks that up once for each type of event and keeps it as long as the machine lives: here, as the daemon does. The
 * end of an actor has the actor's id in its type, so every exec, container and pod would leave some hundred bytes behind. For
 * these events a state is asked in the name of one that is made for the occasion, and takes the memory of it along.
 *
 * Source: xstate 5.33.3, `StateNode.next` (internal) and `memo`, which remembers by object.
 */
import { StateNode } from 'xstate';

type Next = (this: object, snapshot: unknown, event: { readonly type: string }) => unknown;

const prototype = StateNode.prototype as unknown as { next: Next };
const remembering = prototype.next;

prototype.next = function next(snapshot, event) {
  return remembering.call(isEndOfOne(event.type) ? Object.create(this) : this, snapshot, event);
};

/** Ids of spawned actors have a colon, `exec:ID`. Those of invoked services have none, and there are few: they are remembered. */
const isEndOfOne = (type: string): boolean =>
  (type.startsWith('xstate.done.actor.') || type.startsWith('xstate.error.actor.')) && type.includes(':');
