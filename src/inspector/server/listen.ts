/** One port on both loopback addresses, and on no other. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  readonly port: number;
  /** Ends connections too. */
  readonly close: () => Promise<void>;
}

/** A free port of one address may be taken on the other. */
const mostTries = 20;

/**
 * `localhost` leads to either address, so both are ours, or another process could be taken for us. A machine without IPv6 has one.
 * @param port 0: one that is free
 * @throws Error EADDRINUSE, EACCES
 */
export const listenOnLoopback = async (newServer: () => Server, port: number): Promise<Listening> => {
  for (let tries = 1; ; tries += 1) {
    const first = newServer();
    await listen(first, '127.0.0.1', port);
    const { port: got } = first.address() as AddressInfo;
    const second = newServer();
    try {
      await listen(second, '::1', got);
      return { port: got, close: () => closeAll([first, second]) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return { port: got, close: () => closeAll([first]) };
      await closeAll([first]);
      if (code !== 'EADDRINUSE' || port !== 0 || tries === mostTries) throw error;
    }
  }
};

const listen = async (server: Server, host: string, port: number): Promise<void> => {
  server.listen({ host, port, exclusive: true, ipv6Only: true });
  await once(server, 'listening');
};

const closeAll = async (servers: readonly Server[]): Promise<void> => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await Promise.all(servers.filter(({ listening }) => listening).map((server) => once(server, 'close')));
};
