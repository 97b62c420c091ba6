/** What is told of each RPC to who watches the daemon; nothing where nobody does. It cannot harm the RPC. */
import { type Metadata, status } from '@grpc/grpc-js';
import type { FailureCode } from '../machines/failure.ts';
import type { RpcFacts, RpcObserver, RpcWatch } from '../machines/sightings.ts';
import type { Log } from './handed.ts';
import { subjectOf } from './subject.ts';

export type WatchRpc = (rpc: {
  readonly method: string;
  readonly requestId: string;
  readonly metadata: Metadata;
}) => WatchedRpc;

export interface WatchedRpc {
  /** A request or a response. */
  readonly about: (message: unknown) => void;
  readonly end: (code: number, failure?: FailureCode) => void;
}

/** @param service full name, `runtime.v1.RuntimeService` */
export const watchRpc =
  (service: string, { observe, log }: { readonly observe?: RpcObserver | undefined; readonly log: Log }): WatchRpc =>
  ({ method, requestId, metadata }) => {
    if (observe === undefined) return unwatched;
    /** Who watches is no part of the request: what goes wrong there must not be its answer. */
    const harmless: Harmless = (tell) => {
      try {
        return tell();
      } catch (error) {
        log.error({ rpc: method, requestId, error: String(error) }, 'an observer of RPCs failed');
        return undefined;
      }
    };
    const traceparent = textOf(metadata.get('traceparent')[0]);
    const watch = harmless(() => observe.begin({ service, method, requestId, traceparent }));
    return watch === undefined ? unwatched : watchedBy(watch, harmless);
  };

type Harmless = <Result>(tell: () => Result) => Result | undefined;

const unwatched: WatchedRpc = { about: () => {}, end: () => {} };

const watchedBy = (watch: RpcWatch, harmless: Harmless): WatchedRpc => ({
  about: (message) => void harmless(() => watch.about(factsOf(message))),
  end: (code, failure) => void harmless(() => watch.end({ code: status[code] ?? 'UNKNOWN', status: code, failure })),
});

const textOf = (value: string | Buffer | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

interface Named {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly uid?: unknown;
}
interface Configured {
  readonly config?: { readonly metadata?: Named; readonly image?: { readonly image?: unknown } } | undefined;
  readonly sandboxConfig?: { readonly metadata?: Named } | undefined;
}

/** Ids and names of a message of the contract, cut; nothing else of it. */
const factsOf = (message: unknown): RpcFacts => {
  const { config, sandboxConfig } = message as Configured;
  const own = config?.metadata;
  const isPods = own !== undefined && 'namespace' in own;
  const pod = isPods ? own : sandboxConfig?.metadata;
  return {
    ...subjectOf(message),
    ...named('imageRef', config?.image?.image),
    ...named('podName', pod?.name),
    ...named('podNamespace', pod?.namespace),
    ...named('podUid', pod?.uid),
    ...named('containerName', isPods ? undefined : own?.name),
  };
};

/** Names of Kubernetes have at most 253 characters. */
const named = (key: keyof RpcFacts, value: unknown): RpcFacts =>
  typeof value === 'string' && value !== '' ? { [key]: value.slice(0, 253) } : {};
