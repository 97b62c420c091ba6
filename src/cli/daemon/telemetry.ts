/** Metrics and traces of a daemon, as far as they are configured; without, all of this is nothing, and loads nothing. */
import type { Log } from '../../actors/log.ts';
import type { System, SystemOptions } from '../../actors/system.ts';
import type { Config } from '../../config/schema.ts';
import { metricsSettings } from '../../config/telemetry.ts';
import type { LifeEvents } from '../../machines/life-events.ts';
import type { RpcObserver } from '../../machines/sightings.ts';
import type { Views } from '../../machines/views.ts';
import type { Store } from '../../store/records.ts';
import type { DriverOptions, Drivers } from './drivers.ts';
import { type MetricsFace, openMetricsFace } from './metrics-face.ts';

/** What a daemon is composed with, so that it can be watched. */
export interface Telemetry {
  readonly storeOf: (store: Store) => Store;
  readonly servicesOf: (services: Drivers['services']) => Drivers['services'];
  readonly lifeOf: (life: LifeEvents) => LifeEvents;
  readonly onFetched: DriverOptions['onFetched'];
  readonly onExit: SystemOptions['onExit'];
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

/** @throws FailureError ConfigInvalid for what the environment says. */
export const openTelemetry = async ({ config, log, version }: TelemetryOptions): Promise<Telemetry> => {
  const settings = metricsSettings(config);
  const metrics: MetricsFace | undefined =
    settings === undefined ? undefined : await openMetricsFace({ settings, log, version });
  return {
    storeOf: metrics?.storeOf ?? asItIs,
    servicesOf: metrics?.servicesOf ?? asItIs,
    lifeOf: metrics?.lifeOf ?? asItIs,
    onFetched: metrics?.metrics.onFetched,
    onExit: metrics?.metrics.onExit,
    observe: metrics?.metrics.rpcs,
    watch: (scene) => metrics?.watch(scene),
    recovered: (elapsedMs) => metrics?.recovered(elapsedMs),
    listen: async () => metrics?.listen(),
    close: async () => metrics?.close(),
  };
};
