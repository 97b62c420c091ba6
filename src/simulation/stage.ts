/**
 * What a simulation has on its stage: the node, the daemon of the moment with its store and its timers, its clients, and what
 * may go wrong. Who lets something happen there: `asking.ts`, `possible.ts`, `finishing.ts`.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Charts } from '../actors/charts.ts';
import { type Core, openCore } from '../actors/core.ts';
import type { LifeTape } from '../actors/tape.ts';
import type { Violation } from '../invariants/invariant.ts';
import type { JsonObject } from '../machines/json.ts';
import { KeptMap } from '../machines/keeping.ts';
import type { Reply } from '../machines/messages.ts';
import { openMemoryStore } from '../store/memory-store.ts';
import { type Asked, type ClientAt, clientsAt } from './clients.ts';
import { type Desk, openDesk } from './desk.ts';
import { type FaultyStore, openFaultyStore } from './faulty-store.ts';
import { firstIdOf, type Ids, openIds } from './ids.ts';
import { giveDesk, simulatedCharts } from './logic.ts';
import { type Mischief, openMischief } from './mischief.ts';
import { type Names, openNames } from './names.ts';
import type { Scenario } from './scenario.ts';
import { openTimers, type Timers } from './timers.ts';
import { openWitness, type Witness } from './witness.ts';
import type { actOf } from './world/acts.ts';
import { giveImage, simpleImage, sweepPulls } from './world/images.ts';
import { foreign, openWorld, sleeps, type World } from './world/world.ts';

/** What a simulation is played with; others than the real ones are broken on purpose. */
export interface Parts {
  readonly charts?: Charts | undefined;
  readonly actOf?: typeof actOf | undefined;
  /** Sees every message and every state; it costs a multiple of the rest. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** For each life of the daemon: what hears its inputs. */
  readonly tape?: (() => LifeTape) | undefined;
}

/** What was chosen, the last one first: lists that begin alike share their beginning. */
export interface Taken {
  readonly id: string;
  readonly before: Taken | undefined;
}

/** What changes by replacing it; all else keeps its own changes. */
export interface StageState {
  core: Core;
  desk: Desk;
  taken: Taken | undefined;
  /** How many the scenario still allows. */
  crashes: number;
  cancels: number;
  /** Of the daemon, so far. */
  lives: number;
  /** What the daemon's own clock, which never goes back, said last. */
  saidMs: number;
  /** How far the machine's wall clock has been set from where it would be. */
  jumpedMs: number;
  /** What was wrong on the way to the end. */
  found: Violation | undefined;
}

export interface Stage {
  readonly scenario: Scenario;
  readonly state: StageState;
  readonly store: FaultyStore;
  readonly timers: Timers;
  readonly world: World;
  readonly names: Names;
  readonly clients: readonly ClientAt[];
  readonly asked: KeptMap<string, Asked>;
  readonly complaints: { message: string; fields: JsonObject }[];
  /** Answers since the last step. */
  readonly fresh: { request: Asked; reply: Reply }[];
  /** Work that the daemon put off. */
  readonly laters: (() => void)[];
  readonly mischief: Mischief;
  readonly witness: Witness;
  readonly ids: Ids;
  /** The daemon tells that something went wrong. */
  readonly complain: (fields: JsonObject, message: string) => void;
  /** The daemon dies, and another one begins. */
  readonly die: (spoil?: () => void) => void;
}

const startMs = 1_000_000;
/** Timers of the background, which are armed for ever; they fire where nothing else goes on and something is owed. */
export const isBackground = (timer: string): boolean => /\.debtsMs\./.test(timer);

