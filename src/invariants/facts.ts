/**
 * What invariants look at, and cannot touch. Three sets of facts, for three places: a daemon knows what it was asked, what it
 * showed and what it wrote down (`LifeFacts`); a simulation knows the world besides, and every call of a service (`WorldFacts`);
 * `troupe doctor` sees a machine and what its store says (`MachineFacts`).
 */
import type { LinuxResources } from '../machines/config.ts';
import type { JsonObject } from '../machines/json.ts';
import type { LifeChange } from '../machines/life-events.ts';
import type { Draft, Reply } from '../machines/messages.ts';
import type { ServiceName, Services } from '../machines/services.ts';
import type { Condition, ContainerView, SandboxView } from '../machines/views.ts';
import type { LedgerRow } from '../store/records.ts';
import type { Chronicle } from './chronicle.ts';

/** One request, from when it was asked. */
export interface RequestSeen {
  readonly requestId: string;
  readonly command: Draft;
  readonly askedAtMs: number;
  /** The daemon did not know yet what is there. */
  readonly isEarly: boolean;
  /** Every reply that an actor gave; one is right. */
  readonly replies: readonly Reply[];
  /** `lost`: the daemon died meanwhile. */
  readonly state: 'open' | 'answered' | 'cancelled' | 'lost';
}
export interface Answered {
  readonly request: RequestSeen;
  readonly reply: Reply;
}

/** What is shown of one id now, and what was shown before; undefined: nothing. */
export type Change =
  | {
      readonly kind: 'sandbox';
      readonly id: string;
      readonly before: SandboxView | undefined;
      readonly now: SandboxView | undefined;
    }
  | {
      readonly kind: 'container';
      readonly id: string;
      readonly before: ContainerView | undefined;
      readonly now: ContainerView | undefined;
    };

/** Of one life, in the order in which it was told. */
export interface Told {
  readonly id: string;
  readonly change: LifeChange;
  /** The pod that came with it. */
  readonly sandbox: SandboxView;
  readonly containers: readonly ContainerView[];
}

export interface LifeFacts {
  readonly nowMs: () => number;
  /** All that was stored is known, and requests are answered. */
  readonly isServing: () => boolean;
  /** Nothing goes on: no call, no fact, no process that ends, no timer but those of the background. */
  readonly isIdle: () => boolean;
  /** By request id: all, or in a daemon those that are open. */
  readonly requests: ReadonlyMap<string, RequestSeen>;
  readonly clients: readonly { readonly open?: RequestSeen | undefined }[];
  /** All that the daemon logged as an error: none is right. */
  readonly complaints: readonly { readonly message: string; readonly fields: JsonObject }[];
  readonly chronicle: Chronicle;
  readonly sandboxes: () => readonly SandboxView[];
  readonly containers: () => readonly ContainerView[];
  readonly networkReady: () => Condition;
  /** Why lists could not be had at the last look, while the daemon served. */
  readonly unread: string | undefined;
  /** By `owner effect`. */
  readonly rows: ReadonlyMap<string, LedgerRow>;
  /** Records, by `kind id`. */
  readonly saved: ReadonlyMap<string, JsonObject>;
  /** Since the last look. */
  readonly fresh: readonly Answered[];
  readonly changes: readonly Change[];
  readonly told: readonly Told[];
  /** The last event of a life before these, as a place in `lifeChanges`. */
  readonly toldBefore: (id: string) => number | undefined;
  /** How long this daemon is there. */
  readonly upForMs: () => number;
}

/** Something about a call of a service. */
export type CallNews = {
  readonly [N in ServiceName]: {
    readonly service: N;
    readonly input: Services[N]['input'];
    /** Present once it is done. */
    readonly output?: Services[N]['output'] | undefined;
    /** Whose it is: container, sandbox or pull; empty: nobody's. */
    readonly ownerId: string;
    /** Symbolic name of the actor that asks. */
    readonly name: string;
    /**
     * `done`, `failed`: so its caller heard. `left`: its caller waits no more, and nobody knows whether it happens; `late`: it
     * has happened then.
     */
    readonly what: 'begun' | 'done' | 'failed' | 'left' | 'late';
    /** `refused`: something was wrong with it at once, and it did nothing. */
    readonly state?: string | undefined;
  };
}[ServiceName];

/** A container's first process. */
export interface TaskSeenInWorld {
  readonly taskId: string;
  readonly pid: number;
  readonly startTicks: string;
  readonly status: 'half' | 'created' | 'running' | 'exited';
  readonly end: /** Without a code where nobody can know it: its monitor was killed. */
    | { readonly exitCode: number | undefined; readonly atMs: number; readonly isOomKilled?: boolean | undefined }
    | undefined;
  readonly isFrozen?: boolean | undefined;
  /** Of its cgroup; its first process may not be among them. */
  readonly oomKills?: number | undefined;
  /** In force since an update. */
  readonly limits?: LinuxResources | undefined;
}

/** A watcher of one process, or a session of a client. */
export interface WatchSeen {
  readonly watch: 'watchTask' | 'runExec' | 'attachTask' | 'forwardPorts' | 'watchCniConfig';
  /** Symbolic name of its actor. */
  readonly name: string;
  /** Container or sandbox; empty: the node. */
  readonly ownerId: string;
}

/** How many there are of things that must not become more. */
export type Counters = Readonly<Record<string, number>>;

export interface WorldFacts extends LifeFacts {
  readonly tasks: ReadonlyMap<string, TaskSeenInWorld>;
  /** Owners of everything in the world, by `kind name`. */
  readonly things: ReadonlyMap<string, string>;
  /** Since the last look, in their order. */
  readonly calls: readonly CallNews[];
  /** Those that have not ended, also where nobody waits any more. */
  readonly openCalls: () => readonly {
    readonly service: ServiceName;
    readonly ownerId: string;
    readonly begunAtMs: number;
  }[];
  readonly watches: () => readonly WatchSeen[];
  readonly counters: () => Counters;
  /** As they were before the first request. */
  readonly countersAtStart: Counters;
  /** Images that are here, by id and reference. */
  readonly images: ReadonlyMap<string, { readonly imageId: string }>;
  /** With which credentials images were asked for: `reference key`. */
  readonly resolved: ReadonlySet<string>;
  /** Signals and entries that went to a process of nobody's. */
  readonly strangersHit: readonly string[];
  /** What the CNI watcher said last; undefined: nothing yet. */
  readonly networkSaid: () => boolean | undefined;
  /** The clock goes on by nothing but timers that are due, each at its time. */
  readonly isPunctual: boolean;
  /** A record that cannot be saved ends its actor; another one goes on. */
  readonly actorsMayCrash?: boolean | undefined;
  /** Services take their time, and limits are kept: bounds in time mean something. */
  readonly isTimed: boolean;
}
