/**
 * The three messages of Stately's inspector: a JSON text each. There is no handshake, and nothing is answered.
 * Source: @statelyai/inspect 0.7, `StatelyInspectionEvent`.
 */
import type { Json, JsonObject } from '../../machines/json.ts';

interface Common {
  /** Whom it is about: an actor's symbolic name. */
  readonly sessionId: string;
  readonly rootId: string;
  /** ms since 1970, as text. */
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
}
export interface Inspected {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /** xstate's value of a state; of a service: none. */
  readonly value?: Json;
  readonly context: JsonObject;
}
export interface ActorMessage extends Common {
  readonly type: '@xstate.actor';
  readonly name: string;
  readonly parentId?: string;
  /** JSON of a chart; absent: a service. */
  readonly definition?: string;
  readonly snapshot: Inspected;
}
export interface EventMessage extends Common {
  readonly type: '@xstate.event';
  readonly event: { readonly type: string };
  readonly sourceId?: string;
}
export interface SnapshotMessage extends Common {
  readonly type: '@xstate.snapshot';
  readonly event: { readonly type: string };
  readonly snapshot: Inspected;
}
export type StatelyMessage = ActorMessage | EventMessage | SnapshotMessage;

/** Of the package whose messages these are. */
export const protocolVersion = '0.7.2';