export const openStage = (scenario: Scenario, parts: Parts): Stage => {
  // A daemon begins below, before anything looks at its core or its desk.
  const state = {
    taken: undefined,
    crashes: scenario.crashes ?? 0,
    cancels: scenario.cancels ?? 0,
    lives: 0,
    saidMs: 0,
    jumpedMs: 0,
    found: undefined,
  } as unknown as StageState;
  const remembers = scenario.mishaps?.kinds.includes('commitLost') === true;
  const store = openFaultyStore(openMemoryStore(), { remembers });
  const timers = openTimers(startMs);
  const wallMs = () => timers.now() + state.jumpedMs;
  const programOf = (taskId: string) => scenario.programs?.[firstIdOf(taskId)] ?? sleeps;
  const world = openWorld({ store, now: wallMs, programOf });
  giveImage(world.images, simpleImage('sha256:1'), 'busybox');
  for (const reference of scenario.offers ?? []) giveImage(world.offers, simpleImage(`sha256:${reference}`), reference);
  for (const { kind, name } of scenario.foreign ?? []) world.add(kind, name, foreign);
  const names = openNames();
  const clients = clientsAt(scenario.clients);
  const asked = new KeptMap<string, Asked>();
  const complaints: { message: string; fields: JsonObject }[] = [];
  const fresh: { request: Asked; reply: Reply }[] = [];
  const laters: (() => void)[] = [];
  const currentDesk = () => state.desk;
  const mischief = openMischief({
    scenario,
    world,
    store,
    timers,
    desk: currentDesk,
    jump: (ms) => {
      state.jumpedMs += ms;
    },
  });
  const witness = openWitness({
    store,
    timers,
    world,
    clients,
    requests: asked,
    fresh,
    complaints,
    laters,
    core: () => state.core,
    desk: currentDesk,
    isBackground,
    isTimed: false,
    isPunctual: scenario.timers !== 'race',
    actorsMayCrash: scenario.mishaps?.kinds.includes('storeFull') === true,
  });
  world.onTaskEnd((task) => state.desk.taskEnded(task));

  const ids = openIds(() =>
    state.core.isServing()
      ? [
          ...state.core.views.sandboxes().map(({ sandboxId }) => sandboxId),
          ...state.core.views.containers().map(({ containerId }) => containerId),
        ]
      : [],
  );

  const complain = (fields: JsonObject, message: string) => {
    if (!mischief.explains(fields, message)) complaints.push({ fields, message });
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: complain };

  const live = () => {
    state.lives += 1;
    sweepPulls(world);
    state.saidMs = 0;
    state.desk = openDesk(world, names, {
      actFor: parts.actOf,
      plannedFor: mischief.plannedFor,
      hear: witness.called,
      nowMs: timers.now,
    });
    const life = parts.tape?.();
    state.core = openCore({
      charts: parts.charts ?? simulatedCharts,
      store,
      log,
      now: () => {
        state.saidMs = Math.max(state.saidMs, wallMs());
        return state.saidMs;
      },
      later: (delayMs, work) => {
        if (delayMs === 0) laters.push(work);
        else timers.arm('later', delayMs, work);
      },
      infraPolicy: 'when-needed',
      runtimeHandlers: [''],
      inspect: life?.inspect ?? parts.inspect,
      tape: life?.tape,
      onReply: (reply) => {
        life?.answered(reply);
        const request = asked.get(reply.requestId);
        if (request === undefined) return;
        request.replies.push(reply);
        fresh.push({ request, reply });
      },
    });
    const { system } = state.core.supervisor;
    names.of(state.core.supervisor); // at its birth, as all that invoke something are
    giveDesk(system, state.desk);
    timers.serve(system, (ref: AnyActorRef) => names.of(ref).name);
    witness.live(state.core);
    state.core.start();
  };

  const die = (spoil?: () => void) => {
    state.crashes -= 1;
    state.desk.crash();
    spoil?.();
    witness.died();
    timers.clear();
    laters.length = 0;
    for (const client of clients) {
      if (client.open === undefined) continue;
      client.open.state = 'lost';
      client.open = undefined; // it asks again
    }
    live();
  };

  live();
  // Up to the first request there is nothing to choose.
  for (const entry of [...state.desk.pending]) if (entry.kind !== 'call') state.desk.finish(entry);
  witness.look();

  return {
    scenario,
    state,
    store,
    timers,
    world,
    names,
    clients,
    asked,
    complaints,
    fresh,
    laters,
    mischief,
    witness,
    ids,
    complain,
    die,
  };
};
