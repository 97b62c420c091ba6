/**
 * Virtual time with many timers: a heap, in which what was cancelled stays until its time comes or until it is half of all.
 * The same face as `timers.ts`, for which a list does.
 */
import type { AnyActorRef } from 'xstate';
import type { Timer, Timers } from '../timers.ts';

interface Entry {
  readonly name: string;
  readonly atMs: number;
  /** Equal times: the older one first. */
  readonly order: number;
  readonly work: () => void;
  isDead: boolean;
}

export interface Agenda extends Timers {
  /** In so many ms, until the daemon dies where it is the daemon's. @returns cancels it */
  readonly plan: (delayMs: number, work: () => void) => () => void;
  /** The next one's time, and its work; undefined: nothing is planned. It is gone from the agenda then. */
  readonly next: () => (() => void) | undefined;
  readonly nextAtMs: () => number | undefined;
}

type Relay = (source: AnyActorRef, target: AnyActorRef, event: { type: string }) => void;

export const openAgenda = (startMs: number): Agenda => {
  let nowMs = startMs;
  let order = 0;
  let dead = 0;
  let heap: Entry[] = [];
  /** Of the daemon: they end with it. */
  let owned = new Set<Entry>();

  const isBefore = (one: Entry, other: Entry) =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
  const at = (place: number) => heap[place] as Entry;
  const push = (entry: Entry) => {
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(entry, at(above))) break;
      heap[place] = at(above);
      place = above;
    }
    heap[place] = entry;
  };
  const pop = (): Entry | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(at(below + 1), at(below))) below += 1;
      if (!isBefore(at(below), last)) break;
      heap[place] = at(below);
      place = below;
    }
    heap[place] = last;
    return first;
  };
  const kill = (entry: Entry) => {
    if (entry.isDead) return;
    entry.isDead = true;
    owned.delete(entry);
    dead += 1;
    if (dead < 64 || dead * 2 < heap.length) return;
    const living = heap.filter(({ isDead }) => !isDead);
    heap = [];
    dead = 0;
    for (const each of living) push(each);
  };
  const put = (name: string, delayMs: number, work: () => void): Entry => {
    order += 1;
    const entry: Entry = { name, atMs: nowMs + Math.max(0, delayMs), order, work, isDead: false };
    push(entry);
    return entry;
  };
  const skipDead = () => {
    while (heap[0]?.isDead === true) {
      pop();
      dead -= 1;
    }
  };

  return {
    now: () => nowMs,
    reach: (atMs) => {
      nowMs = Math.max(nowMs, atMs);
    },
    armed: () => [...owned].map(({ name, atMs, work }): Timer => ({ name, atMs, fire: work })),
    plan: (delayMs, work) => {
      const entry = put('', delayMs, work);
      return () => kill(entry);
    },
    arm: (name, delayMs, fire) => {
      const entry = put(name, delayMs, () => {
        owned.delete(entry);
        fire();
      });
      owned.add(entry);
    },
    clear: () => {
      for (const entry of [...owned]) kill(entry);
      owned = new Set();
    },
    keep: () => {
      throw new Error('a timed run does not go back');
    },
    next: () => {
      skipDead();
      const entry = pop();
      if (entry === undefined) return undefined;
      nowMs = Math.max(nowMs, entry.atMs);
      entry.isDead = true;
      return entry.work;
    },
    nextAtMs: () => {
      skipDead();
      return heap[0]?.atMs;
    },
    serve: (system, nameOf) => {
      const bySource = new Map<AnyActorRef, Map<string, Entry>>();
      const forget = (source: AnyActorRef, id: string) => {
        const own = bySource.get(source);
        const entry = own?.get(id);
        if (own === undefined || entry === undefined) return;
        own.delete(id);
        if (own.size === 0) bySource.delete(source);
        kill(entry);
      };
      const scheduler = {
        schedule: (source: AnyActorRef, target: AnyActorRef, event: { type: string }, delay: number, id: string) => {
          forget(source, id);
          const entry = put(`${nameOf(source)} ${id}`, delay, () => {
            owned.delete(entry);
            bySource.get(source)?.delete(id);
            (system as { readonly _relay: Relay })._relay(source, target, event);
          });
          owned.add(entry);
          const own = bySource.get(source) ?? new Map<string, Entry>();
          own.set(id, entry);
          bySource.set(source, own);
        },
        cancel: forget,
        cancelAll: (source: AnyActorRef) => {
          for (const entry of bySource.get(source)?.values() ?? []) kill(entry);
          bySource.delete(source);
        },
      };
      Object.assign(system, { scheduler });
    },
  };
};
