/**
 * Listens for clients, and opens a connection to the runtime for each of theirs: of bytes, or of calls where faults are to be
 * injected. See {@link RelayWatch} for who looks on.
 */
import { createServer } from 'node:net';
import type { Fault } from '../inject/plan.ts';
import type { Backlog } from '../wire/backlog.ts';
import { openBytes } from './bytes.ts';
import { type Connection, openConnection } from './connection.ts';
import type { RelayWatch } from './watch.ts';

export interface RelayOptions {
  /** Of a unix socket; the caller makes it known and takes it away. */
  readonly listenPath: string;
  /** The runtime's unix socket. It need not be there yet. */
  readonly upstreamPath: string;
  readonly watch: RelayWatch;
  /** How bytes pass: as they are, with copies kept here to be looked at; or call by call, with what is to be done to each. */
  readonly mode: { readonly backlog: Backlog } | { readonly faultFor: (path: string) => Fault | undefined };
}

export interface Relay {
  /** No new connections, no new calls; ends when all calls have, or cuts them off. @param withinMs of all of it. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** Rejects with the error of listen(2). */
export const startRelay = async (options: RelayOptions): Promise<Relay> => {
  const { listenPath, upstreamPath, watch, mode } = options;
  const connections = new Set<Connection>();
  let count = 0;
  const server = createServer({ pauseOnConnect: false, allowHalfOpen: 'backlog' in mode }, (socket) => {
    const input = { number: ++count, socket, upstreamPath, watch };
    const connection = 'backlog' in mode ? openBytes({ ...input, ...mode }) : openConnection({ ...input, ...mode });
    connections.add(connection);
    void connection.ended.then(() => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenPath, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // accept(2) may fail, where descriptors run out; who is connected stays so
  server.on('error', () => {});
  return {
    close: async (withinMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const all = [...connections];
      for (const { drain } of all) drain();
      const timer = setTimeout(() => {
        for (const { destroy } of all) destroy();
      }, withinMs);
      await Promise.all(all.map(({ ended }) => ended));
      clearTimeout(timer);
      await closed;
    },
  };
};
