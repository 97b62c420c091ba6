/**
 * What those who watch a daemon are told: plain data about actors, services and RPCs, made from what happens anyway.
 * Nobody who decides anything reads it. Who tells: `actors/observer.ts` and the gRPC face; who listens: `telemetry/`.
 */
import type { FailureCode } from './failure.ts';

export interface ActorSeen {
  /** Unique in the process, also among successors of a crashed actor. */
  readonly key: string;
  /** Id of its chart: `sandbox`, `pull` … */
  readonly machine: string;
  /** The actor's own name, `container:ID`; `container:ID#2` for what follows two crashes. */
  readonly name: string;
  /** Key of the actor that made it. */
  readonly parent: string | undefined;
}

/** An active state of a chart, which is not the whole chart. */
export interface StateSeen {
  /** Dotted, outermost first. */
  readonly path: string;
  readonly isFinal: boolean;
  /** Services that are called for as long as it is active. */
  readonly services: readonly string[];
}

export type Sighting =
  | {
      readonly type: 'message.arrived';
      readonly actor: ActorSeen;
      readonly message: string;
      /** Whom it is to be answered to; undefined: nobody. */
      readonly requestId: string | undefined;
      /** Key of the actor that said it; undefined: it came from outside. */
      readonly from: string | undefined;
      /** The first message of a life. */
      readonly isBirth: boolean;
      /** False: the actor is over, and nobody hears it. */
      readonly isDelivered: boolean;
    }
  | {
      readonly type: 'message.handled';
      readonly actor: ActorSeen;
      readonly message: string;
      /** False: no transition wanted it. */
      readonly isWanted: boolean;
      readonly hasMoved: boolean;
      /** From its arrival: waiting, and the transition with all that it does at once. Undefined: its arrival was not seen. */
      readonly elapsedMs: number | undefined;
      readonly isOver: boolean;
      readonly states: () => readonly StateSeen[];
    }
  | { readonly type: 'actor.crashed'; readonly actor: ActorSeen }
  | { readonly type: 'service.began'; readonly call: ServiceCall }
  | {
      readonly type: 'service.ended';
      readonly call: ServiceCall;
      readonly outcome: 'done' | 'failed' | 'aborted';
      /** Of one that failed. */
      readonly failure: FailureCode | undefined;
    }
  | { readonly type: 'request.answered'; readonly requestId: string };

export interface ServiceCall {
  readonly key: string;
  /** Key of the actor that waits for it. */
  readonly owner: string;
  readonly service: string;
}

export type SightingListener = (sighting: Sighting) => void;

/** How many actors there are of a chart in a state: outermost states, and those within, down to where regions part. */
export interface Population {
  readonly machine: string;
  readonly state: string;
  readonly actors: number;
}

// ---- RPCs --------------------------------------------------------------------------------------------------------

export interface RpcObserver {
  readonly begin: (rpc: RpcBegun) => RpcWatch;
}
export interface RpcBegun {
  /** `runtime.v1.RuntimeService` */
  readonly service: string;
  /** `RunPodSandbox` */
  readonly method: string;
  readonly requestId: string;
  /** As the client sent it; not validated. Source: W3C Trace Context. */
  readonly traceparent: string | undefined;
}
export interface RpcWatch {
  /** Whom it is about, as far as that is known now; may be called more than once. */
  readonly about: (facts: RpcFacts) => void;
  /** Once, at the end. */
  readonly end: (end: RpcEnd) => void;
}
/** Ids and names; what is absent or empty in the request is absent here. */
export interface RpcFacts {
  readonly sandboxId?: string;
  readonly containerId?: string;
  readonly imageRef?: string;
  readonly podName?: string;
  readonly podNamespace?: string;
  readonly podUid?: string;
  readonly containerName?: string;
}
export interface RpcEnd {
  /** Name of the gRPC status: `OK`, `NOT_FOUND` … */
  readonly code: string;
  /** Number of it. */
  readonly status: number;
  readonly failure: FailureCode | undefined;
}
