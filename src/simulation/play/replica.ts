/**
 * One life of a daemon, played again: the same core, to which everything comes that came to the daemon, when whoever plays
 * says so. Nothing happens by itself: services answer, watchers tell and timers fire when that is fed.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Charts } from '../../actors/charts.ts';
import { type Core, type CoreOptions, openCore } from '../../actors/core.ts';
import { type ActorName, namesBy, rememberedPaths } from '../../actors/names.ts';
import type { InputRecord } from '../../journal/format.ts';
import { errorOf, type Failure } from '../../machines/failure.ts';
import type { Json, JsonObject } from '../../machines/json.ts';
import { type Keep, KeptMap, keepAll, keepList } from '../../machines/keeping.ts';
import { type MemoryStore, openMemoryStore } from '../../store/memory-store.ts';
import { type Desk, giveDesk, simulatedCharts } from '../logic.ts';
import { type ListedTimers, openTimers } from '../timers.ts';

export interface ReplicaOptions {
  readonly charts?: Charts | undefined;
  /** Wall clock of time 0, ms. */
  readonly epochMs: number;
  /** What the system was made with: of the record `start`. */
  readonly start: JsonObject;
  /** What it hears in each input, as the core tells it. */
  readonly tape?: CoreOptions['tape'];
  readonly onReply?: CoreOptions['onReply'];
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Names of actors, given at their births; absent: its own, as a daemon gives them. */
  readonly nameOf?: ((ref: AnyActorRef) => string) | undefined;
  readonly store?: MemoryStore | undefined;
  /** Who is asked by the services of charts; absent: nobody, answers are fed. */
  readonly desk?: ((own: Desk) => Desk) | undefined;
  readonly log?: CoreOptions['log'] | undefined;
}

export interface Replica {
  readonly core: Core;
  readonly store: MemoryStore;
  readonly timers: ListedTimers;
  readonly nameOf: (ref: AnyActorRef) => string;
  /** Who waits for an answer or tells facts, by name. */
  readonly pending: ReadonlyMap<string, AnyActorRef>;
  /** What was put off after a crash of an actor. */
  readonly laters: readonly { readonly name: string }[];
  /** The first input of all: the system starts. */
  readonly begin: (record: InputRecord) => void;
  /** Any other. @returns why it cannot be: the charts wait for no such thing; then nothing happened. */
  readonly feed: (record: InputRecord) => string | undefined;
  /** All of it as it is now, between two inputs. */
  readonly keep: Keep;
}

