/**
 * What the bytes of one connection say, told to a watch as the relay of calls tells it: who asked what, what was answered, and
 * who gave up. Source: RFC 9113, sections 5 and 8; gRPC over HTTP/2.
 */
import { constants } from 'node:http2';
import { type CallWatch, type Ended, headerIn, type RelayWatch } from '../relay/watch.ts';
import { type FrameEvents, frameReader } from './frames.ts';
import { headerDecoder } from './hpack.ts';
import { WireError } from './wire-error.ts';

export type Side = 'client' | 'runtime';

export interface Conversation {
  /** What a side wrote, in the order in which it passed. @throws WireError; then it is of no more use. */
  readonly push: (from: Side, bytes: Buffer) => void;
  /** The connection was ended, and so the calls. */
  readonly end: (by: Ended) => void;
  /** Calls that have not ended. */
  readonly open: () => number;
  /** The runtime has said that it goes away. */
  readonly isLeaving: () => boolean;
}

interface Call {
  readonly watch: CallWatch;
  hasAnswerBegun: boolean;
  trailers: readonly string[] | undefined;
}

const { NGHTTP2_CANCEL } = constants;
/** At once; each costs memory until its connection ends. */
const maxOpen = 100_000;

export const conversation = (connection: number, watch: RelayWatch): Conversation => {
  const calls = new Map<number, Call>();
  let lastId = 0;
  let isLeaving = false;
  const fromClient = headerDecoder();
  const fromRuntime = headerDecoder();

  const cancel = (id: number, by: Ended, code: number) => {
    calls.get(id)?.watch.cancelled(by, code);
    calls.delete(id);
  };
  const asked = (id: number, headers: readonly string[]) => {
    if (calls.size >= maxOpen) throw new WireError('too many calls at once');
    lastId = id;
    calls.set(id, { watch: watch.call(connection, headers), hasAnswerBegun: false, trailers: undefined });
  };
  const answered = (id: number, trailers: readonly string[]) => {
    calls.get(id)?.watch.answered(trailers);
    calls.delete(id);
  };
  const told = (id: number, headers: readonly string[], endsStream: boolean) => {
    const call = calls.get(id);
    if (call === undefined) return;
    if (call.hasAnswerBegun) call.trailers = headers;
    else if (!isInterim(headers)) {
      call.hasAnswerBegun = true;
      call.watch.responseHeaders(headers);
    }
    if (endsStream) answered(id, headers);
  };
  const client: FrameEvents = {
    headers: (id, block, endsStream) => {
      const headers = fromClient.decode(block);
      if (id > lastId) asked(id, headers);
      if (endsStream) calls.get(id)?.watch.requestEnd();
    },
    promise: (block) => void fromClient.decode(block),
    data: (id, bytes) => calls.get(id)?.watch.requestData(bytes),
    dataEnd: (id) => calls.get(id)?.watch.requestEnd(),
    reset: (id, code) => cancel(id, 'client', code || NGHTTP2_CANCEL),
    goaway: () => {},
    tableSize: fromRuntime.allow,
  };
  const runtime: FrameEvents = {
    headers: (id, block, endsStream) => told(id, fromRuntime.decode(block), endsStream),
    promise: (block) => void fromRuntime.decode(block),
    data: (id, bytes) => calls.get(id)?.watch.responseData(bytes),
    dataEnd: (id) => answered(id, []),
    reset: (id, code) => cancel(id, 'runtime', code),
    goaway: () => {
      isLeaving = true;
    },
    tableSize: fromClient.allow,
  };
  const readers = { client: frameReader(true, client), runtime: frameReader(false, runtime) };

  return {
    push: (from, bytes) => readers[from].push(bytes),
    end: (by) => {
      for (const id of [...calls.keys()]) cancel(id, by, NGHTTP2_CANCEL);
    },
    open: () => calls.size,
    isLeaving: () => isLeaving,
  };
};

/** Headers before the answer, such as 103. */
const isInterim = (headers: readonly string[]): boolean => headerIn(headers, ':status')?.startsWith('1') === true;
