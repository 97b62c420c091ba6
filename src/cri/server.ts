/** The CRI endpoint: both services, in both versions, on one unix socket without TLS. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { FailureError } from '../machines/failure.ts';
import type { RpcObserver } from '../machines/sightings.ts';
import type { Handed, Log } from './handed.ts';
import { maxMessageBytes } from './limits.ts';
import { servicesOf } from './services.ts';
import { placeOf, type SocketPlace } from './socket.ts';

export interface CriServerOptions extends Handed {
  readonly socketPath: string;
  /** Absent: 0660. */
  readonly socketMode?: number | undefined;
  readonly log: Log;
  readonly maxRequestBytes?: number;
  readonly maxResponseBytes?: number;
  /** Hears of each RPC. */
  readonly observe?: RpcObserver | undefined;
}

export interface CriServer {
  /**
   * Takes the socket path and serves. May be called while still recovering: views and `ask` say so then.
   * @throws FailureError SocketInUse {path, reason}, SyscallFailed
   */
  readonly listen: () => Promise<void>;
  /**
   * Takes no more requests, and gives those at work some time; then their waits end with Draining. The work of none is
   * undone. Returns when all connections are closed, `limitMs` at the latest.
   */
  readonly drain: (options?: { readonly limitMs?: number }) => Promise<void>;
  /** Ends all connections at once and takes the socket away. May be called at any time, more than once. */
  readonly close: () => Promise<void>;
}

const defaultDrainMs = 10_000;
/** The last part of a drain, in which those who still wait get their answer. */
const answeringShare = 0.2;

export const criServer = (options: CriServerOptions): CriServer => {
  const { socketPath, socketMode, log, observe, ...rest } = options;
  const { maxRequestBytes = maxMessageBytes, maxResponseBytes = maxMessageBytes, ...handed } = rest;
  const lines = log.child({ room: 'cri' });
  const waiting = new Set<AbortController>();
  const endless = new Set<AbortController>();
  // Idle connections stay as long as their clients want: those keep hundreds.
  const server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_send_message_length': maxResponseBytes,
    'grpc.enable_channelz': 0,
  });
  for (const { definition, implementation } of servicesOf({
    handed,
    log: lines,
    waiting,
    endless,
    maxResponseBytes,
    observe,
  })) {
    server.addService(definition, implementation);
  }
  let place: SocketPlace | undefined;

  const end = (waits: Iterable<AbortController>) => {
    for (const wait of [...waits]) wait.abort(new FailureError('Draining'));
  };
  const endWaits = () => end(waiting);
  const close = async () => {
    end(endless);
    endWaits();
    server.forceShutdown();
    await place?.withdraw();
  };

  return {
    listen: async () => {
      place = await placeOf(socketPath, socketMode);
      try {
        await bind(server, place.privatePath);
        await place.publish();
      } catch (error) {
        await close();
        throw error;
      }
      lines.info({ socketPath }, 'serving CRI');
    },
    drain: async ({ limitMs = defaultDrainMs } = {}) => {
      const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      end(endless); // they would hold it up to the limit
      const answerAll = setTimeout(endWaits, limitMs * (1 - answeringShare));
      const giveUp = setTimeout(() => server.forceShutdown(), limitMs);
      try {
        await place?.withdraw();
        await closed;
      } finally {
        clearTimeout(answerAll);
        clearTimeout(giveUp);
      }
    },
    close,
  };
};

const bind = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) => {
      if (error === null) resolve();
      else reject(new FailureError('SyscallFailed', { syscall: 'bind', path }, { cause: error }));
    });
  });
