/** The timers of a replayed system: they are armed, and fire when the journal says so. `scheduler` is xstate's word for it. */
import type { AnyActorRef } from 'xstate';

type Relay = (source: AnyActorRef, target: AnyActorRef, event: { readonly type: string }) => void;

export interface ReplayTimers {
  /** @returns false where this actor has armed no timer for such a message */
  readonly fire: (actor: string, type: string) => boolean;
}

export const openReplayTimers = (system: object, nameOf: (ref: AnyActorRef) => string): ReplayTimers => {
  const armed = new Map<AnyActorRef, Map<string, { readonly target: AnyActorRef; readonly event: { type: string } }>>();
  Object.assign(system, {
    scheduler: {
      schedule: (source: AnyActorRef, target: AnyActorRef, event: { type: string }, _: number, id: string) => {
        const own = armed.get(source) ?? new Map();
        armed.set(source, own.set(id, { target, event }));
      },
      cancel: (source: AnyActorRef, id: string) => void armed.get(source)?.delete(id),
      cancelAll: (source: AnyActorRef) => void armed.delete(source),
    },
  });
  return {
    fire: (actor, type) => {
      for (const [source, own] of armed)
        if (nameOf(source) === actor)
          for (const [id, { target, event }] of own) {
            if (event.type !== type) continue;
            own.delete(id);
            (system as { readonly _relay: Relay })._relay(source, target, event);
            return true;
          }
      return false;
    },
  };
};
