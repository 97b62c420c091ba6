/** Metrics of one daemon: what it is given to count with, and what answers a scrape. */
import type { ContainerExit } from '../../machines/records.ts';
import type { RpcObserver, SightingListener } from '../../machines/sightings.ts';
import { actorMeter } from './actor-meter.ts';
import { type Meters, openMeters } from './meters.ts';
import { openProcessMeter } from './process-meter.ts';
import { rpcMeter } from './rpc-meter.ts';
import { type Sources, sampler } from './sampler.ts';

export interface Metrics {
  readonly meters: Meters;
  readonly rpcs: RpcObserver;
  readonly actors: SightingListener;
  readonly onFetched: (fetched: { readonly bytes: number } | { readonly layers: number }) => void;
  readonly onExit: (exit: ContainerExit) => void;
  readonly onViolation: (invariant: string) => void;
  readonly onSpans: (
    news:
      | { readonly type: 'exported'; readonly spans: number }
      | { readonly type: 'dropped'; readonly spans: number; readonly reason: string },
  ) => void;
  /** From then on a scrape shows these too. */
  readonly sampleFrom: (sources: Omit<Sources, 'process'>) => void;
  readonly recovered: (found: {
    readonly pods: number;
    readonly containers: number;
    readonly elapsedMs: number;
  }) => void;
  /** Prometheus' text format. */
  readonly read: () => Promise<string>;
  readonly close: () => void;
}

export interface MetricsOptions {
  readonly version: string;
  readonly hasGrpcHistogram: boolean;
  /** Hears of parts of a scrape that could not be read. */
  readonly report: (part: string, error: unknown) => void;
}

export const openMetrics = async ({ version, hasGrpcHistogram, report }: MetricsOptions): Promise<Metrics> => {
  const meters = await openMeters();
  const own = openProcessMeter(meters);
  meters.set('buildInfo', { version, node: process.version }, 1);
  for (const reason of ['queue_full', 'export_failed']) meters.count('spansDropped', { reason }, 0);
  let sample: () => void = own.sample;
  return {
    meters,
    rpcs: rpcMeter(meters, { hasHistogram: hasGrpcHistogram }),
    actors: actorMeter(meters),
    onFetched: (fetched) => {
      if ('bytes' in fetched) meters.count('pulledBytes', {}, fetched.bytes);
      else meters.count('pulledLayers', {}, fetched.layers);
    },
    onExit: ({ reason }) => {
      meters.count('exits', { reason });
      if (reason === 'OOMKilled') meters.count('oomKills', {});
    },
    onViolation: (invariant) => meters.count('invariantViolations', { invariant }),
    onSpans: (news) => {
      if (news.type === 'exported') meters.count('spansExported', {}, news.spans);
      else meters.count('spansDropped', { reason: news.reason }, news.spans);
    },
    sampleFrom: (sources) => {
      sample = sampler(meters, { ...sources, process: own.sample }, report).sample;
    },
    recovered: ({ pods, containers, elapsedMs }) => {
      meters.set('recovered', { kind: 'pod' }, pods);
      meters.set('recovered', { kind: 'container' }, containers);
      meters.set('recoveryDuration', {}, elapsedMs / 1000);
    },
    read: () => {
      sample();
      return meters.text();
    },
    close: own.close,
  };
};
