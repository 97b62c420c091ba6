/**
 * One connection of a client and one to the runtime, joined: what the one says of itself (settings, going away, its end)
 * the other one hears. Source: RFC 9113, sections 3.4, 6.5 and 6.8.
 */
import {
  type ClientHttp2Session,
  connect,
  constants,
  performServerHandshake,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect as connectSocket, type Socket } from 'node:net';
import type { Fault } from '../inject/plan.ts';
import { joinFaulty } from './faults.ts';
import { joinCall } from './pair.ts';
import { headerIn, type RelayWatch } from './watch.ts';

/** Of a stream and of a connection; what passes is held here at most. */
const windowBytes = 1024 * 1024;
const connectTimeoutMs = 10_000;
/** How long answers that are on their way may take once the runtime has gone. */
const flushMs = 1_000;
const mostStreams = 2 ** 32 - 1;

export interface ConnectionInput {
  readonly number: number;
  /** The client's; nothing has been read from it. */
  readonly socket: Socket;
  readonly upstreamPath: string;
  readonly watch: RelayWatch;
  /** What is to be done to a call; undefined: let it pass. @param path of its method. */
  readonly faultFor: (path: string) => Fault | undefined;
}

export interface Connection {
  /** No new calls; ends when the last one has. */
  readonly drain: () => void;
  readonly destroy: () => void;
  readonly ended: Promise<void>;
}

/** Effects: two sockets, until either side ends. */
export const openConnection = (input: ConnectionInput): Connection => {
  const { number, socket, upstreamPath, watch } = input;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const upSocket = connectSocket(upstreamPath);
  const timer = setTimeout(() => upSocket.destroy(new Error('connecting takes too long')), connectTimeoutMs);
  let drain = () => destroy();
  const destroy = () => {
    upSocket.destroy();
    socket.destroy();
  };
  let trouble = '';
  const refused = (error: Error) => {
    trouble = error.message;
  };
  upSocket.once('error', refused);
  socket.on('error', () => {});
  const neverJoined = () => {
    clearTimeout(timer);
    watch.refused(number, trouble || 'the client went away');
    destroy();
    resolve();
  };
  upSocket.once('close', neverJoined);
  const gaveUp = () => upSocket.destroy();
  socket.once('close', gaveUp);
  upSocket.once('connect', () => {
    clearTimeout(timer);
    upSocket.off('close', neverJoined);
    upSocket.off('error', refused);
    socket.off('close', gaveUp);
    watch.opened(number);
    drain = join(input, upSocket, (why) => {
      watch.closed(number, why);
      resolve();
    });
  });
  return { drain: () => drain(), destroy, ended };
};

/** @returns what drains it. */
const join = (input: ConnectionInput, upSocket: Socket, whenEnded: (why: string) => void): (() => void) => {
  const { number, socket, watch, faultFor } = input;
  const up = sessionTo(upSocket);
  const settings = { initialWindowSize: windowBytes, maxConcurrentStreams: mostStreams };
  const down = performServerHandshake(socket, { settings, maxSessionMemory: 1024, ...lenient });
  down.setLocalWindowSize(windowBytes);
  /** Calls whose answers are on their way to the client. */
  const leaving = new Set<ServerHttp2Stream>();
  let lastId = 0;
  let hasUpstreamLeft = false;
  let isUpClosed = false;
  let isDownClosed = false;

  down.on('error', () => {});
  up.on('error', () => {});
  up.once('connect', () => up.setLocalWindowSize(windowBytes));
  up.on('remoteSettings', ({ maxConcurrentStreams = mostStreams, maxHeaderListSize }) => {
    if (down.destroyed) return;
    const theirs = maxHeaderListSize === undefined ? {} : { maxHeaderListSize };
    down.settings({ ...settings, maxConcurrentStreams, ...theirs });
  });
  down.on('stream', (stream, _headers, flags, raw) => {
    lastId = stream.id ?? lastId;
    const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    const whenAnswered = () => void leaving.add(stream);
    const call = { down: stream, up, headers: raw, isWhole, watch: watch.call(number, raw), whenAnswered };
    stream.once('close', () => {
      leaving.delete(stream);
      if (isUpClosed && leaving.size === 0) down.destroy();
    });
    const fault = faultFor(headerIn(raw, ':path') ?? '');
    if (fault === undefined) joinCall(call);
    else joinFaulty(call, fault);
  });
  up.on('goaway', (code, lastUpstreamId, data) => {
    hasUpstreamLeft = true;
    // Ids are the same on both sides but for calls that were kept from the runtime; those the client must not repeat.
    if (!down.destroyed) down.goaway(code, Math.max(lastUpstreamId, lastId), data);
  });
  const finish = () => {
    if (isUpClosed && isDownClosed) whenEnded(hasUpstreamLeft ? 'the runtime went away' : '');
  };
  up.once('close', () => {
    isUpClosed = true;
    if (leaving.size === 0) down.destroy();
    else setTimeout(() => down.destroy(), flushMs).unref();
    finish();
  });
  down.once('close', () => {
    isDownClosed = true;
    up.destroy();
    finish();
  });
  return () => {
    if (!down.destroyed && !down.closed) down.close();
  };
};

/** What another server might refuse, this one is to pass on. */
const lenient = { strictSingleValueFields: false, maxHeaderListPairs: 10_000, maxSettings: 256 };

const sessionTo = (socket: Socket): ClientHttp2Session =>
  connect('http://localhost', {
    createConnection: () => socket,
    peerMaxConcurrentStreams: mostStreams,
    maxSessionMemory: 1024,
    settings: { initialWindowSize: windowBytes, enablePush: false },
    ...lenient,
  });
