/**
 * The `forwardPorts` contract: each connection of a client goes to localhost in the pod's netns, IPv4 first, then IPv6.
 * One that fails says so on its error stream; the session stays for others.
 */

import type { Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import { FailureError, failureOf, textOf } from '../../machines/failure.ts';
import type { ForwardFact, ForwardPortsInput } from '../../machines/services/streaming.ts';
import type { Watches } from '../../machines/services.ts';
import { connectInNetns } from '../../native.ts';
import type { ForwardedConnection, ForwardStreams, Table } from './stream-table.ts';

export interface ForwardScene {
  readonly forwards: Table<ForwardStreams>;
  readonly connectMs: number;
  /** How long the pod's side may still be written to after it has ended. */
  readonly halfClosedMs: number;
}

export const forwardPorts =
  (scene: ForwardScene): Watches['forwardPorts'] =>
  (input, send) => {
    const released = new AbortController();
    const { signal } = released;
    const tell = (fact: ForwardFact) => {
      if (!signal.aborted) send(fact);
    };
    const streams = scene.forwards.take(input.streamsKey);
    if (streams === undefined) {
      const failure = failureOf(new FailureError('Cancelled', { sandboxId: input.sandboxId }));
      queueMicrotask(() => tell({ type: 'forward.failed', failure }));
      return () => released.abort();
    }
    streams.onConnection((connection) => {
      const { port } = connection;
      tell({ type: 'forward.opened', port });
      void forward(scene, input, connection, signal).finally(() => tell({ type: 'forward.closed', port }));
    });
    return () => released.abort();
  };

/** Never rejects. */
const forward = async (
  scene: ForwardScene,
  { netnsPath }: ForwardPortsInput,
  { port, data, error }: ForwardedConnection,
  signal: AbortSignal,
): Promise<void> => {
  for (const stream of [data, error]) stream.on('error', () => undefined); // the client is gone: all ends
  const both = AbortSignal.any([signal, AbortSignal.timeout(scene.connectMs)]);
  try {
    const target = await connect(netnsPath, port, both);
    const stop = () => target.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await exchange(target, { port, data, error }, scene.halfClosedMs);
    } finally {
      signal.removeEventListener('abort', stop);
      target.destroy();
    }
  } catch (thrown) {
    if (error.writable) error.end(`cannot forward port ${port} of the pod: ${textOf(failureOf(thrown))}`);
    data.end();
  } finally {
    if (error.writable) error.end();
    data.destroy();
  }
};

const connect = async (netnsPath: string | undefined, port: number, signal: AbortSignal): Promise<Socket> => {
  try {
    return await connectInNetns({ netnsPath, family: 4, port }, signal);
  } catch (failure) {
    try {
      return await connectInNetns({ netnsPath, family: 6, port }, signal);
    } catch {
      throw failure; // nobody listens on either: the first says it best
    }
  }
};

/** Both ways, each with an end of its own. Throws what the pod's side failed with. */
const exchange = async (target: Socket, { data, error }: ForwardedConnection, halfClosedMs: number): Promise<void> => {
  const fromPod = finished(target, { writable: false, cleanup: true });
  const toPod = finished(target, { readable: false, cleanup: true }).catch(() => undefined);
  data.once('close', () => target.end());
  target.pipe(data);
  data.pipe(target);
  await fromPod.catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw new FailureError('SyscallFailed', { syscall: cause.syscall ?? 'read', code: cause.code ?? '' });
  });
  error.end(); // the client waits for this end before it lets go of its own
  await flushed(data);
  await Promise.race([toPod, closed(data), new Promise((resolve) => setTimeout(resolve, halfClosedMs).unref())]);
};

const flushed = (data: ForwardedConnection['data']): Promise<void> =>
  new Promise((resolve) => {
    if (data.writableFinished || data.destroyed) resolve();
    else data.once('finish', resolve).once('close', resolve);
  });

const closed = (data: ForwardedConnection['data']): Promise<void> =>
  new Promise((resolve) => {
    if (data.destroyed) resolve();
    else data.once('close', resolve);
  });
