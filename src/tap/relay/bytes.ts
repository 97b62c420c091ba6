/**
 * One connection of a client and one to the runtime, joined byte for byte: nothing is added, held or changed, so each side
 * speaks HTTP/2 with the other one itself. Copies go to the backlog, and from there to a {@link conversation}; what cannot be
 * read there, or comes faster than it is read, ends the reading of this connection and nothing else.
 */
import { connect as connectSocket, type Socket } from 'node:net';
import type { Backlog } from '../wire/backlog.ts';
import { conversation, type Side } from '../wire/conversation.ts';
import type { Connection } from './connection.ts';
import type { Ended, RelayWatch } from './watch.ts';

export interface BytesInput {
  readonly number: number;
  /** The client's, half-open allowed; nothing has been read from it. */
  readonly socket: Socket;
  readonly upstreamPath: string;
  readonly watch: RelayWatch;
  readonly backlog: Backlog;
}

const connectTimeoutMs = 10_000;
/** How long bytes that are on their way may take once the other side has gone. */
const flushMs = 1_000;

/** Effects: two sockets, until both sides have ended. */
export const openBytes = (input: BytesInput): Connection => {
  const { number, socket: client, upstreamPath, watch, backlog } = input;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const runtime = connectSocket({ path: upstreamPath, allowHalfOpen: true });
  const timer = setTimeout(() => runtime.destroy(new Error('connecting takes too long')), connectTimeoutMs);
  const talk = conversation(number, watch);
  let isRead = true;
  let isDraining = false;
  let isJoined = false;
  let trouble = '';
  /** Who ended it first. */
  let ender: Ended | undefined;

  /** Told in its place among what passed; where there is no place left, now. */
  const tell = (what: () => void) => {
    if (!backlog.add(0, what)) what();
  };
  const unread = (why: string) => {
    isRead = false;
    watch.unread(number, why);
  };
  const copy = (from: Side, bytes: Buffer) => {
    if (!isRead) return;
    const read = () => {
      if (!isRead) return;
      try {
        talk.push(from, bytes);
      } catch (error) {
        unread(error instanceof Error ? error.message : String(error));
      }
      if (isDraining) endIfIdle();
    };
    if (!backlog.add(bytes.byteLength, read)) unread('more passed than could be read');
  };
  /** All answers have passed: they are written before the end is. */
  const endIfIdle = () => {
    if (!isRead || talk.open() > 0) return;
    for (const each of [client, runtime]) leave(each);
  };
  const destroy = () => {
    ender ??= 'tap';
    runtime.destroy();
    client.destroy();
  };
  let open = 2;
  const finish = () => {
    open -= 1;
    if (open > 0) return;
    clearTimeout(timer);
    // runtimes say goodbye to a client that goes first, too
    if (isJoined)
      tell(() => watch.closed(number, talk.isLeaving() && ender !== 'client' ? 'the runtime went away' : ''));
    else tell(() => watch.refused(number, trouble || 'the client went away'));
    resolve();
  };
  const gone = (side: Side) => {
    ender ??= side;
    const by = ender;
    tell(() => isRead && talk.end(by));
    leave(side === 'client' ? runtime : client);
    finish();
  };

  client.on('error', () => {});
  runtime.on('error', (error) => {
    trouble ||= error.message;
  });
  client.once('close', () => gone('client'));
  runtime.once('close', () => gone('runtime'));
  runtime.once('connect', () => {
    clearTimeout(timer);
    isJoined = true;
    tell(() => watch.opened(number));
    pass(client, runtime, (bytes) => copy('client', bytes));
    pass(runtime, client, (bytes) => copy('runtime', bytes));
    client.once('end', () => {
      ender ??= 'client';
    });
    runtime.once('end', () => {
      ender ??= 'runtime';
    });
  });
  return {
    drain: () => {
      isDraining = true;
      tell(endIfIdle);
    },
    destroy,
    ended,
  };
};

/** All bytes, at the pace of the slower; then its end. */
const pass = (from: Socket, to: Socket, tell: (bytes: Buffer) => void): void => {
  from.on('data', (bytes: Buffer) => {
    if (to.writable && !to.write(bytes)) from.pause();
    tell(bytes);
  });
  to.on('drain', () => from.resume());
  from.once('end', () => to.end());
};

const leaving = new WeakSet<Socket>();

/** Ends a side whose other one has gone; what waits to be written to it is, if it is read soon. */
const leave = (socket: Socket): void => {
  if (socket.destroyed || leaving.has(socket)) return;
  leaving.add(socket);
  socket.destroySoon();
  const timer = setTimeout(() => socket.destroy(), flushMs);
  socket.once('close', () => clearTimeout(timer));
};
