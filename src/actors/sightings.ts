/**
 * What xstate's inspection says, as sightings: facts about messages, services and answers, without its objects. The
 * observer's other half, which nothing but `observer.ts` calls, and only while somebody watches.
 *
 * The order in which xstate tells: an event when it arrives; the actions of its transition; the microstep; and the
 * snapshot, after everything that the actions caused in other actors.
 */

import type { AnyActorRef, InspectedActionEvent, InspectionEvent } from 'xstate';
import { failureOf } from '../machines/failure.ts';
import { invokedIn } from '../machines/lean.ts';
import type { ActorSeen, ServiceCall, Sighting, StateSeen } from '../machines/sightings.ts';

export interface Sightings {
  readonly see: (event: InspectionEvent, hasMoved: boolean) => void;
}

/** What a message carries that is of interest here. `input`: it is the first of a life. */
interface Message {
  readonly type: string;
  readonly requestId?: unknown;
  readonly error?: unknown;
  readonly input?: { readonly requestId?: unknown; readonly command?: { readonly requestId?: unknown } } | undefined;
}
interface ChartLogic {
  readonly id: string;
  readonly root: object;
}
interface StateNode {
  readonly path: readonly string[];
  readonly type: string;
  readonly invoke: readonly { readonly id: string }[];
}

export const openSightings = (options: {
  /** Ids under which charts invoke services. */
  readonly services: ReadonlySet<string>;
  readonly tell: (sighting: Sighting) => void;
}): Sightings => {
  const { services, tell } = options;
  const arrivals = new WeakMap<object, number>();
  const unwanted = new WeakSet<object>();
  const actors = new WeakMap<AnyActorRef, ActorSeen>();
  const calls = new WeakMap<AnyActorRef, ServiceCall>();

  /** Undefined: it is not of a chart. */
  const actorOf = (ref: AnyActorRef): ActorSeen | undefined => {
    const known = actors.get(ref);
    if (known !== undefined) return known;
    const { logic } = ref as unknown as { readonly logic: Partial<ChartLogic> };
    if (logic.id === undefined || logic.root === undefined) return undefined;
    const actor = { key: ref.sessionId, machine: logic.id, name: ref.id, parent: ref._parent?.sessionId };
    actors.set(ref, actor);
    return actor;
  };

  const endCall = (ref: AnyActorRef, end: { readonly outcome: 'done' | 'aborted' } | { readonly error: unknown }) => {
    const call = calls.get(ref);
    if (call === undefined) return;
    calls.delete(ref);
    if ('outcome' in end) tell({ type: 'service.ended', call, outcome: end.outcome, failure: undefined });
    else tell({ type: 'service.ended', call, outcome: 'failed', failure: failureOf(end.error).code });
  };

  /** A child's end is said to its parent as a message: the moment for the parent to go on. */
  const seeEnd = (source: AnyActorRef, message: Message) => {
    const hasFailed = message.type.startsWith('xstate.error.actor.');
    if (!hasFailed && !message.type.startsWith('xstate.done.actor.')) return;
    endCall(source, hasFailed ? { error: message.error } : { outcome: 'done' });
    const actor = hasFailed ? actorOf(source) : undefined;
    if (actor !== undefined) tell({ type: 'actor.crashed', actor });
  };

  const seeArrival = (ref: AnyActorRef, source: AnyActorRef | undefined, message: Message) => {
    const isBirth = message.type === 'xstate.init';
    const actor = actorOf(ref);
    if (actor === undefined) {
      if (!isBirth || ref._parent === undefined || !services.has(ref.id)) return;
      const call = { key: ref.sessionId, owner: ref._parent.sessionId, service: ref.id };
      calls.set(ref, call);
      tell({ type: 'service.began', call });
      return;
    }
    if (source !== undefined) seeEnd(source, message);
    arrivals.set(message, performance.now());
    tell({
      type: 'message.arrived',
      actor,
      message: message.type,
      requestId: requestIdOf(message),
      from: source?.sessionId,
      isBirth,
      isDelivered: isBirth || ref.getSnapshot().status === 'active',
    });
  };

  return {
    see: (event, hasMoved) => {
      const ref = event.actorRef as AnyActorRef;
      if (event.type === '@xstate.event') {
        seeArrival(ref, event.sourceRef as AnyActorRef | undefined, event.event as Message);
        return;
      }
      if (event.type === '@xstate.action') {
        const requestId = answeredBy(event);
        if (requestId !== undefined) tell({ type: 'request.answered', requestId });
        return;
      }
      if (event.type === '@xstate.microstep') {
        const isOwn = !event.event.type.startsWith('xstate.');
        if (isOwn && event._transitions.length === 0) unwanted.add(event.event);
        return;
      }
      if (event.type !== '@xstate.snapshot') return;
      const actor = actorOf(ref);
      const { status } = event.snapshot;
      if (actor === undefined) {
        if (status === 'stopped') endCall(ref, { outcome: 'aborted' });
        return;
      }
      const arrivedAt = arrivals.get(event.event);
      tell({
        type: 'message.handled',
        actor,
        message: event.event.type,
        isWanted: !unwanted.has(event.event),
        hasMoved,
        elapsedMs: arrivedAt === undefined ? undefined : performance.now() - arrivedAt,
        isOver: status !== 'active',
        states: () => statesIn(event.snapshot),
      });
    },
  };
};

const requestIdOf = ({ requestId, input }: Message): string | undefined => {
  const found = requestId ?? input?.requestId ?? input?.command?.requestId;
  return typeof found === 'string' ? found : undefined;
};

const answeredBy = ({ action }: InspectedActionEvent): string | undefined => {
  if (action.type !== 'answer') return undefined;
  const { requestId } = (action.params ?? {}) as { readonly requestId?: unknown };
  return typeof requestId === 'string' ? requestId : undefined;
};

const statesIn = (snapshot: object): readonly StateSeen[] =>
  (snapshot as { readonly _nodes: readonly StateNode[] })._nodes
    .filter(({ path }) => path.length > 0)
    .map((node) => ({
      path: node.path.join('.'),
      isFinal: node.type === 'final',
      services: invokedIn(node).map(({ id }) => id),
    }));
