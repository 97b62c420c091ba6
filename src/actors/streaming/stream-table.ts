/** Live streams cannot be in a message, for messages are journaled: they wait here, and the message carries their key. */
import { randomUUID } from 'node:crypto';
import type { Duplex, Readable, Writable } from 'node:stream';

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

export interface Table<Streams> {
  readonly keep: (streams: Streams) => string;
  /** Once. undefined: taken before, or dropped. */
  readonly take: (key: string) => Streams | undefined;
  /** For who kept them: nobody will take them any more. */
  readonly drop: (key: string) => void;
}
export interface StreamTables {
  readonly sessions: Table<SessionStreams>;
  readonly forwards: Table<ForwardStreams>;
}

export const openStreamTables = (): StreamTables => ({ sessions: openTable(), forwards: openTable() });

const openTable = <Streams>(): Table<Streams> => {
  const waiting = new Map<string, Streams>();
  return {
    keep: (streams) => {
      const key = randomUUID();
      waiting.set(key, streams);
      return key;
    },
    take: (key) => {
      const streams = waiting.get(key);
      waiting.delete(key);
      return streams;
    },
    drop: (key) => void waiting.delete(key),
  };
};
