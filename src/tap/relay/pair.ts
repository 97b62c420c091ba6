/**
 * One call: a stream of the client's and a stream of the runtime's, each with what the other says.
 *
 * Headers, messages, trailers and resets pass as they are, in both directions, and whoever does not read holds back who
 * writes. Nothing is decoded. Source: RFC 9113, sections 5 and 8; gRPC over HTTP/2.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type Http2Stream,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { CallWatch } from './watch.ts';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
const endStream = constants.NGHTTP2_FLAG_END_STREAM;

export interface CallInput {
  readonly down: ServerHttp2Stream;
  readonly up: ClientHttp2Session;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** The headers were all of the request. */
  readonly isWhole: boolean;
  readonly watch: CallWatch;
  /** The answer is whole, and on its way to the client. */
  readonly whenAnswered: () => void;
}

/** What a fault does to a call; a call without one has none of it. */
export interface Reins {
  /** The answer goes no further than here; the runtime's is read to its end. */
  readonly isSwallowed?: boolean;
  /** The client hears of the answer this much later than it could. */
  readonly answerAfterMs?: number;
  /** The runtime's answer is whole (and swallowed). */
  readonly onSwallowed?: () => void;
}

/** Opens the runtime's stream and joins both. @returns undefined where the runtime takes no more calls here. */
export const joinCall = (input: CallInput, reins: Reins = {}): ClientHttp2Stream | undefined => {
  const { down, up, headers, isWhole, watch } = input;
  let request: ClientHttp2Stream;
  try {
    request = up.request(headers, { endStream: isWhole, waitForTrailers: !isWhole });
  } catch {
    // it goes away: whoever is told so tries again on another connection
    watch.cancelled('runtime', NGHTTP2_REFUSED_STREAM);
    down.close(NGHTTP2_REFUSED_STREAM);
    return undefined;
  }
  let isOver = false;
  const once = (tell: () => void) => {
    if (isOver) return;
    isOver = true;
    tell();
  };
  const done = (trailers: readonly string[]) => {
    input.whenAnswered();
    once(() => watch.answered(trailers));
  };
  const telling = { watch, done };
  if (isWhole) watch.requestEnd();
  else ask(input, request);
  if (reins.isSwallowed === true) readAway(request, telling, reins.onSwallowed ?? (() => {}));
  else answer(request, down, telling, reins.answerAfterMs ?? 0);

  // Errors say what the codes say; both ends hear of them through close.
  down.on('error', () => {});
  request.on('error', () => {});
  const clientGone = () => {
    once(() => watch.cancelled('client', down.rstCode || NGHTTP2_CANCEL));
    if (!request.destroyed) abandon(request, down.rstCode || NGHTTP2_CANCEL);
  };
  down.once('aborted', clientGone);
  down.once('close', clientGone);
  request.once('close', () => {
    once(() => watch.cancelled('runtime', request.rstCode));
    if (reins.isSwallowed === true || down.destroyed) return;
    // The end of a connection has no code of its own: whoever owns the connection ends the client's as well.
    if (up.destroyed || up.socket?.destroyed === true) return;
    if (request.rstCode !== NGHTTP2_NO_ERROR) abandon(down, request.rstCode);
    else if (!down.headersSent) down.close(NGHTTP2_NO_ERROR);
  });
  return request;
};

/** No `date` of ours (sendDate is not in the types). */
export const plain = (options: { readonly endStream?: boolean; readonly waitForTrailers?: boolean }) => ({
  ...options,
  sendDate: false,
});

/** Ends a stream at once, whatever waits to be written to it. */
const abandon = (stream: Http2Stream, code: number): void => {
  if (!stream.closed) stream.close(code);
  if (!stream.destroyed && code !== NGHTTP2_NO_ERROR) stream.destroy();
};

/**
 * The request's messages and, should it have any, its trailers. That trailers are waited for keeps the end of the stream
 * from being sent where it is reset instead: Node ends what it closes, and sends that first.
 */
const ask = ({ down, watch }: CallInput, request: ClientHttp2Stream): void => {
  let trailers: readonly string[] = [];
  down.once('trailers', (_headers, _flags, raw) => {
    trailers = raw;
  });
  request.once('wantTrailers', () => {
    if (!request.closed && !request.destroyed) sendTrailers(request, trailers);
  });
  pass(down, request, watch.requestData, watch.requestEnd);
};

/** All bytes, at the pace of the slower. */
const pass = (from: Http2Stream, to: Http2Stream, tell: (bytes: Buffer) => void, tellEnd: () => void): void => {
  from.on('data', (bytes: Buffer) => {
    tell(bytes);
    if (to.writable && !to.write(bytes)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.once('end', () => {
    if (from.aborted || (from.rstCode !== undefined && from.rstCode !== NGHTTP2_NO_ERROR)) return;
    tellEnd();
    if (to.writable) to.end();
  });
};

interface Telling {
  readonly watch: CallWatch;
  readonly done: (trailers: readonly string[]) => void;
}

const answer = (request: ClientHttp2Stream, down: ServerHttp2Stream, told: Telling, afterMs: number): void => {
  let trailers: readonly string[] | undefined;
  request.once('response', (_headers, flags, raw) => {
    told.watch.responseHeaders(raw);
    const respond = () => {
      if (down.destroyed || down.closed) return;
      const isWhole = (flags & endStream) !== 0;
      down.respond(raw, plain({ endStream: isWhole, waitForTrailers: !isWhole }));
      if (!isWhole) return pass(request, down, told.watch.responseData, () => told.done(trailers ?? []));
      told.done(raw);
      request.resume();
    };
    if (afterMs === 0) respond();
    else setTimeout(respond, afterMs);
  });
  request.once('trailers', (_headers, _flags, raw) => {
    trailers = raw;
  });
  down.once('wantTrailers', () => {
    if (!down.closed && !down.destroyed) sendTrailers(down, trailers ?? []);
  });
};

/** Reads what the runtime answers, for the record alone. */
const readAway = (request: ClientHttp2Stream, { watch, done }: Telling, whenAnswered: () => void): void => {
  let trailers: readonly string[] = [];
  request.once('response', (_headers, flags, raw) => {
    watch.responseHeaders(raw);
    if ((flags & endStream) !== 0) trailers = raw;
  });
  request.once('trailers', (_headers, _flags, raw) => {
    trailers = raw;
  });
  request.on('data', watch.responseData);
  request.once('end', () => {
    if (request.rstCode !== NGHTTP2_NO_ERROR) return;
    done(trailers);
    whenAnswered();
  });
};

const sendTrailers = (to: Http2Stream, raw: readonly string[]): void => {
  try {
    to.sendTrailers(grouped(raw));
  } catch {
    // a name that may come once and came twice
    to.sendTrailers(Object.fromEntries(pairsOf(raw)));
  }
};

function* pairsOf(raw: readonly string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < raw.length; at += 2) yield [raw[at] ?? '', raw[at + 1] ?? ''];
}

const grouped = (raw: readonly string[]): OutgoingHttpHeaders => {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairsOf(raw)) {
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = typeof before === 'string' ? [before, value] : [...before, value];
  }
  return headers;
};