export const openReplica = (options: ReplicaOptions): Replica => {
  const { epochMs, start, inspect } = options;
  const store = options.store ?? openMemoryStore();
  const pending = new KeptMap<string, AnyActorRef>();
  const laters: { name: string; work: () => void }[] = [];
  const births = new KeptMap<string, number>();
  const of: (ref: AnyActorRef) => ActorName = namesBy(births, rememberedPaths);
  const nameOf = options.nameOf ?? ((ref) => of(ref).name);
  const timers = openTimers(epochMs);
  let failing: ReadonlyMap<number, Failure> = new Map();
  let operation = 0;
  let atOnce: (readonly [string, Json, Json?])[] = [];

  const counted =
    <A extends readonly unknown[], R>(work: (...of: A) => R) =>
    (...given: A): R => {
      operation += 1;
      const failure = failing.get(operation);
      if (failure !== undefined) throw errorOf(failure);
      return work(...given);
    };
  const { save, remove, find, all } = store.records;
  const records = { save: counted(save), remove: counted(remove), find: counted(find), all: counted(all) };
  const isBirth = (event: InspectionEvent): boolean =>
    event.type === '@xstate.event' && event.event.type === 'xstate.init';
  const core = openCore({
    charts: options.charts ?? simulatedCharts,
    store: { ...store, records },
    log: options.log ?? silent,
    now: timers.now,
    later: (_, work, name) => void laters.push({ work, name }),
    infraPolicy: start.infraPolicy === 'always' ? 'always' : 'when-needed',
    runtimeHandlers: (start.runtimeHandlers ?? ['']) as readonly string[],
    tape: options.tape,
    onReply: options.onReply,
    inspect: (event) => {
      if (isBirth(event)) nameOf(event.actorRef as AnyActorRef);
      inspect?.(event);
    },
  });

  /** It is asked, and may have answered at once. */
  const ask = (self: AnyActorRef): void => {
    const name = nameOf(self);
    const [first] = atOnce;
    if (first?.[0] !== name) {
      pending.set(name, self);
      return;
    }
    atOnce.shift();
    const [, output, failure] = first;
    if (failure === undefined) self.send({ type: 'sim.done', output });
    else self.send({ type: 'sim.failed', error: errorOf(failure as unknown as Failure) });
  };
  const own: Desk = {
    call: (_, self) => ask(self),
    watch: (_, self) => ask(self),
    load: ask,
    payDebts: ask,
    leave: (self) => void pending.delete(nameOf(self)),
  };
  const { system } = core.supervisor;
  giveDesk(system, options.desk?.(own) ?? own);
  timers.serve(system, nameOf);

  const prepare = (record: InputRecord): void => {
    timers.reach(epochMs + record.t / 1000);
    failing = new Map((record.x ?? []).map(([nth, failure]) => [nth, failure as unknown as Failure]));
    operation = 0;
    atOnce = [...(record.y ?? [])];
  };

  const answer = (record: InputRecord, ref: AnyActorRef): void => {
    pending.delete(record.a ?? '');
    if (record.f !== undefined) ref.send({ type: 'sim.failed', error: errorOf(record.f as unknown as Failure) });
    else {
      if (ref.id === 'loadRecords') refill(store, record.e);
      ref.send({ type: 'sim.done', output: record.e });
    }
  };

  const later = (name: string): string | undefined => {
    const at = laters.findIndex((each) => each.name === name);
    const [found] = at < 0 ? [] : laters.splice(at, 1);
    if (found === undefined) return `nothing was put off for ${name}`;
    found.work();
    return undefined;
  };

  const fire = (actor: string, type: string): string | undefined => {
    const found = timers.ofActors().find((each) => each.type === type && each.actor === actor);
    if (found === undefined) return `no timer ${type} is armed at ${actor}`;
    found.fire();
    return undefined;
  };

  return {
    core,
    store,
    timers,
    nameOf,
    pending,
    laters,
    begin: (record) => {
      prepare(record);
      core.start();
    },
    feed: (record) => {
      prepare(record);
      const { s, a = '', e, id = '' } = record;
      switch (s) {
        case 'start':
          return 'it has begun already';
        case 'stop':
          core.stop();
          return undefined;
        case 'rpc':
          try {
            core.say(e as never, id, () => undefined);
          } catch {
            // It was refused then too, or what it caused is compared.
          }
          return undefined;
        case 'cancel':
          core.cancel(id);
          return undefined;
        case 'later':
          return later(a);
        case 'timer':
          return fire(a, String(e));
        case 'msg':
          core.supervisor.send(e as never);
          return undefined;
        default: {
          const ref = pending.get(a);
          if (ref === undefined) return `nobody waits for ${a}`;
          if (s === 'fact') relay(ref, e as unknown as { readonly type: string });
          else answer(record, ref);
          return undefined;
        }
      }
    },
    keep: () => keepAll(store.keep, timers.keep, births.keep, pending.keep, core.keep, () => keepList(laters)),
  };
};

/** As a watcher sends: its parent hears it. */
const relay = (source: AnyActorRef, event: { readonly type: string }): void => {
  const { _relay } = source.system as unknown as {
    readonly _relay: (source: AnyActorRef, target: AnyActorRef, event: { readonly type: string }) => void;
  };
  if (source._parent !== undefined) _relay(source, source._parent, event);
};

/** What was stored, as the daemon read it. */
const refill = ({ records }: MemoryStore, stored: Json): void => {
  for (const each of (stored ?? []) as readonly { record: JsonObject; containers: readonly JsonObject[] }[]) {
    records.save('sandbox', String(each.record.sandboxId), each.record);
    for (const container of each.containers) records.save('container', String(container.containerId), container);
  }
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
