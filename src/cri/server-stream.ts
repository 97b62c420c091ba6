/** All that is the same for every RPC that answers with a stream: the sibling of `unary`. */
import { type handleServerStreamingCall, Metadata, status } from '@grpc/grpc-js';
import { type Failure, FailureError, failureOf } from '../machines/failure.ts';
import { decode } from './decode.ts';
import { levelOf } from './level.ts';
import { statusOf } from './status.ts';
import type { StreamRpc } from './stream-rpc.ts';
import { subjectOf } from './subject.ts';
import type { Codec, UnaryOptions } from './unary.ts';

export interface StreamOptions extends UnaryOptions {
  /** Streams that last as long as their client. Who aborts one ends it with the failure that is the reason. */
  readonly endless: Set<AbortController>;
}

/**
 * Decode, serve, and a message at a time, the next only when the connection has taken the last: a client that does not
 * read holds one message, not the list. One log line at the end. Headers go at once, so that a client knows when it is
 * subscribed.
 */
export const serverStream =
  <Request, Response>(
    codec: Codec<Request, Response>,
    rpc: StreamRpc<Request, Response>,
    { name, handed, log, waiting, endless, maxResponseBytes, watch }: StreamOptions,
  ): handleServerStreamingCall<Buffer, Buffer> =>
  (call) => {
    const startedAtMs = performance.now();
    const requestId = handed.ids.requestId();
    const lines = log.child({ rpc: name, requestId });
    const watched = watch({ method: name, requestId, metadata: call.metadata });
    const streams = rpc.isEndless ? endless : waiting;
    const wait = new AbortController();
    let messages = 0;
    let isEnded = false;

    const end = (failure: Failure | undefined) => {
      if (isEnded) return;
      isEnded = true;
      streams.delete(wait);
      const elapsedMs = Math.round((performance.now() - startedAtMs) * 100) / 100;
      if (failure === undefined) {
        lines.debug({ elapsedMs, messages }, 'rpc answered');
        watched.end(status.OK);
        call.end();
        return;
      }
      const reply = statusOf(failure);
      lines[levelOf(failure.code, 'debug')]({ elapsedMs, messages, failure, status: status[reply.code] }, 'rpc failed');
      watched.end(reply.code, failure.code);
      call.emit('error', reply);
    };
    streams.add(wait);
    const aborted = new Promise<never>((_, reject) => {
      wait.signal.addEventListener('abort', () => reject(wait.signal.reason), { once: true });
    });
    aborted.catch((reason: unknown) => end(failureOf(reason)));
    call.once('cancelled', () => wait.abort(new FailureError('Cancelled')));

    const send = async (response: Response): Promise<void> => {
      const bytes = codec.responseSerialize(response);
      if (bytes.byteLength <= maxResponseBytes) {
        messages += 1;
        await Promise.race([new Promise<void>((resolve) => call.write(bytes, () => resolve())), aborted]);
        return;
      }
      const halves = rpc.divide?.(response);
      if (halves === undefined)
        throw new FailureError('ResponseTooLarge', { sizeBytes: bytes.byteLength, limitBytes: maxResponseBytes });
      for (const half of halves) await send(half);
    };
    const serve = async (): Promise<void> => {
      const request = decode(codec.requestDeserialize, call.request);
      lines.debug({ ...subjectOf(request) }, 'rpc streams');
      watched.about(request);
      const responses = rpc.serve(request, handed, {
        requestId,
        signal: wait.signal,
        leftMs: undefined,
        maxResponseBytes,
      });
      call.sendMetadata(new Metadata());
      for await (const response of responses) await send(response);
    };
    void serve().then(
      () => end(undefined),
      (thrown) => {
        end(failureOf(thrown));
        wait.abort(thrown); // whoever feeds it stops
      },
    );
  };
