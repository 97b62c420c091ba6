/**
 * Virtual time: the timers of one actor system, by name, and a clock that only moves when one fires. It replaces xstate's
 * own scheduler, which reads the machine's clock, knows no names, and fires what is late at the wrong time.
 *
 * `scheduler` is xstate's word (internal) for it, for the pinned version; timers.test.ts fails where it means another thing.
 */
import type { AnyActorRef } from 'xstate';
import type { Keep } from '../machines/keeping.ts';

export interface Timer {
  /** `pod:a#1/ctr:c0#1 grace` */
  readonly name: string;
  readonly atMs: number;
  readonly fire: () => void;
}
export interface Timers {
  readonly now: () => number;
  /** The clock comes to this moment, unless it is there already. */
  readonly reach: (atMs: number) => void;
  /** Armed ones, the next first. */
  readonly armed: () => readonly Timer[];
  readonly arm: (name: string, delayMs: number, fire: () => void) => void;
  readonly clear: () => void;
  readonly keep: Keep;
  /** From now on the timers of this system are these; before it starts. */
  readonly serve: (system: object, nameOf: (ref: AnyActorRef) => string) => void;
}

/** One that an actor has armed; fired, the clock stays where it is: whoever plays a recording says what time it is. */
export interface ActorTimer {
  readonly actor: string;
  /** Of the message that comes then. */
  readonly type: string;
  readonly atMs: number;
  readonly fire: () => void;
}
export interface ListedTimers extends Timers {
  /** The next first. */
  readonly ofActors: () => readonly ActorTimer[];
}

interface Armed extends Timer {
  readonly source: AnyActorRef | undefined;
  readonly id: string;
  readonly type: string;
  readonly tell: () => void;
}

export const openTimers = (startMs: number): ListedTimers => {
  let nameOf: (ref: AnyActorRef) => string = () => '';
  let nowMs = startMs;
  /** Never changed, only replaced. */
  let armed: readonly Armed[] = [];

  const put = (timer: Armed) => {
    let at = armed.length;
    while (at > 0 && (armed[at - 1] as Armed).atMs > timer.atMs) at -= 1;
    armed = armed.toSpliced(at, 0, timer);
  };
  const drop = (fits: (timer: Armed) => boolean) => {
    if (armed.some(fits)) armed = armed.filter((timer) => !fits(timer));
  };

  return {
    now: () => nowMs,
    reach: (atMs) => {
      nowMs = Math.max(nowMs, atMs);
    },
    armed: () => armed,
    ofActors: () =>
      armed.flatMap((timer) =>
        timer.source === undefined
          ? []
          : [
              {
                actor: nameOf(timer.source),
                type: timer.type,
                atMs: timer.atMs,
                fire: () => {
                  drop((other) => other === timer);
                  timer.tell();
                },
              },
            ],
      ),
    arm: (name, delayMs, fire) => {
      const timer: Armed = {
        name,
        id: name,
        type: '',
        source: undefined,
        tell: fire,
        atMs: nowMs + delayMs,
        fire: () => {
          drop((other) => other === timer);
          nowMs = Math.max(nowMs, timer.atMs);
          fire();
        },
      };
      put(timer);
    },
    clear: () => {
      armed = [];
    },
    keep: () => {
      const then = { nowMs, armed };
      return () => {
        ({ nowMs, armed } = then);
      };
    },
    serve: (system, its) => {
      nameOf = its;
      const scheduler = {
        schedule: (source: AnyActorRef, target: AnyActorRef, event: { type: string }, delay: number, id: string) => {
          scheduler.cancel(source, id);
          const timer: Armed = {
            name: `${nameOf(source)} ${id}`,
            id,
            source,
            type: event.type,
            tell: () => (system as { readonly _relay: Relay })._relay(source, target, event),
            atMs: nowMs + delay,
            fire: () => {
              drop((other) => other === timer);
              nowMs = Math.max(nowMs, timer.atMs);
              timer.tell();
            },
          };
          put(timer);
        },
        cancel: (source: AnyActorRef, id: string) => drop((timer) => timer.source === source && timer.id === id),
        cancelAll: (source: AnyActorRef) => drop((timer) => timer.source === source),
      };
      // Only told to, never read; and what is gone back from is never told to have ended.
      const _register = (sessionId: string) => sessionId;
      Object.assign(system, { scheduler, _register, _unregister: () => undefined });
    },
  };
};

type Relay = (source: AnyActorRef, target: AnyActorRef, event: { type: string }) => void;
