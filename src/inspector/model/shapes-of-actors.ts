/** What is answered about actors, requests and the whole node: plain data. Times are µs; rows as in `questions.ts`. */

/** How something is going, for colours and shapes; never by colour alone. */
export type Tone = 'rest' | 'busy' | 'good' | 'bad' | 'gone';

export interface Moment {
  readonly row: number;
  /** Which life of the daemon, from 1; and the record's number in it. */
  readonly run: number;
  readonly q: number;
  readonly us: number;
  readonly wallUs: number;
  /** Nothing is newer. */
  readonly isNewest: boolean;
}

export interface Waiting {
  readonly service: string;
  /** Undefined: not known. */
  readonly forUs: number | undefined;
  /** Row at which it was asked. */
  readonly row: number | undefined;
}

/** A request of a client that is not answered yet. */
export interface OpenRequest {
  readonly id: string;
  /** `sandbox.run` */
  readonly type: string;
  /** Whom it is for: `pod:ID`, `ctr:ID`, `pull:…`; empty: not known. */
  readonly actor: string;
  readonly row: number;
  readonly forUs: number;
  /** Until its client gives up; undefined: it did not say. Negative: over. */
  readonly leftUs: number | undefined;
  /** States from the pod down, where it hangs: `preparing.network.attaching`. */
  readonly stage: string;
  readonly waits: readonly Waiting[];
  /** Requests of the same type for the same thing that wait too, or waited and gave up. */
  readonly retries: number;
  /** Longer than ten times the usual, or than half a minute where nothing is usual. */
  readonly isStuck: boolean;
}

export interface StateCount {
  readonly machine: string;
  readonly state: string;
  readonly actors: number;
  readonly tone: Tone;
}

export interface Trouble {
  readonly row: number;
  readonly us: number;
  readonly wallUs: number;
  readonly actor: string;
  /** `dead letter`, `service failed`, `crashed`, `violation`, `gap`, `refused` */
  readonly kind: string;
  readonly text: string;
}

export interface Overview {
  readonly moment: Moment;
  readonly counts: readonly StateCount[];
  /** Stuck ones first, then by the time that is left. */
  readonly requests: readonly OpenRequest[];
  /** What is not asked for by anybody now and yet needs looking at: a crash loop, a stalled pull, a stop in its grace. */
  readonly concerns: readonly Concern[];
  /** Newest first. */
  readonly troubles: readonly Trouble[];
  /** Times from `sandbox.run` to its answer, µs, oldest first; the last hundred. */
  readonly starts: readonly {
    readonly actor: string;
    readonly us: number;
    readonly tookUs: number;
    readonly isOk: boolean;
  }[];
  readonly health: {
    /** In the second before the moment. */
    readonly recordsPerSecond: number;
    readonly records: number;
    readonly lost: number;
    readonly fromUs: number;
    readonly toUs: number;
    readonly lives: number;
  };
}

/** Something that somebody on call would want to know, and why it is one. */
export interface Concern {
  /** `hanging`, `crash loop`, `stalled pull`, `grace period`, `stuck removal`, `lost` */
  readonly kind: string;
  readonly actor: string;
  readonly text: string;
  readonly forUs: number;
  readonly row: number | undefined;
  readonly tone: Tone;
}

export interface PodRow {
  readonly actor: string;
  /** As the kubelet named it; the id where that is not known. */
  readonly name: string;
  readonly namespace: string;
  readonly state: string;
  readonly tone: Tone;
  readonly ageUs: number | undefined;
  readonly containers: readonly {
    readonly actor: string;
    readonly name: string;
    readonly state: string;
    readonly tone: Tone;
  }[];
  readonly waits: readonly Waiting[];
  readonly last: { readonly type: string; readonly agoUs: number } | undefined;
  readonly mark: string | undefined;
  readonly isOver: boolean;
}

/** `trouble`: those in trouble first, then those that wait for something. */
export type PodOrder = 'trouble' | 'name' | 'state' | 'age' | 'last';

export interface ActorRow {
  readonly actor: string;
  readonly parent: string | undefined;
  readonly machine: string | undefined;
  readonly state: string;
  readonly tone: Tone;
  readonly ageUs: number | undefined;
  readonly waits: readonly Waiting[];
  readonly last: { readonly type: string; readonly agoUs: number } | undefined;
  readonly mark: string | undefined;
  readonly isOver: boolean;
  readonly depth: number;
}

/** Everything about one actor but what has questions of its own. */
export interface ActorDetail extends ActorRow {
  readonly moment: Moment;
  readonly name: string;
  readonly namespace: string;
  readonly bornRow: number | undefined;
  readonly endRow: number | undefined;
  /** The state came of this edge. */
  readonly edge:
    | { readonly from: string; readonly to: string; readonly event: string; readonly row: number; readonly us: number }
    | undefined;
  readonly children: readonly ActorRow[];
  readonly requests: readonly OpenRequest[];
  /** The states that it was in, newest first, with how long; at most two hundred. */
  readonly history: readonly {
    readonly state: string;
    readonly event: string;
    readonly row: number;
    readonly us: number;
    readonly forUs: number;
  }[];
}
