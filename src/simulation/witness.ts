/** What invariants look at, in a simulation: the chronicle of what was shown and asked, and what happened since the last look. */
import type { AnyActorRef } from 'xstate';
import type { Core } from '../actors/core.ts';
import { worldInvariants } from '../invariants/all.ts';
import { openChronicle } from '../invariants/chronicle.ts';
import type { Answered, CallNews, Change, Counters, Told, WatchSeen, WorldFacts } from '../invariants/facts.ts';
import type { Violation } from '../invariants/invariant.ts';
import { openJudge } from '../invariants/judge.ts';
import { type Keep, KeptMap, keepAll, keepList } from '../machines/keeping.ts';
import type { LifeEvent } from '../machines/life-events.ts';
import type { MemoryStore } from '../store/memory-store.ts';
import type { Asked, ClientAt } from './clients.ts';
import type { Desk } from './desk.ts';
import type { Call, Pending } from './pending.ts';
import type { Timers } from './timers.ts';
import type { World } from './world/world.ts';

export interface WitnessOptions {
  readonly store: Pick<MemoryStore, 'rows' | 'saved'>;
  readonly timers: Timers;
  readonly world: World;
  readonly clients: readonly Readonly<ClientAt>[];
  readonly requests: ReadonlyMap<string, Readonly<Asked>>;
  readonly fresh: readonly Answered[];
  readonly complaints: WorldFacts['complaints'];
  readonly laters: readonly unknown[];
  readonly core: () => Core;
  readonly desk: () => Pick<Desk, 'pending'>;
  readonly isBackground: (timer: string) => boolean;
  readonly isTimed: boolean;
  readonly isPunctual: boolean;
  readonly actorsMayCrash?: boolean | undefined;
}

export interface Witness {
  readonly facts: WorldFacts;
  /** The daemon is there (again). */
  readonly live: (core: Core) => void;
  readonly died: () => void;
  readonly asked: (request: Asked) => void;
  readonly called: (call: Call, what: CallNews['what']) => void;
  /** Before each step: what was news is known. */
  readonly forget: () => void;
  /** After each step: what is shown now. */
  readonly look: () => void;
  readonly always: () => Violation | undefined;
  readonly rest: () => Violation | undefined;
  readonly end: () => Violation | undefined;
  readonly text: () => string;
  readonly keep: Keep;
}

const judge = openJudge(worldInvariants);
const nothing: readonly never[] = [];

