/** Traces of one daemon: spans of RPCs, and of what actors do for them. */
import type { RpcFacts, RpcObserver, SightingListener } from '../../machines/sightings.ts';
import { openTracer, type TracerOptions } from './open-tracer.ts';
import { rpcSpans } from './rpc-spans.ts';
import { traceClock } from './trace-clock.ts';
import { openWorks } from './works.ts';

export interface Tracing {
  readonly rpcs: RpcObserver;
  readonly actors: SightingListener;
  /** Sends what there is, within a limit. Does not throw. */
  readonly close: () => Promise<void>;
}

export interface TracingOptions extends TracerOptions {
  /** What else is known of what these ids stand for. */
  readonly known: (facts: RpcFacts) => RpcFacts;
}

export const openTracing = async ({ known, ...options }: TracingOptions): Promise<Tracing> => {
  const { maker, close } = await openTracer(options);
  const now = traceClock();
  const works = openWorks({ maker, now });
  return { rpcs: rpcSpans({ maker, works, now, known }), actors: works.see, close };
};
