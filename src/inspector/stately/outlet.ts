/** Where messages go: to a relay that somebody else runs, or to receivers that come to us. Who does not read is left out. */
import type { WebSocket } from 'ws';
import type { StatelyMessage } from './messages.ts';

export interface Outlet {
  /** For people: how it is reached. */
  readonly address: string;
  readonly send: (messages: readonly StatelyMessage[]) => void;
  readonly close: () => Promise<void>;
}

export interface OutletOptions {
  /** What somebody is told who comes late. */
  readonly present: () => readonly StatelyMessage[];
  readonly say: (line: string) => void;
}

const mostUnsentBytes = 8 * 1024 * 1024;

/** @returns whether it goes on: one that takes nothing is ended. */
export const sendTo = (socket: WebSocket, messages: readonly StatelyMessage[]): boolean => {
  if (socket.readyState !== socket.OPEN) return true;
  if (socket.bufferedAmount > mostUnsentBytes) {
    socket.terminate();
    return false;
  }
  for (const message of messages) socket.send(JSON.stringify(message));
  return true;
};
