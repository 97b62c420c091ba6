/** All that is the same for every unary RPC. Nothing else touches a grpc-js call. */
import { type handleUnaryCall, status } from '@grpc/grpc-js';
import { type Failure, FailureError, failureOf } from '../machines/failure.ts';
import { decode } from './decode.ts';
import { Encoded } from './encoded.ts';
import type { Handed, Log } from './handed.ts';
import { levelOf } from './level.ts';
import type { Rpc } from './rpc.ts';
import { type StatusReply, statusOf } from './status.ts';
import { type Subject, subjectOf } from './subject.ts';
import type { WatchRpc } from './watched-rpc.ts';

/** The wire side of a method, as the generated service definitions have it. */
export interface Codec<Request, Response> {
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (response: Response) => Buffer;
}

export interface UnaryOptions {
  readonly name: string;
  readonly handed: Handed;
  readonly log: Log;
  /** Calls that wait for an answer. Who aborts one ends its wait with the failure that is the reason. */
  readonly waiting: Set<AbortController>;
  readonly maxResponseBytes: number;
  readonly watch: WatchRpc;
}

/**
 * Decode, serve, encode; one answer and one log line whatever happens. A client that goes away or whose deadline passes
 * ends the wait at once, not the work.
 *
 * grpc-js awaits no handler and takes any integer `code` of an error for a status, so nothing may throw at it.
 */
export const unary =
  <Request, Response>(
    codec: Codec<Request, Response>,
    rpc: Rpc<Request, Response>,
    { name, handed, log, waiting, maxResponseBytes, watch }: UnaryOptions,
  ): handleUnaryCall<Buffer, Buffer> =>
  (call, callback) => {
    const startedAtMs = performance.now();
    const requestId = handed.ids.requestId();
    // no child logger: it costs more than a small read
    const about = () => ({ rpc: name, requestId, ...subject });
    const watched = watch({ method: name, requestId, metadata: call.metadata });
    const wait = new AbortController();
    let subject: Subject = {};
    let isAnswered = false;

    const answer = (respond: () => void) => {
      if (isAnswered) return;
      isAnswered = true;
      waiting.delete(wait);
      try {
        respond();
      } catch (thrown) {
        log.error({ ...about(), failure: failureOf(thrown) }, 'rpc answer could not be sent');
        watched.end(status.INTERNAL, 'Unexpected');
        callback({ code: status.INTERNAL, details: 'the answer could not be sent' });
      }
    };
    const elapsedMs = () => Math.round((performance.now() - startedAtMs) * 100) / 100;
    const succeed = (bytes: Buffer) =>
      answer(() => {
        log[rpc.logsAt]({ ...about(), elapsedMs: elapsedMs() }, 'rpc answered');
        watched.end(status.OK);
        callback(null, bytes);
      });
    const fail = (thrown: unknown) =>
      answer(() => {
        const failure = failureOf(thrown);
        const reply = isPast(call.getDeadline()) ? deadlinePassed(failure) : statusOf(failure);
        log[levelOf(failure.code, rpc.logsAt)](
          { ...about(), elapsedMs: elapsedMs(), failure, status: status[reply.code] },
          'rpc failed',
        );
        watched.end(reply.code, failure.code);
        callback(reply);
      });

    waiting.add(wait);
    wait.signal.addEventListener('abort', () => fail(wait.signal.reason), { once: true });
    call.once('cancelled', () => {
      if (!isAnswered) wait.abort(new FailureError('Cancelled'));
    });
    const serve = async () => {
      const request = decode(codec.requestDeserialize, call.request);
      subject = subjectOf(request);
      watched.about(request);
      const response = await rpc.serve(request, handed, {
        requestId,
        signal: wait.signal,
        leftMs: leftUntil(call.getDeadline()),
        maxResponseBytes,
      });
      subject = { ...subject, ...subjectOf(response) };
      watched.about(response);
      const bytes = response instanceof Encoded ? response.bytes : codec.responseSerialize(response);
      if (bytes.byteLength <= maxResponseBytes) return bytes;
      throw new FailureError('ResponseTooLarge', { sizeBytes: bytes.byteLength, limitBytes: maxResponseBytes });
    };
    void serve().then(succeed, fail);
  };

/** Undefined: it waits for ever. */
const leftUntil = (deadline: Date | number): number | undefined => {
  const leftMs = Number(deadline) - Date.now();
  return Number.isFinite(leftMs) ? Math.max(0, leftMs) : undefined;
};

/** The client's clock and its timer may be a little ahead of ours. */
const isPast = (deadline: Date | number): boolean => Number(deadline) <= Date.now() + 50;

/** A wait that the client's own deadline ended. Other failures keep their status. */
const deadlinePassed = (failure: Failure): StatusReply =>
  failure.code === 'Cancelled'
    ? { code: status.DEADLINE_EXCEEDED, details: 'the deadline passed before the answer' }
    : statusOf(failure);
