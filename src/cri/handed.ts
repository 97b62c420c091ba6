/** What the composition root hands to the gRPC face. There is no service among it: cri asks, and reads views. */
import type { Duplex, Readable, Writable } from 'node:stream';
import type { AuthConfig } from '../../proto/generated/api.ts';
import type { JsonObject } from '../machines/json.ts';
import type { LifeEvents } from '../machines/life-events.ts';
import type { Ask } from '../machines/messages.ts';
import type { Stats } from '../machines/stats.ts';
import type { Views } from '../machines/views.ts';
import type { StreamRequest } from './streaming/request.ts';

export interface Handed {
  readonly ask: Ask;
  readonly views: Views;
  readonly stats: Stats;
  readonly life: LifeEvents;
  readonly ids: Ids;
  readonly sideband: Sideband;
  readonly streams: StreamTables;
  /** Where a client gets these streams. Throws TooManyStreams. */
  readonly urlOf: (request: StreamRequest) => string;
  readonly version: { readonly runtimeName: string; readonly runtimeVersion: string };
  /** The OCI spec of a bundle, for verbose status; undefined where it cannot be read (any more). */
  readonly readSpec: (bundleDir: string) => Promise<JsonObject | undefined>;
  /** Wall clock, ms, may have a fraction. */
  readonly nowMs: () => number;
}

/** New, unguessable names: 64 lower-case hexadecimal digits for what CRI shows. */
export interface Ids {
  readonly sandboxId: () => string;
  readonly containerId: () => string;
  readonly execId: () => string;
  readonly pullId: () => string;
  readonly requestId: () => string;
}

/** What must not be in a message, kept beside it under a key. */
export interface Sideband {
  /** Equal credentials have equal keys, so equal pulls can be joined. */
  readonly keepCredentials: (auth: AuthConfig) => string;
  /** Gives what is kept under the key, once. */
  readonly take: (key: string) => Buffer | undefined;
}

/** Live streams, kept beside the message that carries their key. */
export interface StreamTables {
  readonly sessions: StreamTable<SessionStreams>;
  readonly forwards: StreamTable<ForwardStreams>;
}
export interface StreamTable<Streams> {
  readonly keep: (streams: Streams) => string;
  /** Nobody will ask for them any more. */
  readonly drop: (key: string) => void;
}
/** A client's side of an exec or attach. Streams that were not asked for are absent. */
export interface SessionStreams {
  readonly stdin?: Readable | undefined;
  readonly stdout?: Writable | undefined;
  readonly stderr?: Writable | undefined;
  /** Tells every size of the client's terminal in order, also those that came before. */
  readonly onResize: (listener: (size: TerminalSize) => void) => void;
  /** Fires when the client has gone. */
  readonly gone: AbortSignal;
}
/** In characters, each 0 to 65535. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}
/** A client's side of a port-forward. */
export interface ForwardStreams {
  /** Tells every connection that the client makes, also those that came before. */
  readonly onConnection: (listener: (connection: ForwardedConnection) => void) => void;
  readonly gone: AbortSignal;
}
export interface ForwardedConnection {
  readonly port: number;
  readonly data: Duplex;
  /** Takes a text that says why the connection failed. */
  readonly error: Writable;
}

/** The part of a pino logger that is used here. */
export interface Log {
  readonly child: (fields: Record<string, unknown>) => Log;
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
type Write = (fields: Record<string, unknown>, message: string) => void;
