/** An upgraded connection. */
import type { Duplex } from 'node:stream';

export interface StreamLimits {
  /** Until the client has opened the streams that it wants. */
  readonly creationMs: number;
  /** Without a byte of data; pings do not count. */
  readonly idleMs: number;
  /** For the client to close first, at the end of a session. */
  readonly closeMs: number;
}

export interface Transport {
  readonly socket: Duplex;
  /** To be called when data went. */
  readonly onActivity: () => void;
  readonly limits: StreamLimits;
}

/** Destroys the connection when no data has gone for so long. */
export const watchIdle = (socket: Duplex, idleMs: number): (() => void) => {
  const timer = setTimeout(() => socket.destroy(), Math.min(idleMs, 2 ** 31 - 1));
  socket.once('close', () => clearTimeout(timer));
  return () => void timer.refresh();
};
