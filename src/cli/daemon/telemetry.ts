/** Metrics and traces of a daemon, as far as they are configured; without, all of this is nothing, and loads nothing. */
import type { Log } from '../../actors/log.ts';
import type { System, SystemOptions } from '../../actors/system.ts';
import type { Config } from '../../config/schema.ts';
import { metricsSettings, tracingSettings } from '../../config/telemetry.ts';
import type { LifeEvents } from '../../machines/life-events.ts';
import type { RpcObserver } from '../../machines/sightings.ts';
import type { Views } from '../../machines/views.ts';
import type { Store } from '../../store/records.ts';
import type { DriverOptions, Drivers } from './drivers-face.ts';
import type { MetricsFaceOptions } from './metrics-face.ts';
import type { TracesFaceOptions } from './traces-face.ts';

/** What a daemon is composed with, so that it can be watched. */
export interface Telemetry {
  readonly storeOf: (store: Store) => Store;
  readonly servicesOf: (services: Drivers['services']) => Drivers['services'];
  readonly lifeOf: (life: LifeEvents) => LifeEvents;
  readonly onFetched: DriverOptions['onFetched'];
  readonly onExit: SystemOptions['onExit'];
  readonly onViolation: (invariant: string) => void;
  readonly observe: RpcObserver | undefined;
  /** The actors are there: from now on there is something to see. */
  readonly watch: (scene: Scene) => void;
  /** All that was stored is known again. */
  readonly recovered: (elapsedMs: number) => void;
  /** An address that cannot be had is logged: pods are more important. */
  readonly listen: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Scene {
  readonly system: System;
  readonly views: Views;
  readonly store: Store;
}

export interface TelemetryOptions {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
}

const asItIs = <Thing>(thing: Thing): Thing => thing;

// Loaded when they are wanted: who does not configure them pays nothing for them.
const openMetrics = async (options: MetricsFaceOptions) => (await import('./metrics-face.ts')).openMetricsFace(options);
const openTraces = async (options: TracesFaceOptions) => (await import('./traces-face.ts')).openTracesFace(options);

/** @throws FailureError ConfigInvalid for what the environment says. */
export const openTelemetry = async ({ config, log, version }: TelemetryOptions): Promise<Telemetry> => {
  const [measured, traced] = [metricsSettings(config), tracingSettings(config)];
  let scene: Scene | undefined;
  const face = measured && (await openMetrics({ settings: measured, log, version }));
  const metrics = face?.metrics;
  const tracing =
    traced &&
    (await openTraces({
      settings: traced,
      log,
      version,
      views: () => scene?.views,
      count: (news) => metrics?.onSpans(news),
    }));
  return {
    storeOf: face?.storeOf ?? asItIs,
    servicesOf: face?.servicesOf ?? asItIs,
    lifeOf: face?.lifeOf ?? asItIs,
    onFetched: metrics?.onFetched,
    onExit: metrics?.onExit,
    onViolation: (invariant) => metrics?.onViolation(invariant),
    observe: both(metrics?.rpcs, tracing?.rpcs),
    watch: (seen) => {
      scene = seen;
      if (tracing !== undefined) seen.system.onSighting(tracing.actors);
      face?.watch(seen);
    },
    recovered: (elapsedMs) => face?.recovered(elapsedMs),
    listen: async () => face?.listen(),
    close: async () => {
      await Promise.all([face?.close(), tracing?.close()]);
    },
  };
};

const both = (one: RpcObserver | undefined, other: RpcObserver | undefined): RpcObserver | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    begin: (rpc) => {
      const watches = [one.begin(rpc), other.begin(rpc)];
      return {
        about: (facts) => {
          for (const watch of watches) watch.about(facts);
        },
        end: (end) => {
          for (const watch of watches) watch.end(end);
        },
      };
    },
  };
};