export const openWitness = (options: WitnessOptions): Witness => {
  const { store, timers, world, clients, laters } = options;
  const chronicle = openChronicle();
  const calls: CallNews[] = [];
  const told: Told[] = [];
  const toldBefore = new KeptMap<string, number | undefined>();
  let changes: readonly Change[] = nothing;
  let unread: string | undefined;
  let countersAtStart: Counters | undefined;
  let upSinceMs = timers.now();
  let resolved: ReadonlySet<string> = new Set();

  const pendingCalls = function* (): Generator<Call> {
    for (const entry of options.desk().pending) if (entry.kind === 'call') yield entry;
  };
  const facts: WorldFacts = {
    nowMs: timers.now,
    isServing: () => options.core().isServing(),
    requests: options.requests,
    clients,
    complaints: options.complaints,
    chronicle,
    sandboxes: () => (options.core().isServing() ? options.core().views.sandboxes() : []),
    containers: () => (options.core().isServing() ? options.core().views.containers() : []),
    networkReady: () => options.core().views.networkReady(),
    get unread() {
      return unread;
    },
    rows: store.rows,
    saved: store.saved,
    fresh: options.fresh,
    get changes() {
      return changes;
    },
    told,
    toldBefore: (id) => (toldBefore.has(id) ? toldBefore.get(id) : chronicle.told.get(id)),
    upForMs: () => timers.now() - upSinceMs,
    tasks: world.tasks,
    things: world.things,
    calls,
    openCalls: () =>
      [...pendingCalls()].map(({ service, input, begunAtMs }) => ({ service, ownerId: ownerOf(input), begunAtMs })),
    watches: () => [...options.desk().pending].flatMap(watchIn),
    isIdle: () => {
      if (laters.length > 0) return false;
      for (const entry of options.desk().pending) if (entry.kind !== 'watch' || entry.facts.length > 0) return false;
      for (const { dying } of world.tasks.values()) if (dying !== undefined) return false;
      return timers.armed().every(({ name }) => options.isBackground(name));
    },
    counters: () => countersOf(options.core(), timers),
    get countersAtStart() {
      return countersAtStart ?? {};
    },
    images: world.images,
    get resolved() {
      return resolved;
    },
    get strangersHit() {
      return world.strangers.size === 0
        ? nothing
        : [...world.strangers].flatMap(([pid, state]) => (state === 'killed' ? [`process ${pid}`] : []));
    },
    networkSaid: () => {
      for (const entry of options.desk().pending)
        if (entry.kind === 'watch' && entry.watch === 'watchCniConfig' && entry.told !== undefined)
          return entry.told.type === 'cni.loaded';
      return undefined;
    },
    isTimed: options.isTimed,
    isPunctual: options.isPunctual,
    actorsMayCrash: options.actorsMayCrash,
  };

  const tell = ({ id, change, sandbox, containers }: LifeEvent) => {
    if (!toldBefore.has(id)) toldBefore.set(id, chronicle.told.get(id));
    const news = { id, change, sandbox, containers };
    told.push(news);
    chronicle.tell(news);
  };

  return {
    facts,
    live: (core) => {
      upSinceMs = timers.now();
      core.life.subscribe(tell);
    },
    died: () => {
      chronicle.died();
    },
    asked: ({ command, askedAtMs }) => chronicle.asked(command, askedAtMs),
    called: (call, what) => {
      const news = { ...call, ownerId: ownerOf(call.input), what } as unknown as CallNews;
      calls.push(news);
      chronicle.called(news);
      if (news.service === 'resolvePull' && what === 'done')
        resolved = new Set([...resolved, `${news.input.reference} ${news.input.credentialsKey ?? ''}`]);
    },
    forget: () => {
      calls.length = 0;
      told.length = 0;
      toldBefore.clear();
      changes = nothing;
    },
    look: () => {
      const core = options.core();
      unread = undefined;
      if (!core.isServing()) return;
      try {
        changes = chronicle.show(core.views.sandboxes(), core.views.containers());
      } catch (error) {
        unread = String(error);
      }
      countersAtStart ??= countersOf(core, timers);
    },
    always: () => judge.always(facts),
    rest: () => judge.rest(facts),
    end: () => judge.end(facts),
    text: chronicle.text,
    keep: () => {
      const back = chronicle.keep();
      const then = { upSinceMs, resolved, unread, countersAtStart, changes };
      const news = keepAll(
        () => keepList(calls),
        () => keepList(told),
        toldBefore.keep,
      );
      return () => {
        back();
        ({ upSinceMs, resolved, unread, countersAtStart, changes } = then);
        news();
      };
    },
  };
};

/** Whose a call is: services name them by what they are. */
const ownerOf = (input: unknown): string => {
  const { taskId, containerId, ownerId, sandboxId, pullId, sandbox } = input as Owned;
  return taskId ?? containerId ?? ownerId ?? sandboxId ?? pullId ?? sandbox?.sandboxId ?? '';
};
interface Owned {
  readonly taskId?: string;
  readonly containerId?: string;
  readonly ownerId?: string;
  readonly sandboxId?: string;
  readonly pullId?: string;
  readonly sandbox?: { readonly sandboxId: string };
}

const watchIn = (entry: Pending): readonly WatchSeen[] => {
  if (entry.kind !== 'watch') return [];
  const container = /\/ctr:([^/#]+)#/.exec(entry.name)?.[1];
  const pod = /(?:^|\/)pod:([^/#]+)#/.exec(entry.name)?.[1];
  return [{ watch: entry.watch, name: entry.name, ownerId: entry.taskId ?? container ?? pod ?? '' }];
};

const countersOf = (core: Core, timers: Timers): Counters => {
  let actors = 0;
  const count = (ref: AnyActorRef) => {
    actors += 1;
    const { children = {} } = ref.getSnapshot() as {
      readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
    };
    for (const child of Object.values(children)) if (child !== undefined) count(child);
  };
  count(core.supervisor);
  return { actors, timers: timers.armed().length, ...(core.counts() as Counters) };
};
