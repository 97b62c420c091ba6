/**
 * A span for each RPC, in the trace of its client where it has one. Attributes are ids and names; texts of failures stay in
 * the log, for they may quote what a container was started with.
 * Source: OpenTelemetry semantic conventions for RPC and gRPC, and for Kubernetes.
 */
import { meanings } from '../../machines/failure.ts';
import type { RpcFacts, RpcObserver } from '../../machines/sightings.ts';
import type { SpanMaker } from './span-maker.ts';
import { remoteParent } from './traceparent.ts';
import type { Works } from './works.ts';

export interface RpcSpansOptions {
  readonly maker: SpanMaker;
  readonly works: Works;
  readonly now: () => number;
  /** What else is known of what these ids stand for. */
  readonly known: (facts: RpcFacts) => RpcFacts;
}

/** Statuses that are the server's fault; the others are the client's, and no error of this side. */
const errors: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

export const rpcSpans = ({ maker, works, now, known }: RpcSpansOptions): RpcObserver => ({
  begin: ({ service, method, requestId, traceparent }) => {
    const attributes = {
      'rpc.system': 'grpc',
      'rpc.service': service,
      'rpc.method': method,
      'troupe.request.id': requestId,
    };
    const name = `${service}/${method}`;
    const span = maker.root({ name, kind: 'server', atMs: now(), attributes }, remoteParent(traceparent));
    if (!span.isRecorded) return unrecorded;
    works.begin(requestId, span);
    return {
      about: (facts) => span.describe(attributesOf({ ...known(facts), ...facts })),
      end: ({ code, status, failure }) => {
        span.describe({ 'rpc.grpc.status_code': status, 'error.type': failure, 'troupe.failure.code': failure });
        const text = failure === undefined ? code : `${failure}: ${meanings[failure]}`;
        span.end({ atMs: now(), error: errors.has(code) ? text : undefined });
        works.end(requestId);
      },
    };
  },
});

const unrecorded = { about: () => {}, end: () => {} };

const attributesOf = (facts: RpcFacts) => ({
  'troupe.sandbox.id': facts.sandboxId,
  'container.id': facts.containerId,
  'container.image.name': facts.imageRef,
  'k8s.pod.name': facts.podName,
  'k8s.namespace.name': facts.podNamespace,
  'k8s.pod.uid': facts.podUid,
  'k8s.container.name': facts.containerName,
});
